CREATE TABLE "reminder_policy" (
	"policy_id" text NOT NULL,
	"version" integer NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"author_type" text NOT NULL,
	"author_id" text NOT NULL,
	CONSTRAINT "reminder_policy_policy_id_version_pk" PRIMARY KEY("policy_id","version")
);
--> statement-breakpoint
CREATE TABLE "reminder_policy_adoption" (
	"id" text PRIMARY KEY NOT NULL,
	"policy_id" text NOT NULL,
	"version" integer NOT NULL,
	"scope" jsonb NOT NULL,
	"invoices" integer NOT NULL,
	"deals" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"author_type" text NOT NULL,
	"author_id" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "payer_type" text;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "reminder_policy_id" text;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "reminder_policy_version" integer;--> statement-breakpoint
ALTER TABLE "reminder" ADD COLUMN "policy_id" text;--> statement-breakpoint
ALTER TABLE "reminder" ADD COLUMN "policy_version" integer;--> statement-breakpoint
CREATE INDEX "reminder_policy_adoption_policy_id_created_at_index" ON "reminder_policy_adoption" USING btree ("policy_id","created_at");--> statement-breakpoint
CREATE INDEX "invoice_reminder_policy_id_status_index" ON "invoice" USING btree ("reminder_policy_id","status");--> statement-breakpoint
CREATE TRIGGER reminder_policy_is_append_only BEFORE UPDATE OR DELETE ON "reminder_policy" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
--> statement-breakpoint
-- What the company's policy said of reminders becomes version 1 of the default reminder policy, and whatever is issued keeps to it.
INSERT INTO "reminder_policy" ("policy_id", "version", "data", "created_at", "author_type", "author_id")
SELECT 'default', 1, jsonb_build_object(
  'rungs', (
    SELECT jsonb_agg(
      step || jsonb_build_object(
        'basis', 'calendar_days',
        'hour', data #> '{dunning,sendTime}',
        'channel', 'email',
        'recipients', CASE WHEN step -> 'does' ? 'letter' THEN '["customer"]'::jsonb ELSE '[]'::jsonb END
      ) ORDER BY place
    )
    FROM jsonb_array_elements(data #> '{dunning,ladder}') WITH ORDINALITY AS rungs(step, place)
  ),
  'onMissed', data #> '{dunning,missed}',
  'minGapHours', data #> '{dunning,minGapHours}',
  'quietHours', jsonb_build_object('from', data #> '{dunning,quietFrom}', 'until', data #> '{dunning,quietUntil}'),
  'quietDays', '{"nonWorking": true, "weekdays": [], "on": []}'::jsonb,
  'freshnessWorkingDays', data -> 'freshnessWorkingDays',
  'holdWorkingDays', data #> '{dunning,holdWorkingDays}',
  'graceDays', data #> '{promise,graceDays}',
  'promise', (data -> 'promise') - 'graceDays',
  'shipmentHoldScope', coalesce(data #>> '{dunning,shipmentHoldScope}', 'deal'),
  'appliesTo', '{"segments": [], "payerTypes": []}'::jsonb
), "created_at", 'system', 'company'
FROM "company_policy"
WHERE data ? 'dunning'
ORDER BY "version" DESC
LIMIT 1;
--> statement-breakpoint
UPDATE "invoice" SET "reminder_policy_id" = 'default', "reminder_policy_version" = 1 WHERE "issued_on" IS NOT NULL AND EXISTS (SELECT FROM "reminder_policy");
--> statement-breakpoint
UPDATE "reminder" SET "policy_id" = 'default', "policy_version" = 1 WHERE EXISTS (SELECT FROM "reminder_policy");
--> statement-breakpoint
UPDATE "deal" SET "next_code" = 'end:+21' WHERE "next_code" = 'rung:+21';
