CREATE TABLE "delivery_report" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"letter_id" text,
	"type" text NOT NULL,
	"code" text,
	"detail" text,
	"meaning" text NOT NULL,
	"message_id" text,
	"recipient" text,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "human_task" ADD COLUMN "note_id" text;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "receipt_confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "letter" ADD COLUMN "returned_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "delivery_report_letter_id_index" ON "delivery_report" USING btree ("letter_id");--> statement-breakpoint
CREATE INDEX "delivery_report_received_at_index" ON "delivery_report" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "letter_message_id_index" ON "letter" USING btree ("message_id");