ALTER TABLE "hold" ADD COLUMN "lifted_by" text;--> statement-breakpoint
ALTER TABLE "hold" ADD COLUMN "approver_id" text;--> statement-breakpoint
ALTER TABLE "hold" ADD COLUMN "covered_minor" bigint;--> statement-breakpoint
UPDATE "hold" SET "lifted_by" = CASE WHEN "deal"."stage" IN ('cancelled', 'lost', 'written_off') THEN 'closed' ELSE 'paid' END FROM "deal" WHERE "deal"."id" = "hold"."deal_id" AND "hold"."lifted_at" IS NOT NULL;
