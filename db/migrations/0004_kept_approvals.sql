ALTER TABLE "approval_task" ADD COLUMN "fields_hash" text;--> statement-breakpoint
ALTER TABLE "approval_task" ADD COLUMN "kept_from_id" text;--> statement-breakpoint
ALTER TABLE "approval_task" ADD COLUMN "kept_from_version" integer;