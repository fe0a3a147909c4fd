import { bigserial, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import type { Actor } from './deals.ts';

/** Everything outside of a deal's own process that somebody can change. A deal's changes are its events. */
export const changeKinds = [
  'company.changed',
  'company_policy.changed',
  'calendar.changed',
  'approval_policy.changed',
  'reminder_policy.changed',
  'reminder_policy.adopted',
  'user.created',
  'user.changed',
  'cover.created',
  'cover.removed',
  'bank_account.created',
  'bank_account.changed',
  'api_key.created',
  'api_key.changed',
  'api_key.revoked',
  'customer.created',
  'customer.changed',
  'payer_type.decided',
  'reminder_pause.set',
  'reminder_pause.ended',
  'payment.recorded',
  'payment.allocated',
  'payment.unallocated',
  'payment.credited',
  'payment.ignored',
  'bank_statement.received',
  'invoice.letter_asked',
  'letter.settled',
  'human_task.done',
  'delivery_report.received',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Fields of a subject as they were or are: of a changed one those that differ. */
export type ChangedFields = Readonly<Record<string, unknown>>;

/** Who changed what outside of the deals, and when (AU2): written in the transaction of the change, append-only, without secrets. */
export const change = pgTable(
  'change',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    what: text().$type<ChangeKind>().notNull(),
    subjectId: text().notNull(),
    actor: jsonb().$type<Actor>().notNull(),
    at: instant().notNull(),
    before: jsonb().$type<ChangedFields>(),
    after: jsonb().$type<ChangedFields>(),
  },
  table => [index().on(table.subjectId, table.seq)],
);
