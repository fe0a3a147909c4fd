import { eq } from 'drizzle-orm';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { type FateRow, readFates } from '../../db/read/ladder-facts.ts';
import { readReminderPolicyFor } from '../../db/read/reminder-policies.ts';
import { readSilences } from '../../db/reminders/intervals.ts';
import { lastLetterByAnother } from '../../db/reminders/ladder-of-invoice.ts';
import { invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { addDays } from '../../domain/calendar/iso-date.ts';
import { localInstant } from '../../domain/calendar/zone.ts';
import { chaseLimits } from '../../domain/dunning/chase-limits.ts';
import { endsLetters } from '../../domain/dunning/ladder.ts';
import { planRungs } from '../../domain/dunning/plan-rungs.ts';
import type { InvoiceFacts, ReminderPlan } from '../../workflows/ports.ts';
import { type CustomerRow, loadDeal } from '../facts/deal-facts.ts';
import { watchesOf } from './watches-of.ts';

export type InvoiceRow = typeof invoice.$inferSelect;

/** The ladder of an invoice by the policy it is bound to, calendar, the customer's zone and every pause that covers it, as of `now`. */
export async function planReminders(db: Db, input: { invoiceId: string; settled: Readonly<Record<string, string>>; now: string }): Promise<ReminderPlan> {
  const [row] = await db.select().from(invoice).where(eq(invoice.id, input.invoiceId));
  if (!row?.dueOn || !row.issuedOn) throw new Error(`invoice ${input.invoiceId} is not issued`);
  const { customer } = await loadDeal(db, row.dealId);
  const company = await readPolicy(db);
  const named = await readReminderPolicyFor(db, row.id);
  const fates = await readFates(db, [row.id]);
  const rungs = planRungs({
    customerId: row.customerId,
    dueOn: row.dueOn,
    issuedOn: row.issuedOn,
    zone: customer.timeZone,
    calendar: await readCalendar(db, company, customer.timeZone),
    policy: named.policy,
    pauses: await readSilences(db, row),
    courtesyStopped: customer.courtesyStoppedAt !== null,
    settled: input.settled,
    wroteBeforeAt: lastLetterByAnother(fates, named),
    now: toTheMinute(input.now),
  });
  const planned = rungs.map(({ rung, at, outcome, reason, does }) => ({ rung, at, outcome, reason, ends: endsLetters({ does }) }));
  return { ...factsOf(row, row.dueOn, customer), rungs: planned, watches: await watchesOf(db, row, input.now), limits: chaseLimits(company, named.policy), ...droppedOf(fates, planned) };
}

/** What waits of the ladder of before, and goes no more. The record skips the same (record/project-invoice.ts). */
function droppedOf(fates: readonly FateRow[], planned: InvoiceFacts['rungs']): Pick<ReminderPlan, 'dropped'> {
  const waiting = fates.filter(({ state }) => state === 'held' || state === 'claimed');
  const dropped = waiting.filter(({ rung }) => !planned.some(each => each.rung === rung)).map(({ rung, dueAt }) => ({ rung, dueAt }));
  return dropped.length > 0 ? { dropped } : {};
}

/** An invoice's sums and due date as the process holds them; what was credited counts as no longer owed. */
export function factsOf(row: InvoiceRow, dueOn: string, customer: CustomerRow): Omit<InvoiceFacts, 'rungs' | 'watches' | 'limits'> {
  return { invoiceId: row.id, totalMinor: row.grossMinor - row.creditedMinor, paidMinor: row.paidMinor, dueOn, overdueFromAt: localInstant(addDays(dueOn, 1), '00:00', customer.timeZone) };
}

/** Letters go at whole minutes: a plan made a moment after one's own, by a pause that ends then or a payment, does not put it off to the next day. */
const toTheMinute = (at: string): string => `${at.slice(0, 16)}:00.000Z`;
