import { desc, eq } from 'drizzle-orm';
import { allocation, payment } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import { type Letter, renderLetter } from '../../templates/emails/render-letter.ts';
import type { Reader } from '../../templates/render/reader.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import type { UserRow } from '../facts/deal-facts.ts';
import { reminderCopy } from './copy-matter.ts';
import { shipmentsResumed } from './hold-matter.ts';
import { customerLetter, loadInvoiceFile } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import { staffView } from './staff-view.ts';

/** A colleague or a customer: one of the two is named. */
export type Addressee = Readonly<{ address: string; person: UserRow | null; customerId: string | null; reader: Reader; letterId: string }>;
export type LetterOrder = Readonly<{ input: LetterInput; to: Addressee }>;

/** Puts a letter of a deal into words for one reader, from the records of this moment. */
export async function letterWords(db: Db, deps: LetterDeps, order: LetterOrder): Promise<Letter> {
  const { input, to } = order;
  const { kind } = input;
  if (kind === 'invoice') return renderLetter(kind, await customerLetter(db, deps.addresses, await loadInvoiceFile(db, input.subjectId)), to.reader);
  if (kind === 'thank_you') return thankYou(db, deps, order);
  if (kind === 'reminder_copy') return renderLetter(kind, await reminderCopy(db, deps, order), to.reader);
  return renderLetter(kind, await staffView(db, deps, { ...order, kind }), to.reader);
}

async function thankYou(db: Db, deps: LetterDeps, { input, to }: LetterOrder): Promise<Letter> {
  const file = await loadInvoiceFile(db, input.subjectId);
  const [last] = await db
    .select({ on: payment.receivedOn })
    .from(allocation)
    .innerJoin(payment, eq(payment.id, allocation.paymentId))
    .where(eq(allocation.invoiceId, file.row.id))
    .orderBy(desc(payment.receivedOn))
    .limit(1);
  const paidOn = last?.on ?? dateInZone(input.now, file.customer.timeZone);
  return renderLetter('thank_you', { ...(await customerLetter(db, deps.addresses, file)), paidOn, holdsLifted: await shipmentsResumed(db, file) }, to.reader);
}
