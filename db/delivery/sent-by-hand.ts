import { and, eq, sql } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { stableId } from '../ids.ts';
import { type GivenNote, keepNote } from '../notes/keep-note.ts';
import { customer, deal, invoice, letter, notice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

type Letter = Pick<typeof letter.$inferSelect, 'id' | 'kind' | 'invoiceId'>;
type Finding = Readonly<{ outcome: 'arrived' | 'send_again'; note: GivenNote | null; by: By }>;

/** The id of a letter to a customer, from the key under which it was asked for. */
export function customerLetterId(letterKey: string, customerId: string): string {
  return stableId('let', letterKey, customerId);
}

/** The letters with an invoice that somebody asked for beside the deal's own, by the id of the notice that sends each. The deal waits for the outcome of none of them. */
export async function sentByHand(db: Db, invoiceId: string): Promise<ReadonlyMap<string, string>> {
  const asked = await db
    .select({ noticeId: notice.id, customerId: deal.customerId })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .innerJoin(notice, eq(notice.dealId, deal.id))
    .where(and(eq(invoice.id, invoiceId), sql`${notice.input}->>'kind' = 'invoice'`, sql`${notice.input}->>'subjectId' = ${invoiceId}`));
  return new Map(asked.map(({ noticeId, customerId }) => [customerLetterId(noticeId, customerId), noticeId]));
}

/**
 * What somebody has found out of such a letter without an answer: it stands as sent, or its notice sends it again as the letter it was.
 * Answers false where the letter is of another kind, so that its deals are to be told. Repeating it is no error. Throws
 * `letter_not_uncertain` where the outcome is known, and `invoice_not_open` or `requisites_incomplete` where sending it again is of no use.
 */
export async function settleByHand(db: Db, { id, kind, invoiceId }: Letter, { outcome, note, by }: Finding): Promise<boolean> {
  const noticeId = kind === 'invoice' && invoiceId !== null ? (await sentByHand(db, invoiceId)).get(id) : undefined;
  if (noticeId === undefined || invoiceId === null) return false;
  const [row] = await db.select({ state: letter.state }).from(letter).where(eq(letter.id, id)).for('update');
  if (row?.state !== 'verify') {
    if (outcome === 'arrived' ? row?.state === 'sent' : row?.state === 'claimed') return true;
    throw new RuleViolation('letter_not_uncertain', 'It is known what became of this letter.', { state: row?.state ?? null });
  }
  if (outcome === 'arrived') await db.update(letter).set({ state: 'sent', sentAt: sql`data_started_at`, lastError: null }).where(eq(letter.id, id));
  else {
    await refuseUseless(db, invoiceId);
    await db.update(letter).set({ state: 'claimed', dataStartedAt: null, lastError: null, nextAttemptAt: null }).where(eq(letter.id, id));
    await db.update(notice).set({ doneAt: null, outcome: null, lastError: null, nextAttemptAt: by.now }).where(eq(notice.id, noticeId));
  }
  await recordChange(db, by, { what: 'letter.settled', subjectId: id, before: null, after: { outcome, noteId: note && (await keepNote(db, note)) } });
  return true;
}

async function refuseUseless(db: Db, invoiceId: string): Promise<void> {
  const [row] = await db
    .select({ status: invoice.status, email: customer.email, deadReason: customer.emailDeadReason })
    .from(invoice)
    .innerJoin(customer, eq(customer.id, invoice.customerId))
    .where(eq(invoice.id, invoiceId));
  if (row?.status !== 'open') throw new RuleViolation('invoice_not_open', 'Nothing is owed on this invoice any more; there is nothing to write about.');
  if (row.email === null || row.deadReason !== null)
    throw new RuleViolation('requisites_incomplete', 'Letters to the customer do not arrive; correct the address first.', { pointer: 'customer.email' });
}
