import { and, asc, eq } from 'drizzle-orm';
import { allocation, payment } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { PaymentReceived } from '../../templates/emails/views.ts';
import { dealPageUrl } from '../facts/links.ts';
import { shipmentsResumed } from './hold-matter.ts';
import { frameOf, loadInvoiceFile, owedMinor } from './invoice-matter.ts';

/** What the owner is told of money that was placed on an invoice: of a payment that was taken back and placed there again, what stands. */
export async function paymentReceived(db: Db, publicUrl: string, { paymentId, invoiceId }: { paymentId: string; invoiceId: string }): Promise<PaymentReceived> {
  const file = await loadInvoiceFile(db, invoiceId);
  const rows = await placedOn(db, { paymentId, invoiceId: file.row.id });
  // Without any that stands the letter is stopped before it travels.
  const placed = rows.findLast(({ stands }) => stands) ?? rows[0];
  if (!placed) throw new Error(`payment ${paymentId} is not placed on invoice ${file.row.id}`);
  const sum = (amountMinor: number) => ({ amountMinor, currency: file.row.currency });
  return {
    ...frameOf(file),
    amount: sum(placed.allocation.amountMinor),
    receivedOn: placed.payment.receivedOn,
    payerName: placed.payment.payer.name ?? file.customer.name,
    customerName: file.customer.name,
    invoiceNumber: file.row.number ?? '',
    remaining: sum(owedMinor(file.row)),
    evidence: evidenceWord(placed.allocation.evidence[0]?.kind),
    holdsLifted: owedMinor(file.row) === 0 && (await shipmentsResumed(db, file)),
    dealTitle: file.deal.title,
    dealUrl: dealPageUrl(publicUrl, file.deal.id),
  };
}

type Placing = Readonly<{ paymentId: string; invoiceId: string }>;

/** Whether anything of a payment still stands on an invoice. */
export async function standsOnInvoice(db: Db, placing: Placing): Promise<boolean> {
  return (await placedOn(db, placing)).some(({ stands }) => stands);
}

/** What a payment was placed on an invoice as, the earliest first; what undoes it is a row of its own in the ledger. */
async function placedOn(db: Db, { paymentId, invoiceId }: Placing) {
  const rows = await db
    .select()
    .from(allocation)
    .innerJoin(payment, eq(payment.id, allocation.paymentId))
    .where(and(eq(allocation.paymentId, paymentId), eq(allocation.invoiceId, invoiceId)))
    .orderBy(asc(allocation.createdAt), asc(allocation.id));
  const undone = new Set(rows.map(row => row.allocation.undoesId));
  return rows.filter(row => row.allocation.undoesId === null).map(row => ({ ...row, stands: !undone.has(row.allocation.id) }));
}

function evidenceWord(kind: string | undefined): PaymentReceived['evidence'] {
  if (kind === 'payment_reference' || kind === 'reference') return 'reference';
  if (kind === 'invoice_number' || kind === 'number') return 'number';
  return kind === 'exact_sum' || kind === 'sum' ? 'sum' : kind === 'only_subset' || kind === 'subset' ? 'subset' : 'manual';
}
