import { and, eq, inArray, isNull, ne, or } from 'drizzle-orm';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { readSilences } from '../../db/reminders/intervals.ts';
import { invoice, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { hasLivingAddress } from '../../domain/delivery/living-address.ts';
import type { LadderRung } from '../../domain/dunning/ladder.ts';
import { type LetterVerdict, letterAllowed } from '../../domain/dunning/letter-allowed.ts';
import type { ReminderPolicy } from '../../domain/dunning/policy.ts';
import { timesOf } from '../../domain/dunning/slots.ts';
import type { RungInput } from '../../workflows/ports.ts';
import { reminderId } from '../record/project-invoice.ts';
import { type InvoiceFile, owedMinor } from './invoice-matter.ts';

export type RungMatter = Readonly<{ file: InvoiceFile; step: LadderRung; policy: ReminderPolicy; input: RungInput; letterId: string | null; askedAt: string }>;

/** May the rung fire now, in this letter: the records of this moment before the rule of Q2C.md 6. Customer and invoice are locked by whoever asks. */
export async function judgeRung(db: Db, { file, step, policy: reminders, input, letterId, askedAt }: RungMatter): Promise<LetterVerdict> {
  const { row, customer: payer, account } = file;
  const companyCalendar = await readCalendar(db, await readPolicy(db));
  const { quietHours, minGapHours, holdWorkingDays, freshnessWorkingDays } = reminders;
  const [held] = await db
    .select({ since: reminder.claimedAt })
    .from(reminder)
    .where(and(eq(reminder.invoiceId, row.id), eq(reminder.rung, input.rung), eq(reminder.state, 'held'), eq(reminder.reason, 'stale_bank_data')));
  return letterAllowed({
    ...timesOf(step, { zone: payer.timeZone, calendar: { ...companyCalendar, zone: payer.timeZone }, policy: reminders, customerId: row.customerId }),
    does: step.does,
    beforeDue: step.offsetDays < 0,
    courtesyStopped: payer.courtesyStoppedAt !== null,
    remainderMinor: row.status === 'open' ? owedMinor(row) : 0,
    bank: account.hasFeed && !input.bankDataWaived ? { kind: 'statements', watermarkAt: account.watermarkAt, withinWorkingDays: freshnessWorkingDays } : { kind: 'none' },
    companyCalendar,
    pauses: await readSilences(db, row),
    hasLivingAddress: hasLivingAddress(payer),
    ...{ quietFrom: quietHours.from, quietUntil: quietHours.until, minGapHours, holdWorkingDays },
    lastLetterAt: await lastLetterAt(db, { customerId: row.customerId, input, letterId, minGapHours }),
    heldSinceAt: held?.since ?? null,
    ...{ askedAt, dealNow: input.now },
    realNow: new Date().toISOString(),
  });
}

/**
 * When the customer was last written to about any invoice, letters on their way included; rungs that stand in the same letter are no other letter.
 * One further ahead than the gap was written on the clock of a deal that was moved ahead, and says nothing about this one.
 */
async function lastLetterAt(db: Db, asked: { customerId: string; input: RungInput; letterId: string | null; minGapHours: number }): Promise<string | null> {
  const { customerId, input, letterId, minGapHours } = asked;
  const written = await db
    .select({ sentAt: reminder.sentAt, claimedAt: reminder.claimedAt })
    .from(reminder)
    .innerJoin(invoice, eq(invoice.id, reminder.invoiceId))
    .where(
      and(
        ...[eq(invoice.customerId, customerId), inArray(reminder.state, ['claimed', 'data_started', 'sent', 'verify']), ne(reminder.id, reminderId(input.invoiceId, input.rung))],
        letterId === null ? undefined : or(isNull(reminder.letterId), ne(reminder.letterId, letterId)),
      ),
    );
  const latest = new Date(Date.parse(input.now) + minGapHours * 3_600_000).toISOString();
  const instants = written.map(each => each.sentAt ?? each.claimedAt).filter(at => at <= latest);
  return instants.sort().at(-1) ?? null;
}
