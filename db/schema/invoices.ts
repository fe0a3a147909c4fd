import { boolean, customType, date, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { HoldScope } from '../../domain/dunning/hold-scope.ts';
import type { RungState } from '../../domain/dunning/outlook.ts';
import type { PricedPackage } from '../../domain/quote/price-quote.ts';
import { instant, minor } from './columns.ts';
import type { Language } from './deals.ts';

const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

export type InvoiceStatus = 'draft' | 'review' | 'open' | 'paid' | 'void' | 'uncollectible';

/** The last number given in a series and year; locked in the issuing transaction, so numbers have no gaps. */
export const invoiceCounter = pgTable('invoice_counter', { series: text().notNull(), year: integer().notNull(), lastSeq: integer().notNull() }, table => [
  primaryKey({ columns: [table.series, table.year] }),
]);

/** A rung as the process has planned it; its fate stands in `reminder`. */
export type PlannedRung = Readonly<{ rung: string; at: string; outcome: string; reason: string | null; ends?: boolean }>;

export const invoice = pgTable(
  'invoice',
  {
    id: text().primaryKey(),
    dealId: text().notNull(),
    customerId: text().notNull(),
    packageId: text(),
    instalment: integer().notNull(),
    instalmentPercent: text(),
    external: boolean().notNull(),
    series: text(),
    year: integer(),
    seq: integer(),
    number: text().unique(),
    reference: text().unique(),
    status: text().$type<InvoiceStatus>().notNull(),
    delivery: text().$type<'created' | 'sent' | 'viewed' | 'bounced'>().notNull(),
    reviewReason: text(),
    language: text().$type<Language>().notNull(),
    documentType: text().$type<'retail' | 'corporate' | 'state'>().notNull(),
    currency: text().notNull(),
    netMinor: minor().notNull(),
    vatMinor: minor().notNull(),
    grossMinor: minor().notNull(),
    paidMinor: minor().notNull().default(0),
    creditedMinor: minor().notNull().default(0),
    priced: jsonb().$type<PricedPackage>(),
    plan: jsonb().$type<PlannedRung[]>(),
    /** The version of the reminder policy that plans the ladder, from the issue on; null before it. */
    reminderPolicyId: text(),
    reminderPolicyVersion: integer(),
    bankAccountId: text().notNull(),
    turnoverOn: date({ mode: 'string' }),
    issuedOn: date({ mode: 'string' }),
    issuedAt: instant(),
    dueOn: date({ mode: 'string' }),
    sentAt: instant(),
    viewedAt: instant(),
    /** When the customer, or its system, said that it has the invoice. */
    receiptConfirmedAt: instant(),
    paidAt: instant(),
    issueKey: text().notNull().unique(),
  },
  table => [index().on(table.dealId), index().on(table.customerId, table.status), index().on(table.reminderPolicyId, table.status), unique().on(table.series, table.year, table.seq)],
);

export const creditNote = pgTable('credit_note', {
  id: text().primaryKey(),
  invoiceId: text()
    .notNull()
    .references(() => invoice.id),
  amountMinor: minor().notNull(),
  reason: text().notNull(),
  /** Null in notes from before it was kept. */
  authorType: text(),
  authorId: text(),
  createdAt: instant().notNull(),
});

/** What we print, and what a customer sends us to show that it has paid. */
export type DocumentKind = 'quote' | 'invoice' | 'payment_order';

/** Files by content: a document's input hash has one document (O-4). What was sent to us is its own input. */
export const document = pgTable(
  'document',
  {
    id: text().primaryKey(),
    dealId: text().notNull(),
    kind: text().$type<DocumentKind>().notNull(),
    subjectId: text().notNull(),
    language: text().$type<Language>().notNull(),
    htmlSha256: text().notNull(),
    sha256: text().notNull(),
    mime: text().notNull(),
    fileName: text().notNull(),
    content: bytes().notNull(),
    createdAt: instant().notNull(),
  },
  table => [unique().on(table.kind, table.subjectId, table.language, table.htmlSha256), index().on(table.dealId)],
);

/** How words reach a person. */
export type Channel = 'email' | 'telegram';
export type LetterState = 'claimed' | 'data_started' | 'sent' | 'verify' | 'undeliverable' | 'skipped';

/**
 * Every letter, and every message by Telegram, with its words; tokens of links are masked in the stored copy.
 * `toAddress` is a mail address or a chat, `messageId` a Message-ID or, where the channel has none, our own id; `providerId` is what the receiving server answered.
 */
export const letter = pgTable(
  'letter',
  {
    id: text().primaryKey(),
    dealId: text(),
    invoiceId: text(),
    channel: text().$type<Channel>().notNull().default('email'),
    kind: text().notNull(),
    toAddress: text().notNull(),
    toUserId: text(),
    language: text().notNull(),
    messageId: text().notNull(),
    subject: text(),
    html: text(),
    text: text(),
    state: text().$type<LetterState>().notNull(),
    providerId: text(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    nextAttemptAt: instant(),
    createdAt: instant().notNull(),
    dataStartedAt: instant(),
    sentAt: instant(),
    /** The reminder whose attempt has the letter in hand, where several stand in it. */
    drivenById: text(),
    /** When it came back, where it did. */
    returnedAt: instant(),
  },
  table => [index().on(table.dealId), index().on(table.invoiceId), index().on(table.messageId), index().on(table.toAddress)],
);

/** Letters and messages that an event asks for, one row for each channel, written with it in one transaction; the relay of the letters worker sends them (ADR 0007). */
export const notice = pgTable(
  'notice',
  {
    id: text().primaryKey(),
    dealId: text().notNull(),
    channel: text().$type<Channel>().notNull().default('email'),
    input: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: instant().notNull(),
    nextAttemptAt: instant().notNull(),
    attempts: integer().notNull().default(0),
    outcome: text(),
    lastError: text(),
    doneAt: instant(),
  },
  table => [index().on(table.doneAt, table.nextAttemptAt), index().on(table.dealId)],
);

export type ReminderState = RungState;

/** The fate of each rung of each invoice: one row, unique (INV-2). */
export const reminder = pgTable(
  'reminder',
  {
    id: text().primaryKey(),
    invoiceId: text()
      .notNull()
      .references(() => invoice.id),
    dealId: text().notNull(),
    rung: text().notNull(),
    state: text().$type<ReminderState>().notNull(),
    reason: text(),
    dueAt: instant().notNull(),
    claimedAt: instant().notNull(),
    dataStartedAt: instant(),
    sentAt: instant(),
    heldUntil: instant(),
    /** Rungs of several invoices of one customer that meet on one sending instant stand in one letter. */
    letterId: text(),
    /** The version of the reminder policy by which the rung had its fate. */
    policyId: text(),
    policyVersion: integer(),
  },
  table => [unique().on(table.invoiceId, table.rung), index().on(table.letterId)],
);

/** How an interval ended: by itself, by somebody, for another in its place; a promise kept, broken, or lapsed with its schedule; a dispute decided; the invoice settled. */
export type IntervalOutcome = 'ran_out' | 'ended' | 'replaced' | 'kept' | 'broken' | 'lapsed' | 'upheld' | 'rejected' | 'settled';

/**
 * The ledger of pauses, promises and disputes: intervals with author, reason, scope and an end (Q2C.md 6). Rows stay; one that ended early has `endedAt`.
 * The reason of a promise is its day. `paidBeforeMinor`: paid on the invoice when it was made; promises made together share a `scheduleId`.
 */
export const reminderPause = pgTable(
  'reminder_pause',
  {
    id: text().primaryKey(),
    scope: text().$type<'invoice' | 'deal' | 'customer' | 'company'>().notNull(),
    scopeId: text().notNull(),
    fromAt: instant().notNull(),
    untilAt: instant().notNull(),
    reason: text().notNull(),
    authorType: text().notNull(),
    authorId: text().notNull(),
    kind: text().$type<'pause' | 'promise' | 'dispute'>().notNull(),
    amountMinor: minor(),
    paidBeforeMinor: minor(),
    scheduleId: text(),
    endedAt: instant(),
    outcome: text().$type<IntervalOutcome>(),
    endedByType: text(),
    endedById: text(),
  },
  table => [index().on(table.scope, table.scopeId), index().on(table.scopeId)],
);

/** How a hold ended: by the money, by the word of `approverId`, or with its deal. */
export type HoldEnd = 'paid' | 'decision' | 'closed';

/** `scope`: what it stops, the deal's shipments or all to its customer. `coveredMinor`: the debt of the invoice that a decision was about; it does not cover a greater one. */
export const hold = pgTable(
  'hold',
  {
    id: text().primaryKey(),
    dealId: text().notNull(),
    invoiceId: text(),
    type: text().$type<'shipment'>().notNull(),
    scope: text().$type<HoldScope>().notNull().default('deal'),
    sinceAt: instant().notNull(),
    reason: text().notNull(),
    liftedAt: instant(),
    liftedBy: text().$type<HoldEnd>(),
    approverId: text(),
    coveredMinor: minor(),
  },
  table => [index().on(table.dealId), index().on(table.invoiceId)],
);

/** Work for a person that no timer can do: one row per deal, invoice and kind. */
export const humanTask = pgTable(
  'human_task',
  {
    id: text().primaryKey(),
    dealId: text().notNull(),
    invoiceId: text(),
    kind: text().notNull(),
    assigneeId: text(),
    reason: text().notNull(),
    createdAt: instant().notNull(),
    doneAt: instant(),
    doneById: text(),
    /** What whoever did it has to say. */
    noteId: text(),
  },
  table => [unique().on(table.dealId, table.invoiceId, table.kind), index().on(table.invoiceId), index().on(table.assigneeId)],
);
