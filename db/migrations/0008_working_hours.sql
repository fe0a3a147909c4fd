CREATE TABLE "work_week" (
	"id" text PRIMARY KEY NOT NULL,
	"week" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "app_user" ADD COLUMN "working_hours" jsonb;