CREATE TABLE "notice" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"input" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"outcome" text,
	"last_error" text,
	"done_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "notice_done_at_next_attempt_at_index" ON "notice" USING btree ("done_at","next_attempt_at");