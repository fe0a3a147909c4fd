CREATE TABLE "approval_task" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"package_id" text NOT NULL,
	"version" integer NOT NULL,
	"round" integer NOT NULL,
	"position" integer NOT NULL,
	"role" text NOT NULL,
	"why" jsonb NOT NULL,
	"status" text NOT NULL,
	"person_id" text,
	"person_via" text,
	"superior_id" text,
	"opened_at" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone,
	"escalated_at" timestamp (3) with time zone,
	"stuck_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	"decided_by_id" text,
	"acts_at" timestamp (3) with time zone,
	"note_id" text,
	"evidence_id" text,
	"policy_version" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "approval_task_dealId_round_version_position_unique" UNIQUE("deal_id","round","version","position")
);
--> statement-breakpoint
CREATE TABLE "decision_evidence" (
	"id" text PRIMARY KEY NOT NULL,
	"task_id" text NOT NULL,
	"link_sha256" text,
	"ip" text,
	"user_agent" text,
	"version_hash" text,
	"shown_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "approval_policy" (
	"version" integer PRIMARY KEY NOT NULL,
	"rows" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bank_account" (
	"id" text PRIMARY KEY NOT NULL,
	"iban" text NOT NULL,
	"bic" text NOT NULL,
	"bank" text NOT NULL,
	"currency" text NOT NULL,
	"is_default" boolean NOT NULL,
	"has_feed" boolean NOT NULL,
	"watermark_at" timestamp (3) with time zone,
	CONSTRAINT "bank_account_iban_unique" UNIQUE("iban")
);
--> statement-breakpoint
CREATE TABLE "business_calendar" (
	"country" text NOT NULL,
	"on_date" date NOT NULL,
	"kind" text NOT NULL,
	"name" text,
	CONSTRAINT "business_calendar_country_on_date_pk" PRIMARY KEY("country","on_date")
);
--> statement-breakpoint
CREATE TABLE "company" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"short_name" text NOT NULL,
	"tax_id" text NOT NULL,
	"address" text NOT NULL,
	"email" text NOT NULL,
	"phone" text NOT NULL,
	"help_name" text NOT NULL,
	"zone" text NOT NULL,
	"language" text NOT NULL,
	"currency" text NOT NULL,
	"kbe" text NOT NULL,
	"knp" text NOT NULL,
	"director_name" text NOT NULL,
	"accountant_name" text NOT NULL,
	"invoice_series" text NOT NULL,
	"invoice_notice" text,
	"kaspi_pay_url" text
);
--> statement-breakpoint
CREATE TABLE "company_policy" (
	"version" integer PRIMARY KEY NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer" (
	"id" text PRIMARY KEY NOT NULL,
	"external_id" text,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"tax_id_type" text,
	"tax_id" text,
	"email" text,
	"email_dead_reason" text,
	"phone" text,
	"contact_name" text,
	"address" text,
	"time_zone" text NOT NULL,
	"language" text NOT NULL,
	"segment" text NOT NULL,
	"iban" text,
	"bic" text,
	"credit_limit_minor" bigint,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "customer_externalId_unique" UNIQUE("external_id"),
	CONSTRAINT "customer_taxId_unique" UNIQUE("tax_id")
);
--> statement-breakpoint
CREATE TABLE "deal" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"external_id" text,
	"workflow_id" text NOT NULL,
	"request_sha256" text NOT NULL,
	"title" text NOT NULL,
	"customer_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"currency" text NOT NULL,
	"language" text NOT NULL,
	"entry_stage" text NOT NULL,
	"draft" jsonb,
	"draft_revision" integer DEFAULT 0 NOT NULL,
	"package_id" text,
	"package_version" integer,
	"net_minor" bigint,
	"vat_minor" bigint,
	"gross_minor" bigint,
	"stage" text NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"waiting_for" text,
	"holder_type" text,
	"holder_id" text,
	"waiting_since" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	"next_code" text,
	"next_rung_at" timestamp (3) with time zone,
	"overdue" boolean DEFAULT false NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"stuck_code" text,
	"clock_ahead_ms" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "deal_workflowId_unique" UNIQUE("workflow_id"),
	CONSTRAINT "deal_source_externalId_unique" UNIQUE("source","external_id")
);
--> statement-breakpoint
CREATE TABLE "deal_event" (
	"seq" bigserial NOT NULL,
	"deal_id" text NOT NULL,
	"n" integer NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" jsonb NOT NULL,
	"command_id" text,
	"data" jsonb NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deal_event_deal_id_n_pk" PRIMARY KEY("deal_id","n"),
	CONSTRAINT "deal_event_seq_unique" UNIQUE("seq")
);
--> statement-breakpoint
CREATE TABLE "deal_outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"message" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "note" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text,
	"text" text NOT NULL,
	"author_type" text NOT NULL,
	"author_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "package_version" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"version" integer NOT NULL,
	"hash" text NOT NULL,
	"content" jsonb NOT NULL,
	"priced" jsonb NOT NULL,
	"net_minor" bigint NOT NULL,
	"vat_minor" bigint NOT NULL,
	"gross_minor" bigint NOT NULL,
	"tax_on" date NOT NULL,
	"valid_until_on" date NOT NULL,
	"frozen_at" timestamp (3) with time zone NOT NULL,
	"freeze_key" text NOT NULL,
	CONSTRAINT "package_version_freezeKey_unique" UNIQUE("freeze_key"),
	CONSTRAINT "package_version_dealId_version_unique" UNIQUE("deal_id","version")
);
--> statement-breakpoint
CREATE TABLE "credit_note" (
	"id" text PRIMARY KEY NOT NULL,
	"invoice_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "document" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"language" text NOT NULL,
	"html_sha256" text NOT NULL,
	"sha256" text NOT NULL,
	"mime" text NOT NULL,
	"file_name" text NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "document_kind_subjectId_language_htmlSha256_unique" UNIQUE("kind","subject_id","language","html_sha256")
);
--> statement-breakpoint
CREATE TABLE "hold" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"invoice_id" text,
	"type" text NOT NULL,
	"since_at" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"lifted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "human_task" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"invoice_id" text,
	"kind" text NOT NULL,
	"assignee_id" text,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone,
	"done_by_id" text,
	CONSTRAINT "human_task_dealId_invoiceId_kind_unique" UNIQUE("deal_id","invoice_id","kind")
);
--> statement-breakpoint
CREATE TABLE "invoice" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"package_id" text,
	"instalment" integer NOT NULL,
	"instalment_percent" text,
	"external" boolean NOT NULL,
	"series" text,
	"year" integer,
	"seq" integer,
	"number" text,
	"reference" text,
	"status" text NOT NULL,
	"delivery" text NOT NULL,
	"review_reason" text,
	"language" text NOT NULL,
	"document_type" text NOT NULL,
	"currency" text NOT NULL,
	"net_minor" bigint NOT NULL,
	"vat_minor" bigint NOT NULL,
	"gross_minor" bigint NOT NULL,
	"paid_minor" bigint DEFAULT 0 NOT NULL,
	"credited_minor" bigint DEFAULT 0 NOT NULL,
	"priced" jsonb,
	"plan" jsonb,
	"bank_account_id" text NOT NULL,
	"turnover_on" date,
	"issued_on" date,
	"issued_at" timestamp (3) with time zone,
	"due_on" date,
	"sent_at" timestamp (3) with time zone,
	"viewed_at" timestamp (3) with time zone,
	"paid_at" timestamp (3) with time zone,
	"issue_key" text NOT NULL,
	CONSTRAINT "invoice_number_unique" UNIQUE("number"),
	CONSTRAINT "invoice_reference_unique" UNIQUE("reference"),
	CONSTRAINT "invoice_issueKey_unique" UNIQUE("issue_key"),
	CONSTRAINT "invoice_series_year_seq_unique" UNIQUE("series","year","seq")
);
--> statement-breakpoint
CREATE TABLE "invoice_counter" (
	"series" text NOT NULL,
	"year" integer NOT NULL,
	"last_seq" integer NOT NULL,
	CONSTRAINT "invoice_counter_series_year_pk" PRIMARY KEY("series","year")
);
--> statement-breakpoint
CREATE TABLE "letter" (
	"id" text PRIMARY KEY NOT NULL,
	"deal_id" text,
	"invoice_id" text,
	"kind" text NOT NULL,
	"to_address" text NOT NULL,
	"to_user_id" text,
	"language" text NOT NULL,
	"message_id" text NOT NULL,
	"subject" text,
	"html" text,
	"text" text,
	"state" text NOT NULL,
	"provider_id" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"next_attempt_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"data_started_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "reminder" (
	"id" text PRIMARY KEY NOT NULL,
	"invoice_id" text NOT NULL,
	"deal_id" text NOT NULL,
	"rung" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"due_at" timestamp (3) with time zone NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	"data_started_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"held_until" timestamp (3) with time zone,
	"letter_id" text,
	CONSTRAINT "reminder_invoiceId_rung_unique" UNIQUE("invoice_id","rung")
);
--> statement-breakpoint
CREATE TABLE "reminder_pause" (
	"id" text PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"scope_id" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"author_type" text NOT NULL,
	"author_id" text NOT NULL,
	"kind" text NOT NULL,
	"amount_minor" bigint,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "allocation" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"invoice_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"evidence" jsonb NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" text NOT NULL,
	"undoes_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bank_statement" (
	"id" text PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"format" text NOT NULL,
	"encoding" text NOT NULL,
	"status" text NOT NULL,
	"file_content" "bytea" NOT NULL,
	"report" jsonb NOT NULL,
	"imported_by_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "bank_statement_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "payment" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"dedup_key" text NOT NULL,
	"external_id" text,
	"request_sha256" text,
	"statement_id" text,
	"account_id" text,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"received_on" date NOT NULL,
	"payer" jsonb NOT NULL,
	"purpose" text NOT NULL,
	"doc_no" text,
	"raw_text" text,
	"line_no" integer,
	"status" text NOT NULL,
	"allocated_minor" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payment_dedupKey_unique" UNIQUE("dedup_key")
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"secret_sha256" text NOT NULL,
	"last4" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_key_secretSha256_unique" UNIQUE("secret_sha256")
);
--> statement-breakpoint
CREATE TABLE "app_user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"roles" text[] NOT NULL,
	"superior_id" text,
	"language" text NOT NULL,
	"time_zone" text NOT NULL,
	"telegram_chat_id" text,
	"active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "app_user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"scope" text PRIMARY KEY NOT NULL,
	"request_sha256" text NOT NULL,
	"status" integer,
	"headers" text,
	"body" text,
	"locked_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "link_token" (
	"token_sha256" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"deal_id" text,
	"subject_id" text NOT NULL,
	"person_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "session" (
	"token_sha256" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "user_cover" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"cover_user_id" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deal" ADD CONSTRAINT "deal_customer_id_customer_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_event" ADD CONSTRAINT "deal_event_deal_id_deal_id_fk" FOREIGN KEY ("deal_id") REFERENCES "public"."deal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_version" ADD CONSTRAINT "package_version_deal_id_deal_id_fk" FOREIGN KEY ("deal_id") REFERENCES "public"."deal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminder" ADD CONSTRAINT "reminder_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "approval_task_status_person_id_index" ON "approval_task" USING btree ("status","person_id");--> statement-breakpoint
CREATE INDEX "deal_stage_created_at_index" ON "deal" USING btree ("stage","created_at");--> statement-breakpoint
CREATE INDEX "deal_customer_id_index" ON "deal" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "deal_holder_id_index" ON "deal" USING btree ("holder_id");--> statement-breakpoint
CREATE INDEX "deal_outbox_delivered_at_created_at_index" ON "deal_outbox" USING btree ("delivered_at","created_at");--> statement-breakpoint
CREATE INDEX "document_deal_id_index" ON "document" USING btree ("deal_id");--> statement-breakpoint
CREATE INDEX "human_task_assignee_id_index" ON "human_task" USING btree ("assignee_id");--> statement-breakpoint
CREATE INDEX "invoice_deal_id_index" ON "invoice" USING btree ("deal_id");--> statement-breakpoint
CREATE INDEX "invoice_customer_id_status_index" ON "invoice" USING btree ("customer_id","status");--> statement-breakpoint
CREATE INDEX "letter_deal_id_index" ON "letter" USING btree ("deal_id");--> statement-breakpoint
CREATE INDEX "letter_invoice_id_index" ON "letter" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "reminder_pause_scope_scope_id_index" ON "reminder_pause" USING btree ("scope","scope_id");--> statement-breakpoint
CREATE INDEX "allocation_invoice_id_index" ON "allocation" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "allocation_payment_id_index" ON "allocation" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "payment_status_index" ON "payment" USING btree ("status");--> statement-breakpoint
CREATE INDEX "payment_received_on_index" ON "payment" USING btree ("received_on");--> statement-breakpoint
CREATE INDEX "idempotency_key_expires_at_index" ON "idempotency_key" USING btree ("expires_at") WHERE "idempotency_key"."status" is not null;--> statement-breakpoint
CREATE INDEX "link_token_subject_id_index" ON "link_token" USING btree ("subject_id");