ALTER TABLE "customer" ADD COLUMN "courtesy_stopped_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "courtesy_stopped_via" text;--> statement-breakpoint
ALTER TABLE "hold" ADD COLUMN "scope" text DEFAULT 'deal' NOT NULL;--> statement-breakpoint
ALTER TABLE "letter" ADD COLUMN "driven_by_id" text;--> statement-breakpoint
CREATE INDEX "hold_deal_id_index" ON "hold" USING btree ("deal_id");--> statement-breakpoint
CREATE INDEX "hold_invoice_id_index" ON "hold" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "reminder_letter_id_index" ON "reminder" USING btree ("letter_id");