import { and, asc, eq, inArray } from 'drizzle-orm';
import { policiesOf } from '../../db/read/reminder-policies.ts';
import { readSilences } from '../../db/reminders/intervals.ts';
import { deal, invoice, type LetterState, letter, type ReminderState, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { handOverAt } from '../../domain/dunning/hand-over-at.ts';
import type { LetterOutcome, RungInput, RungOutcome } from '../../workflows/ports.ts';
import { closeTasks } from '../record/project-invoice.ts';
import { fateOf, keepFate, settled } from './claim-rung.ts';
import { loadInvoiceFile, owedMinor } from './invoice-matter.ts';
import { lockCustomerOf } from './kin.ts';
import { notBefore, ownNow } from './meeting-rungs.ts';

/** A letter, and the rung whose attempt has it in hand. */
export type LetterInHand = Readonly<{ letterId: string; input: RungInput }>;

/** States of a rung that stands in a letter: the letter waits, travels, or has ended without an answer. */
const standing = ['claimed', 'data_started', 'verify'] as const satisfies readonly ReminderState[];

/** The rungs that stand in a letter, by the ids of their invoices, each as its own process would ask for it. */
export async function membersOf(db: Db, { letterId, input }: LetterInHand, states: readonly ReminderState[] = standing): Promise<RungInput[]> {
  const rows = await db
    .select({
      ...{ rung: reminder.rung, invoiceId: reminder.invoiceId, dealId: reminder.dealId, dueAt: reminder.dueAt, ownerId: deal.ownerId, clockAheadMs: deal.clockAheadMs },
      ...{ plan: invoice.plan, reminderPolicyId: invoice.reminderPolicyId, reminderPolicyVersion: invoice.reminderPolicyVersion },
    })
    .from(reminder)
    .innerJoin(deal, eq(deal.id, reminder.dealId))
    .innerJoin(invoice, eq(invoice.id, reminder.invoiceId))
    .where(and(eq(reminder.letterId, letterId), inArray(reminder.state, [...states])))
    .orderBy(asc(reminder.invoiceId), asc(reminder.rung));
  const isMine = (row: { invoiceId: string; rung: string }): boolean => row.invoiceId === input.invoiceId && row.rung === input.rung;
  const policyOf = await policiesOf(
    db,
    rows.filter(row => !isMine(row)),
  );
  return rows.map(({ plan, clockAheadMs, reminderPolicyId, reminderPolicyVersion, ...row }) => {
    if (isMine(row)) return input;
    const { rungs } = policyOf({ reminderPolicyId, reminderPolicyVersion }).policy;
    return { ...row, legalAt: handOverAt(plan ?? [], rungs), now: notBefore(row.dueAt, ownNow(clockAheadMs)) };
  });
}

/**
 * The last look, immediately before the mail server gets the text, under the locks of the claim: a rung whose invoice was paid, paused, promised
 * or disputed meanwhile leaves the letter, and its fate is recorded. Answers why nothing is left to write about, or null.
 */
export async function lookAgain(db: Db, inHand: LetterInHand): Promise<string | null> {
  await lockCustomerOf(db, inHand.input.invoiceId);
  await lockInvoicesOf(db, await membersOf(db, inHand));
  await db.select({ id: letter.id }).from(letter).where(eq(letter.id, inHand.letterId)).for('update');
  const waiting = await membersOf(db, inHand, ['claimed']);
  const dropped: string[] = [];
  for (const member of waiting) {
    const reason = await rungStopReason(db, member);
    if (reason === null) continue;
    dropped.push(reason);
    await keepFate(db, member, { state: 'skipped', reason });
    await closeTasks(db, member.invoiceId, { kinds: settledWithLetter, at: member.now });
  }
  if (dropped.length < waiting.length) return null;
  return (await fateOf(db, inHand.input))?.reason ?? dropped[0] ?? 'nobody';
}

/** A reason of this moment to leave an invoice out of a letter, or null. Its row is locked by whoever asks. */
export async function rungStopReason(db: Db, input: RungInput): Promise<string | null> {
  const file = await loadInvoiceFile(db, input.invoiceId);
  if (file.row.status !== 'open') return file.row.status === 'paid' ? 'paid' : 'closed';
  if (owedMinor(file.row) <= 0) return 'paid';
  const at = Date.parse(input.now);
  const pause = (await readSilences(db, file.row)).find(p => Date.parse(p.fromAt) <= at && at < Date.parse(p.untilAt));
  return pause ? (pause.kind ?? 'pause') : null;
}

/** Whatever finance was asked about a letter is settled with it. */
const settledWithLetter = ['stale_bank_data', 'held_letter'];

/** Every rung of a letter has the letter's fate, in the transaction in which the letter has it. */
export async function followLetter(db: Db, inHand: LetterInHand, { state, reason }: { state: LetterState; reason: string | null }): Promise<void> {
  for (const member of await membersOf(db, inHand)) {
    const { now, invoiceId } = member;
    if (state === 'sent' || state === 'skipped') await closeTasks(db, invoiceId, { kinds: settledWithLetter, at: now });
    const times = state === 'data_started' ? { dataStartedAt: now } : state === 'sent' ? { sentAt: now } : {};
    await keepFate(db, member, { state, reason: state === 'sent' && (await isSettled(db, invoiceId)) ? crossed : reason, ...times });
  }
}

/** Why a letter that went was not needed: the money came while its text travelled, too late to stop it (reliability.md 2.2). */
const crossed = 'crossed_payment';

/** Whether nothing is owed on an invoice any more. Its row is not locked: what is recorded after this look has come after the letter. */
async function isSettled(db: Db, invoiceId: string): Promise<boolean> {
  const [row] = await db.select().from(invoice).where(eq(invoice.id, invoiceId));
  return row !== undefined && owedMinor(row) <= 0;
}

/** What became of one rung of a letter: its own fate where it left the letter before the end, else the letter's. */
export async function fateInLetter(db: Db, input: RungInput, outcome: LetterOutcome): Promise<RungOutcome> {
  const fate = await fateOf(db, input);
  if (fate?.state === 'held') return { outcome: 'held', reason: fate.reason ?? 'held', heldUntil: fate.heldUntil ?? input.now };
  return (fate && settled(fate)) ?? outcome;
}

async function lockInvoicesOf(db: Db, members: readonly RungInput[]): Promise<void> {
  const ids = members.map(({ invoiceId }) => invoiceId);
  if (ids.length > 0) await db.select({ id: invoice.id }).from(invoice).where(inArray(invoice.id, ids)).orderBy(asc(invoice.id)).for('update');
}
