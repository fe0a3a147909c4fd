CREATE TABLE "change" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"what" text NOT NULL,
	"subject_id" text NOT NULL,
	"actor" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
ALTER TABLE "approval_policy" ADD COLUMN "rules" jsonb;--> statement-breakpoint
ALTER TABLE "approval_policy" ADD COLUMN "changed_by" jsonb;--> statement-breakpoint
CREATE INDEX "change_subject_id_seq_index" ON "change" USING btree ("subject_id","seq");--> statement-breakpoint
-- The rules of rounds stood in the company's policy until now; the versions of the table take over those in force. The first version is the set-up's.
UPDATE "approval_policy" SET
	"rules" = (SELECT jsonb_build_object(
		'slaMinutes', "data"->'slaMinutes',
		'finalLimitWorkingDays', "data"->'roundWorkingDays',
		'undoSeconds', "data"->'undo'->'linkSeconds',
		'stepUpAboveMinor', coalesce("data"->'stepUp'->'aboveMinor', 'null'::jsonb),
		'keepUnchangedApprovals', coalesce("data"->'keepUnchangedApprovals', 'true'::jsonb)
	) FROM "company_policy" ORDER BY "version" DESC LIMIT 1),
	"changed_by" = CASE WHEN "version" = 1 THEN '{"type": "system", "id": "set-up"}'::jsonb END;
--> statement-breakpoint
ALTER TABLE "approval_policy" ALTER COLUMN "rules" SET NOT NULL;--> statement-breakpoint
CREATE TRIGGER change_is_append_only BEFORE UPDATE OR DELETE ON "change" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();--> statement-breakpoint
CREATE TRIGGER approval_policy_is_append_only BEFORE UPDATE OR DELETE ON "approval_policy" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
