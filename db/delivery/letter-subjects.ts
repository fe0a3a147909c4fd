import { eq } from 'drizzle-orm';
import { invoice, type letter, reminder } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** What a letter was for; `rung` is null for the letter that brought the invoice. */
export type LetterSubject = Readonly<{ dealId: string; invoiceId: string; customerId: string; rung: string | null }>;

/** Every rung that a letter spoke of, or the invoice that it brought. Of other letters no deal has to know. */
export async function subjectsOf(db: Db, { id, kind, invoiceId }: Pick<typeof letter.$inferSelect, 'id' | 'kind' | 'invoiceId'>): Promise<LetterSubject[]> {
  const ofRungs = await db
    .select({ dealId: reminder.dealId, invoiceId: reminder.invoiceId, customerId: invoice.customerId, rung: reminder.rung })
    .from(reminder)
    .innerJoin(invoice, eq(invoice.id, reminder.invoiceId))
    .where(eq(reminder.letterId, id));
  if (ofRungs.length > 0 || kind !== 'invoice' || invoiceId === null) return ofRungs;
  const brought = await db.select({ dealId: invoice.dealId, invoiceId: invoice.id, customerId: invoice.customerId }).from(invoice).where(eq(invoice.id, invoiceId));
  return brought.map(row => ({ ...row, rung: null }));
}
