import { and, desc, eq, isNull } from 'drizzle-orm';
import { letter } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DeliveryProblem } from '../../templates/emails/views.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import type { CustomerRow } from '../facts/deal-facts.ts';
import { type Addresses, dealPageUrl } from '../facts/links.ts';
import { frameOf, loadInvoiceFile, owedMinor } from './invoice-matter.ts';

/** What the owner is told of a customer's letter that did not arrive, or of which nobody knows. */
export async function deliveryProblem(db: Db, addresses: Addresses, input: LetterInput): Promise<DeliveryProblem> {
  const file = await loadInvoiceFile(db, input.subjectId);
  const problem = problemOf(file.customer, input.detail);
  return {
    ...frameOf(file),
    problem,
    customerName: file.customer.name,
    invoiceNumber: file.row.number ?? '',
    remaining: { amountMinor: owedMinor(file.row), currency: file.row.currency },
    address: file.customer.email ?? '—',
    serverAnswer: problem === 'verify' ? null : (file.customer.emailDeadReason ?? (await lastRefusal(db, input.subjectId))),
    daysSinceSent: 0,
    dealTitle: file.deal.title,
    dealUrl: dealPageUrl(addresses.publicUrl, file.deal.id),
  };
}

/** A wrong address stops every letter to it; a full mailbox, or an answer that never came, stops this one alone. */
function problemOf({ email, emailDeadReason }: CustomerRow, reason: string | null): DeliveryProblem['problem'] {
  if (reason === 'no_answer') return 'verify';
  return email === null || emailDeadReason !== null ? 'bounced' : 'refused';
}

/** The mail server's words about the last letter of an invoice to its customer that it did not take. */
async function lastRefusal(db: Db, invoiceId: string): Promise<string | null> {
  const [last] = await db
    .select({ words: letter.lastError })
    .from(letter)
    .where(and(eq(letter.invoiceId, invoiceId), isNull(letter.toUserId), eq(letter.state, 'undeliverable')))
    .orderBy(desc(letter.createdAt))
    .limit(1);
  return last?.words ?? null;
}
