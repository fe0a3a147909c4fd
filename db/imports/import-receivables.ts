import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { addDays } from '../../domain/calendar/iso-date.ts';
import type { ImportedInvoice, ImportedPayment, KnownReceivables, ReceivablesImport } from '../../domain/imports/receivables.ts';
import { customer, invoice } from '../schema/index.ts';
import { type Db, unitOfWork } from '../unit-of-work.ts';
import type { ImportContext } from './import-context.ts';
import { keepCustomer } from './keep-customer.ts';
import { keepInvoice, type NameProcess } from './keep-invoice.ts';
import { keepPayments } from './keep-payments.ts';
import { recordHistory } from './record-history.ts';
import { Refused, type ReportedRefusal } from './refused.ts';

/** What an import did. `openedDealIds` wait for their process; `history` counts invoices that were paid already; `unchanged` those imported before. */
export type ImportOutcome = Readonly<{
  customers: { created: number; found: number };
  openedDealIds: readonly string[];
  history: number;
  unchangedDealIds: readonly string[];
  payments: { recorded: number; duplicates: number };
  refused: readonly ReportedRefusal[];
  outboxIds: readonly string[];
}>;

/**
 * Writes the good rows of a receivables file: customers, then each invoice with its deal and payments in a unit of its own, so that one refused row holds up no other.
 * Open invoices become deals at collecting, which the caller starts; paid ones become closed history. The same file again changes nothing (INV-8).
 */
export async function importReceivables(pool: Pool, file: ReceivablesImport, { context, nameProcess }: Writing): Promise<ImportOutcome> {
  const made = await unitOfWork(pool, async db => {
    const fates = [];
    for (const given of file.customers) fates.push(await keepCustomer(db, given, context));
    return fates;
  });
  const outcomes: GroupOutcome[] = [];
  for (const group of groupsOf(file)) outcomes.push(await keepGroup(pool, group, { context, nameProcess }));
  const dealIds = (fate: GroupOutcome['fate']) => outcomes.flatMap(outcome => (outcome.fate === fate && outcome.dealId !== null ? [outcome.dealId] : []));
  return {
    customers: { created: made.filter(fate => fate === 'created').length, found: made.filter(fate => fate === 'found').length },
    openedDealIds: dealIds('opened'),
    history: dealIds('history').length,
    unchangedDealIds: dealIds('unchanged'),
    payments: { recorded: outcomes.reduce((sum, outcome) => sum + outcome.recorded, 0), duplicates: outcomes.reduce((sum, outcome) => sum + outcome.duplicates, 0) },
    refused: [...file.refused, ...outcomes.flatMap(outcome => outcome.refused)].sort((a, b) => a.line - b.line),
    outboxIds: outcomes.flatMap(outcome => outcome.outboxIds),
  };
}

/** What is on record already, for the reader of a file that holds only what is new. */
export async function readKnownReceivables(db: Db): Promise<KnownReceivables> {
  const customers = await db.select({ taxId: customer.taxId }).from(customer);
  const invoices = await db.select({ number: invoice.number, currency: invoice.currency, grossMinor: invoice.grossMinor }).from(invoice);
  return { customerTaxIds: new Set(customers.flatMap(row => row.taxId ?? [])), invoices: new Map(invoices.flatMap(({ number, ...row }) => (number === null ? [] : [[number, row] as const]))) };
}

type Group = Readonly<{ number: string; invoice: ImportedInvoice | null; payments: readonly ImportedPayment[] }>;
type Writing = Readonly<{ context: ImportContext; nameProcess: NameProcess }>;
type GroupOutcome = Readonly<{
  fate: 'opened' | 'history' | 'unchanged' | 'refused';
  dealId: string | null;
  recorded: number;
  duplicates: number;
  refused: readonly ReportedRefusal[];
  outboxIds: readonly string[];
}>;

/** Each invoice of the file with its payments; payments of invoices that stand on record alone make groups of their own. */
function groupsOf({ invoices, payments }: ReceivablesImport): Group[] {
  const byNumber = Map.groupBy(payments, one => one.invoiceNumber.toUpperCase());
  const inFile = invoices.map(given => ({ number: given.number, invoice: given, payments: byNumber.get(given.number.toUpperCase()) ?? [] }));
  const covered = new Set(invoices.map(given => given.number.toUpperCase()));
  const others = [...byNumber].filter(([number]) => !covered.has(number)).map(([, group]) => ({ number: group[0]?.invoiceNumber ?? '', invoice: null, payments: group }));
  return [...inFile, ...others];
}

/** The column `paid` says how much and not when: it counts as paid on the due day, or yesterday where that is still to come. */
function paidBefore({ line, number, dueOn, currency, paidMinor }: ImportedInvoice, { now }: ImportContext): ImportedPayment[] {
  const yesterdayOn = addDays(now.slice(0, 10), -1);
  return paidMinor === 0
    ? []
    : [{ line, externalId: `paid:${number}`, invoiceNumber: number, receivedOn: dueOn < yesterdayOn ? dueOn : yesterdayOn, currency, amountMinor: paidMinor, payer: {}, purpose: '' }];
}

async function keepGroup(pool: Pool, group: Group, { context, nameProcess }: Writing): Promise<GroupOutcome> {
  try {
    return await unitOfWork(pool, async db => {
      const kept = group.invoice ? await keepInvoice(db, group.invoice, { context, nameProcess }) : await findInvoice(db, group);
      const before = group.invoice && kept.isNew ? paidBefore(group.invoice, context) : [];
      const payments = await keepPayments(db, { invoiceId: kept.invoiceId, payments: [...before, ...group.payments], isNewDeal: kept.isNew }, context);
      if (!kept.isNew) return { ...payments, fate: 'unchanged', dealId: kept.dealId };
      const [row] = await db.select({ status: invoice.status }).from(invoice).where(eq(invoice.id, kept.invoiceId));
      if (row?.status !== 'paid') return { ...payments, fate: 'opened', dealId: kept.dealId };
      await recordHistory(db, kept, context);
      return { ...payments, fate: 'history', dealId: kept.dealId };
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { row } = error;
    const orphans = group.payments
      .filter(one => one.line !== row.line)
      .map(one => ({ line: one.line, field: 'invoice_number', code: 'unknown_invoice' as const, reason: `The row of the invoice ${group.number} was refused.` }));
    return { fate: 'refused', dealId: null, recorded: 0, duplicates: 0, refused: [row, ...orphans], outboxIds: [] };
  }
}

async function findInvoice(db: Db, { number, payments }: Group): Promise<{ invoiceId: string; dealId: string; isNew: false }> {
  const [row] = await db.select({ invoiceId: invoice.id, dealId: invoice.dealId }).from(invoice).where(eq(invoice.number, number));
  if (!row) throw new Refused({ line: payments[0]?.line ?? 0, field: 'invoice_number', code: 'unknown_invoice', reason: `There is no invoice ${number}.` });
  return { ...row, isNew: false };
}
