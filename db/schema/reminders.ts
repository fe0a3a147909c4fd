import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ReminderPolicy, Segment } from '../../domain/dunning/policy.ts';
import { instant } from './columns.ts';

/** Versions of each reminder policy, never changed; the highest one of a policy plans the ladders of new invoices. */
export const reminderPolicy = pgTable(
  'reminder_policy',
  {
    policyId: text().notNull(),
    version: integer().notNull(),
    data: jsonb().$type<ReminderPolicy>().notNull(),
    createdAt: instant().notNull(),
    authorType: text().notNull(),
    authorId: text().notNull(),
  },
  table => [primaryKey({ columns: [table.policyId, table.version] })],
);

/** What takes a new version on: invoices to come alone, the open ones of a segment as well, or all open ones. */
export type AdoptionScope = 'new_deals' | 'all_open' | Readonly<{ segment: Segment }>;

/** A version taken on by open invoices: their pins were changed with it, and each deal is told by the outbox to plan anew. */
export const reminderPolicyAdoption = pgTable(
  'reminder_policy_adoption',
  {
    id: text().primaryKey(),
    policyId: text().notNull(),
    version: integer().notNull(),
    scope: jsonb().$type<AdoptionScope>().notNull(),
    invoices: integer().notNull(),
    deals: integer().notNull(),
    createdAt: instant().notNull(),
    authorType: text().notNull(),
    authorId: text().notNull(),
  },
  table => [index().on(table.policyId, table.createdAt)],
);
