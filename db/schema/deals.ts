import { sql } from 'drizzle-orm';
import { bigint, bigserial, boolean, date, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { PayerType, Segment } from '../../domain/dunning/policy.ts';
import type { PackageContent } from '../../domain/quote/package.ts';
import type { PricedPackage } from '../../domain/quote/price-quote.ts';
import { instant, minor } from './columns.ts';

export type Stage = 'quoting' | 'approving' | 'accepting' | 'invoicing' | 'collecting' | 'paid' | 'manual_collection' | 'written_off' | 'lost' | 'cancelled';
export type Language = 'ru' | 'kk' | 'en';
export type Actor = Readonly<{ type: 'user' | 'api_key' | 'customer' | 'system' | 'bank' | 'signal'; id: string; via?: string }>;

export const customer = pgTable('customer', {
  id: text().primaryKey(),
  externalId: text().unique(),
  name: text().notNull(),
  kind: text().$type<'company' | 'sole_trader' | 'person'>().notNull(),
  taxIdType: text(),
  taxId: text().unique(),
  email: text(),
  emailDeadReason: text(),
  phone: text(),
  contactName: text(),
  address: text(),
  timeZone: text().notNull(),
  language: text().$type<Language>().notNull(),
  segment: text().$type<Segment>().notNull(),
  /** How the customer pays, as a person has decided; null where nobody has. */
  payerType: text().$type<PayerType>(),
  iban: text(),
  bic: text(),
  creditLimitMinor: minor(),
  /** Since when the customer gets no reminders before the due date, by the real clock, and how they said so. */
  courtesyStoppedAt: instant(),
  courtesyStoppedVia: text().$type<'one_click' | 'page'>(),
  createdAt: instant().notNull(),
});

/** One row per deal: identity, draft, and the read model that the recording activity writes from the deal's own view. */
export const deal = pgTable(
  'deal',
  {
    id: text().primaryKey(),
    source: text().notNull(),
    externalId: text(),
    workflowId: text().notNull().unique(),
    requestSha256: text().notNull(),
    title: text().notNull(),
    customerId: text()
      .notNull()
      .references(() => customer.id),
    ownerId: text().notNull(),
    currency: text().notNull(),
    language: text().$type<Language>().notNull(),
    entryStage: text().$type<'quoting' | 'approving' | 'invoicing' | 'collecting'>().notNull(),
    draft: jsonb().$type<PackageContent>(),
    draftRevision: integer().notNull().default(0),
    /** Who brought the draft as it is, and when by the deal's own clock; null of a draft from before that was noted. */
    draftChangedBy: jsonb().$type<Actor>(),
    draftChangedAt: instant(),
    packageId: text(),
    packageVersion: integer(),
    netMinor: minor(),
    vatMinor: minor(),
    grossMinor: minor(),
    stage: text().$type<Stage>().notNull(),
    revision: integer().notNull().default(0),
    waitingFor: text(),
    holderType: text().$type<'user' | 'customer' | 'system' | 'bank' | 'none'>(),
    holderId: text(),
    waitingSince: instant(),
    nextAt: instant(),
    nextCode: text(),
    nextRungAt: instant(),
    overdue: boolean().notNull().default(false),
    paused: boolean().notNull().default(false),
    stuckCode: text(),
    clockAheadMs: bigint({ mode: 'number' }).notNull().default(0),
    createdAt: instant().notNull(),
    startedAt: instant(),
    closedAt: instant(),
  },
  table => [unique().on(table.source, table.externalId), index().on(table.stage, table.createdAt), index().on(table.customerId), index().on(table.holderId)],
);

/** A frozen package: never edited; its hash names the content (Q2C.md 2). */
export const packageVersion = pgTable(
  'package_version',
  {
    id: text().primaryKey(),
    dealId: text()
      .notNull()
      .references(() => deal.id),
    version: integer().notNull(),
    hash: text().notNull(),
    content: jsonb().$type<PackageContent>().notNull(),
    priced: jsonb().$type<PricedPackage>().notNull(),
    netMinor: minor().notNull(),
    vatMinor: minor().notNull(),
    grossMinor: minor().notNull(),
    taxOn: date({ mode: 'string' }).notNull(),
    validUntilOn: date({ mode: 'string' }).notNull(),
    frozenAt: instant().notNull(),
    freezeKey: text().notNull().unique(),
  },
  table => [unique().on(table.dealId, table.version)],
);

/** Free text that people write: it stays here, only its id travels through the process. */
export const note = pgTable('note', {
  id: text().primaryKey(),
  dealId: text(),
  text: text().notNull(),
  authorType: text().notNull(),
  authorId: text().notNull(),
  createdAt: instant().notNull(),
});

/** Everything that happened, numbered 1, 2, 3 … per deal without gap (INV-6). */
export const dealEvent = pgTable(
  'deal_event',
  {
    seq: bigserial({ mode: 'number' }).notNull().unique(),
    dealId: text()
      .notNull()
      .references(() => deal.id),
    n: integer().notNull(),
    type: text().notNull(),
    at: instant().notNull(),
    actor: jsonb().$type<Actor>().notNull(),
    commandId: text(),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    recordedAt: instant().notNull(),
  },
  table => [primaryKey({ columns: [table.dealId, table.n] }), index().on(table.type, table.at)],
);

/** Facts that must reach a deal's process; the relay repeats them until they are delivered (reliability.md 2.3). */
export const dealOutbox = pgTable(
  'deal_outbox',
  {
    id: text().primaryKey(),
    dealId: text().notNull(),
    message: text().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: instant().notNull(),
    deliveredAt: instant(),
    attempts: integer().notNull().default(0),
    lastError: text(),
  },
  table => [
    index().on(table.deliveredAt, table.createdAt),
    // How far a policy's adoption has come; the outbox is never emptied.
    index('deal_outbox_adoption_index').on(sql`(${table.payload} ->> 'command_id')`).where(sql`${table.message} = 'reminder_policy_changed'`),
  ],
);
