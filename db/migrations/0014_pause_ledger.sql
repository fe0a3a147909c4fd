ALTER TABLE "credit_note" ADD COLUMN "author_type" text;--> statement-breakpoint
ALTER TABLE "credit_note" ADD COLUMN "author_id" text;--> statement-breakpoint
ALTER TABLE "reminder_pause" ADD COLUMN "paid_before_minor" bigint;--> statement-breakpoint
ALTER TABLE "reminder_pause" ADD COLUMN "schedule_id" text;--> statement-breakpoint
ALTER TABLE "reminder_pause" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "reminder_pause" ADD COLUMN "ended_by_type" text;--> statement-breakpoint
ALTER TABLE "reminder_pause" ADD COLUMN "ended_by_id" text;
--> statement-breakpoint
-- What is credited is the sum of the credit notes, each above zero and written once (INV-3).
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_amount_positive" CHECK ("amount_minor" > 0);
--> statement-breakpoint
CREATE TRIGGER credit_note_is_append_only BEFORE UPDATE OR DELETE ON "credit_note" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
--> statement-breakpoint
CREATE FUNCTION credits_tie() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  credited bigint;
  noted bigint;
BEGIN
  SELECT credited_minor INTO credited FROM invoice WHERE id = NEW.invoice_id;
  SELECT coalesce(sum(amount_minor), 0) INTO noted FROM credit_note WHERE invoice_id = NEW.invoice_id;
  IF noted <> credited THEN
    RAISE EXCEPTION 'invoice % has % credited by % of credit notes', NEW.invoice_id, credited, noted USING ERRCODE = 'check_violation', CONSTRAINT = 'credits_tie';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER credits_tie AFTER INSERT ON "credit_note" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION credits_tie();
