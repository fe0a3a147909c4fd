ALTER TABLE "letter" ADD COLUMN "channel" text DEFAULT 'email' NOT NULL;--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "channel" text DEFAULT 'email' NOT NULL;