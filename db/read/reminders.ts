import { asc, eq } from 'drizzle-orm';
import { letter, reminder } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type ReminderRecord = Readonly<{ reminder: typeof reminder.$inferSelect; letter: Pick<typeof letter.$inferSelect, 'subject' | 'text' | 'messageId'> | null }>;

/** The fates of an invoice's rungs with the letters they sent, by the order of their days. */
export async function listReminders(db: Db, invoiceId: string): Promise<ReminderRecord[]> {
  return db
    .select({ reminder, letter: { subject: letter.subject, text: letter.text, messageId: letter.messageId } })
    .from(reminder)
    .leftJoin(letter, eq(letter.id, reminder.letterId))
    .where(eq(reminder.invoiceId, invoiceId))
    .orderBy(asc(reminder.dueAt), asc(reminder.rung));
}
