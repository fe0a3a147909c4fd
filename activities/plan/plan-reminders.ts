import { eq } from 'drizzle-orm';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { readCoveringPauses, readFates } from '../../db/read/ladder-facts.ts';
import { readReminderPolicyFor } from '../../db/read/reminder-policies.ts';
import { lastLetterByAnother } from '../../db/reminders/ladder-of-invoice.ts';
import { invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { addDays } from '../../domain/calendar/iso-date.ts';
import { localInstant } from '../../domain/calendar/zone.ts';
import { endsLetters } from '../../domain/dunning/ladder.ts';
import { planRungs } from '../../domain/dunning/plan-rungs.ts';
import type { InvoiceFacts } from '../../workflows/ports.ts';
import { type CustomerRow, loadDeal } from '../facts/deal-facts.ts';
import { watchesOf } from './watches-of.ts';

export type InvoiceRow = typeof invoice.$inferSelect;

/** The ladder of an invoice by the policy it is bound to, calendar, the customer's zone and every pause that covers it, as of `now`. */
export async function planReminders(db: Db, input: { invoiceId: string; settled: Readonly<Record<string, string>>; now: string }): Promise<InvoiceFacts> {
  const [row] = await db.select().from(invoice).where(eq(invoice.id, input.invoiceId));
  if (!row?.dueOn || !row.issuedOn) throw new Error(`invoice ${input.invoiceId} is not issued`);
  const { customer } = await loadDeal(db, row.dealId);
  const named = await readReminderPolicyFor(db, row.id);
  const rungs = planRungs({
    dueOn: row.dueOn,
    issuedOn: row.issuedOn,
    zone: customer.timeZone,
    calendar: await readCalendar(db, await readPolicy(db), customer.timeZone),
    policy: named.policy,
    pauses: await readCoveringPauses(db, row),
    courtesyStopped: customer.courtesyStoppedAt !== null,
    settled: input.settled,
    wroteBeforeAt: lastLetterByAnother(await readFates(db, [row.id]), named),
    now: input.now,
  });
  const planned = rungs.map(({ rung, at, outcome, reason, does }) => ({ rung, at, outcome, reason, ends: endsLetters({ does }) }));
  return { ...factsOf(row, row.dueOn, customer), rungs: planned, watches: await watchesOf(db, row, input.now) };
}

/** An invoice's sums and due date as the process holds them; what was credited counts as no longer owed. */
export function factsOf(row: InvoiceRow, dueOn: string, customer: CustomerRow): Omit<InvoiceFacts, 'rungs' | 'watches'> {
  return { invoiceId: row.id, totalMinor: row.grossMinor - row.creditedMinor, paidMinor: row.paidMinor, dueOn, overdueFromAt: localInstant(addDays(dueOn, 1), '00:00', customer.timeZone) };
}
