-- Money is conserved by the database, at commit, and not by care (INV-3).
ALTER TABLE "payment" ADD CONSTRAINT "payment_amount_positive" CHECK ("amount_minor" >= 0);
--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_allocated_within_amount" CHECK ("allocated_minor" >= 0 AND "allocated_minor" <= "amount_minor");
--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_totals_tie" CHECK ("net_minor" + "vat_minor" = "gross_minor" AND "gross_minor" >= 0);
--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_paid_within_total" CHECK ("paid_minor" >= 0 AND "credited_minor" >= 0 AND "paid_minor" + "credited_minor" <= "gross_minor");
--> statement-breakpoint
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_sign" CHECK (("undoes_id" IS NULL AND "amount_minor" > 0) OR ("undoes_id" IS NOT NULL AND "amount_minor" < 0));
--> statement-breakpoint
CREATE UNIQUE INDEX "allocation_undone_once" ON "allocation" ("undoes_id") WHERE "undoes_id" IS NOT NULL;
--> statement-breakpoint
CREATE FUNCTION allocation_moves_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE payment SET allocated_minor = allocated_minor + NEW.amount_minor WHERE id = NEW.payment_id;
  UPDATE invoice SET paid_minor = paid_minor + NEW.amount_minor WHERE id = NEW.invoice_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER allocation_moves_sums AFTER INSERT ON "allocation" FOR EACH ROW EXECUTE FUNCTION allocation_moves_sums();
--> statement-breakpoint
CREATE FUNCTION money_is_conserved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  p record;
  i record;
  placed bigint;
BEGIN
  SELECT amount_minor, allocated_minor, currency INTO p FROM payment WHERE id = NEW.payment_id;
  SELECT coalesce(sum(amount_minor), 0) INTO placed FROM allocation WHERE payment_id = NEW.payment_id;
  IF placed <> p.allocated_minor OR placed < 0 OR placed > p.amount_minor THEN
    RAISE EXCEPTION 'payment % would hold % of %', NEW.payment_id, placed, p.amount_minor USING ERRCODE = 'check_violation', CONSTRAINT = 'money_is_conserved';
  END IF;
  SELECT gross_minor, credited_minor, paid_minor, currency INTO i FROM invoice WHERE id = NEW.invoice_id;
  SELECT coalesce(sum(amount_minor), 0) INTO placed FROM allocation WHERE invoice_id = NEW.invoice_id;
  IF placed <> i.paid_minor OR placed < 0 OR placed > i.gross_minor - i.credited_minor THEN
    RAISE EXCEPTION 'invoice % would hold % of %', NEW.invoice_id, placed, i.gross_minor - i.credited_minor USING ERRCODE = 'check_violation', CONSTRAINT = 'money_is_conserved';
  END IF;
  IF p.currency <> i.currency THEN
    RAISE EXCEPTION 'payment % is in %, invoice % in %', NEW.payment_id, p.currency, NEW.invoice_id, i.currency USING ERRCODE = 'check_violation', CONSTRAINT = 'money_is_conserved';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER money_is_conserved AFTER INSERT ON "allocation" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION money_is_conserved();
--> statement-breakpoint
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER allocation_is_append_only BEFORE UPDATE OR DELETE ON "allocation" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
--> statement-breakpoint
CREATE TRIGGER deal_event_is_append_only BEFORE UPDATE OR DELETE ON "deal_event" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
--> statement-breakpoint
CREATE TRIGGER package_version_is_append_only BEFORE UPDATE OR DELETE ON "package_version" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
