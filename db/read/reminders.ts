import { asc, eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { letter, reminder } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type ReminderRecord = Readonly<{ reminder: typeof reminder.$inferSelect; letter: Pick<typeof letter.$inferSelect, 'subject' | 'text' | 'messageId'> | null }>;

/** One rung's fate with its letter; throws `not_found`. */
export async function readReminder(db: Db, id: string): Promise<ReminderRecord> {
  const [found] = await joined(db).where(eq(reminder.id, id));
  if (!found) throw new RuleViolation('not_found', `There is no reminder ${id}.`);
  return found;
}

/** The fates of an invoice's rungs with the letters they sent, by the order of their days. */
export async function listReminders(db: Db, invoiceId: string): Promise<ReminderRecord[]> {
  return joined(db).where(eq(reminder.invoiceId, invoiceId)).orderBy(asc(reminder.dueAt), asc(reminder.rung));
}

function joined(db: Db) {
  return db
    .select({ reminder, letter: { subject: letter.subject, text: letter.text, messageId: letter.messageId } })
    .from(reminder)
    .leftJoin(letter, eq(letter.id, reminder.letterId))
    .$dynamic();
}
