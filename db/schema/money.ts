import { customType, date, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant, minor } from './columns.ts';
import { invoice } from './invoices.ts';

const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

export type Party = Readonly<{ name?: string; taxId?: string; iban?: string; bic?: string; kbe?: string }>;
export type EvidenceItem = Readonly<{ kind: string; detail?: string }>;

/** `reading`: received, its file kept, not read to the end yet. `refused`: read later than received, and found unreadable. */
export type StatementStatus = 'reading' | 'booked' | 'quarantined' | 'refused';

export const bankStatement = pgTable('bank_statement', {
  id: text().primaryKey(),
  sha256: text().notNull().unique(),
  format: text().notNull(),
  encoding: text().notNull(),
  status: text().$type<StatementStatus>().notNull(),
  fileContent: bytes().notNull(),
  report: jsonb().$type<Record<string, unknown>>().notNull(),
  importedById: text().notNull(),
  createdAt: instant().notNull(),
});

export type PaymentStatus = 'allocated' | 'to_review' | 'credited' | 'ignored';

/** Money that came in. Allocations plus the rest always make the amount (INV-3); triggers hold it at commit. */
export const payment = pgTable(
  'payment',
  {
    id: text().primaryKey(),
    source: text().notNull(),
    dedupKey: text().notNull().unique(),
    externalId: text(),
    requestSha256: text(),
    statementId: text(),
    accountId: text(),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    receivedOn: date({ mode: 'string' }).notNull(),
    payer: jsonb().$type<Party>().notNull(),
    purpose: text().notNull(),
    docNo: text(),
    rawText: text(),
    lineNo: integer(),
    status: text().$type<PaymentStatus>().notNull(),
    allocatedMinor: minor().notNull().default(0),
    createdAt: instant().notNull(),
  },
  table => [index().on(table.status), index().on(table.receivedOn)],
);

/** Part of a payment placed on an invoice. Undoing is a row of its own that names the row it undoes. */
export const allocation = pgTable(
  'allocation',
  {
    id: text().primaryKey(),
    paymentId: text()
      .notNull()
      .references(() => payment.id),
    invoiceId: text()
      .notNull()
      .references(() => invoice.id),
    amountMinor: minor().notNull(),
    evidence: jsonb().$type<EvidenceItem[]>().notNull(),
    actorType: text().notNull(),
    actorId: text().notNull(),
    undoesId: text(),
    createdAt: instant().notNull(),
  },
  table => [index().on(table.invoiceId), index().on(table.paymentId)],
);
