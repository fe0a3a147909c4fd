ALTER TABLE "deal" ADD COLUMN "draft_changed_by" jsonb;--> statement-breakpoint
ALTER TABLE "deal" ADD COLUMN "draft_changed_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "deal_event_type_at_index" ON "deal_event" USING btree ("type","at");