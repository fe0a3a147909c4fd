CREATE TABLE "step_up_code" (
	"id" text PRIMARY KEY NOT NULL,
	"task_id" text NOT NULL,
	"person_id" text NOT NULL,
	"n" integer NOT NULL,
	"binding_hash" text NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"used_at" timestamp (3) with time zone,
	"command_id" text,
	CONSTRAINT "step_up_code_taskId_personId_n_unique" UNIQUE("task_id","person_id","n")
);
--> statement-breakpoint
ALTER TABLE "decision_evidence" ADD COLUMN "command_id" text;--> statement-breakpoint
ALTER TABLE "decision_evidence" ADD COLUMN "person_id" text;--> statement-breakpoint
ALTER TABLE "decision_evidence" ADD COLUMN "by_right" text;--> statement-breakpoint
ALTER TABLE "decision_evidence" ADD COLUMN "cover_for_id" text;--> statement-breakpoint
ALTER TABLE "decision_evidence" ADD COLUMN "channel" text;--> statement-breakpoint
ALTER TABLE "decision_evidence" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "decision_evidence" ADD COLUMN "step_up_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "decision_evidence" ADD COLUMN "asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "decision_evidence" ADD COLUMN "shown_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "link_token" ADD COLUMN "letter_id" text;--> statement-breakpoint
CREATE INDEX "decision_evidence_task_id_index" ON "decision_evidence" USING btree ("task_id");--> statement-breakpoint
CREATE INDEX "decision_evidence_command_id_index" ON "decision_evidence" USING btree ("command_id");