CREATE INDEX "deal_outbox_adoption_index" ON "deal_outbox" USING btree (("payload" ->> 'command_id')) WHERE "deal_outbox"."message" = 'reminder_policy_changed';--> statement-breakpoint
CREATE INDEX "human_task_invoice_id_index" ON "human_task" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "letter_to_address_index" ON "letter" USING btree ("to_address");--> statement-breakpoint
CREATE INDEX "notice_deal_id_index" ON "notice" USING btree ("deal_id");--> statement-breakpoint
CREATE INDEX "reminder_pause_scope_id_index" ON "reminder_pause" USING btree ("scope_id");