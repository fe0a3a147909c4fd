import { boolean, date, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { PolicyRows } from '../../domain/approval/policy.ts';
import type { ApprovalRules } from '../../domain/approval/rules.ts';
import type { CompanyPolicy } from '../../domain/policy/company-policy.ts';
import { instant } from './columns.ts';
import type { Actor } from './deals.ts';

/** The one selling company of this installation: requisites, letterhead and zone. */
export const company = pgTable('company', {
  id: text().primaryKey(),
  name: text().notNull(),
  shortName: text().notNull(),
  taxId: text().notNull(),
  address: text().notNull(),
  email: text().notNull(),
  phone: text().notNull(),
  helpName: text().notNull(),
  zone: text().notNull(),
  language: text().notNull(),
  currency: text().notNull(),
  kbe: text().notNull(),
  knp: text().notNull(),
  directorName: text().notNull(),
  accountantName: text().notNull(),
  invoiceSeries: text().notNull(),
  invoiceNotice: text(),
  kaspiPayUrl: text(),
});

export const bankAccount = pgTable('bank_account', {
  id: text().primaryKey(),
  iban: text().notNull().unique(),
  bic: text().notNull(),
  bank: text().notNull(),
  currency: text().notNull(),
  isDefault: boolean().notNull(),
  hasFeed: boolean().notNull(),
  watermarkAt: instant(),
});

/** Versions of the company's defaults (Q2C.md 11); the highest one is in force. */
export const companyPolicy = pgTable('company_policy', {
  version: integer().primaryKey(),
  data: jsonb().$type<CompanyPolicy>().notNull(),
  createdAt: instant().notNull(),
});

/** Versions of the approval policy: the table and the rules by which its rounds are run. The highest one plans new rounds. `changedBy` is null where nobody noted it yet. */
export const approvalPolicy = pgTable('approval_policy', {
  version: integer().primaryKey(),
  rows: jsonb().$type<PolicyRows>().notNull(),
  rules: jsonb().$type<ApprovalRules>().notNull(),
  changedBy: jsonb().$type<Actor>(),
  createdAt: instant().notNull(),
});

/** Days that differ from the working week: off (holidays, transfers) or on (working overrides). */
export const businessCalendar = pgTable(
  'business_calendar',
  { country: text().notNull(), onDate: date({ mode: 'string' }).notNull(), kind: text().$type<'off' | 'on'>().notNull(), name: text() },
  table => [primaryKey({ columns: [table.country, table.onDate] })],
);
