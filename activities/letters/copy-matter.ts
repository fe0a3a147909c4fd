import { eq } from 'drizzle-orm';
import { letter } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { ReminderCopy } from '../../templates/emails/views.ts';
import { loadCompany, loadDeal } from '../facts/deal-facts.ts';
import { dealPageUrl } from '../facts/links.ts';
import { frameOf } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import type { LetterOrder } from './letter-words.ts';

/** The words that a customer got, as they are kept: in the customer's language, the tokens of its links hidden. Nothing is added to them. */
export async function reminderCopy(db: Db, { addresses }: Pick<LetterDeps, 'addresses'>, { input }: Pick<LetterOrder, 'input'>): Promise<ReminderCopy> {
  const [sent] = await db.select({ subject: letter.subject, text: letter.text, address: letter.toAddress, sentAt: letter.sentAt }).from(letter).where(eq(letter.id, input.subjectId));
  if (!sent?.subject || !sent.text) throw new Error(`letter ${input.subjectId} has no words to copy`);
  const file = await loadDeal(db, input.dealId);
  return {
    ...frameOf({ company: await loadCompany(db), owner: file.owner }),
    letter: { subject: sent.subject, text: sent.text.trim(), address: sent.address, sentAt: sent.sentAt ?? input.now },
    customerName: file.customer.name,
    dealUrl: dealPageUrl(addresses.publicUrl, input.dealId),
  };
}
