import { and, eq, inArray } from 'drizzle-orm';
import { letter, reminder } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A letter to a customer of which nobody knows whether it came, by the invoice it was about. */
export type UncertainLetter = Readonly<{ invoiceId: string; letterId: string; subject: string | null; address: string }>;
/** A reminder that waits for bank data. */
export type HeldReminder = Readonly<{ invoiceId: string; reminderId: string; rung: string }>;
export type TaskMatters = Readonly<{ letters: readonly UncertainLetter[]; held: readonly HeldReminder[] }>;

/** What people are asked about letters of the invoices given. A letter that spoke of several rungs is asked about once for each invoice. */
export async function readTaskMatters(db: Db, invoiceIds: readonly string[]): Promise<TaskMatters> {
  if (invoiceIds.length === 0) return { letters: [], held: [] };
  const columns = { letterId: letter.id, subject: letter.subject, address: letter.toAddress };
  const ofRungs = await db
    .selectDistinct({ invoiceId: reminder.invoiceId, ...columns })
    .from(reminder)
    .innerJoin(letter, eq(letter.id, reminder.letterId))
    .where(and(inArray(reminder.invoiceId, [...invoiceIds]), eq(reminder.state, 'verify')));
  const ofInvoices = await db
    .select({ invoiceId: letter.invoiceId, ...columns })
    .from(letter)
    .where(and(inArray(letter.invoiceId, [...invoiceIds]), eq(letter.kind, 'invoice'), eq(letter.state, 'verify')));
  const held = await db
    .select({ invoiceId: reminder.invoiceId, reminderId: reminder.id, rung: reminder.rung })
    .from(reminder)
    .where(and(inArray(reminder.invoiceId, [...invoiceIds]), eq(reminder.state, 'held'), eq(reminder.reason, 'stale_bank_data')));
  return { letters: [...ofRungs, ...ofInvoices.flatMap(row => (row.invoiceId === null ? [] : [{ ...row, invoiceId: row.invoiceId }]))], held };
}
