import { and, eq } from 'drizzle-orm';
import type { FateRow } from '../../db/read/ladder-facts.ts';
import { reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { LadderRung } from '../../domain/dunning/ladder.ts';
import type { LetterVerdict } from '../../domain/dunning/letter-allowed.ts';
import type { RungInput, RungOutcome } from '../../workflows/ports.ts';
import { openTask, reminderId } from '../record/project-invoice.ts';
import { type InvoiceFile, loadInvoiceFile } from './invoice-matter.ts';
import { judgeRung } from './judge-rung.ts';
import { lockKin } from './kin.ts';
import { leaveLetters } from './leave-letters.ts';
import { letterOfRung, lockLetters, rungLetterId } from './letter-of-rung.ts';
import { type AskedRung, meetingRungs } from './meeting-rungs.ts';
import { isOvertaken, releaseOlder } from './overtaken-rungs.ts';
import { putInForce } from './rung-effects.ts';
import { type DueStep, type StepInForce, stepInForce, stepOfClaim } from './step-in-force.ts';

/** `letterId`: the letter in which the rung stands, null where its step sends none. `begunElsewhere`: another invoice's rung may have it in hand. */
export type RungClaim = Readonly<{ file: InvoiceFile; step: LadderRung; letterId: string | null; begunElsewhere: boolean }>;

/**
 * The critical section before a rung (Q2C.md 6, reliability.md 2.2): customer and invoices are locked, the checks are made in their order, the
 * rung is claimed, and its effect is in force before any letter leaves (INV-10). Rungs of the customer's other invoices that meet it at
 * this instant are judged by the same rule and claimed with it, for the same letter. `askedAt`: when the deal asked for the rung, where its work
 * has waited since. Answers a fate, or the claim.
 */
export async function claimRung(db: Db, input: RungInput, askedAt = input.now): Promise<RungOutcome | RungClaim> {
  const kin = await lockKin(db, input.invoiceId);
  const letters = await lockLetters(db, input, kin);
  const fate = await fateOf(db, input);
  const known = fate && settled(fate);
  if (known) return known;
  const file = await loadInvoiceFile(db, input.invoiceId);
  // A text that has begun: whose attempt it is, and what becomes of it, is seen with the letter's row.
  if (fate?.state === 'data_started') return { file, step: (await stepOfClaim(db, file, { rung: input.rung, fate })).step, letterId: fate.letterId ?? rungLetterId(input), begunElsewhere: false };
  const found = await stepInForce(db, file, input);
  if (found.is !== 'due') return leavingLetter(db, fate, await passOver(db, input, found));
  if (await isOvertaken(db, input)) return leavingLetter(db, fate, await skip(db, { input, due: found }, 'missed'));
  const { step } = found;
  const leftByOlder = await releaseOlder(db, input);
  const letter = step.does.includes('letter') ? await letterOfRung(db, input, { kin, fate, letters }) : null;
  const letterId = letter?.letterId ?? null;
  const own: DueRung = { input, file, due: found, askedAt };
  const verdict = await judge(db, own, letterId);
  const left = [...leftByOlder.filter(id => id !== letterId), ...(verdict.go && letter?.left ? [letter.left] : [])];
  await leaveLetters(db, left, 'another_letter');
  if (!verdict.go) return leavingLetter(db, fate, await refuse(db, own, verdict));
  const { minGapHours } = found.named.policy;
  const joining = letterId === null ? [] : await whoMayJoin(db, await meetingRungs(db, input, { kin, minGapHours, letterId }), letterId);
  for (const each of [own, ...joining].sort((a, b) => (a.input.invoiceId < b.input.invoiceId ? -1 : 1))) await claim(db, each, letterId);
  return { file, step, letterId, begunElsewhere: letter?.begunElsewhere ?? false };
}

/** A rung that never goes has left the letter in which it waited; one that is held stays the letter it was. */
async function leavingLetter(db: Db, fate: FateRow | null, outcome: RungOutcome): Promise<RungOutcome> {
  if (outcome.outcome === 'skipped' && fate?.letterId) await leaveLetters(db, [fate.letterId], outcome.reason ?? 'missed');
  return outcome;
}

/** A rung that is due by the policy of its invoice, and nothing is said yet of whether it may go. */
type DueRung = Readonly<{ input: RungInput; file: InvoiceFile; due: DueStep; askedAt: string }>;

function judge(db: Db, { input, file, due, askedAt }: DueRung, letterId: string | null): Promise<LetterVerdict> {
  return judgeRung(db, { file, step: due.step, policy: due.named.policy, input, letterId, askedAt });
}

/** Rungs that may go stand in the letter; the others wait for their own timers, which will find the same. One that stood in it and may no longer go leaves it. */
async function whoMayJoin(db: Db, meeting: readonly AskedRung[], letterId: string): Promise<DueRung[]> {
  const joining: DueRung[] = [];
  for (const { input, file, found, fate } of meeting) {
    const stoodInIt = fate?.state === 'claimed';
    if (found.is !== 'due') {
      if (stoodInIt) await passOver(db, input, found);
      continue;
    }
    const rung: DueRung = { input, file, due: found, askedAt: input.now };
    const verdict = await judge(db, rung, letterId);
    if (verdict.go) joining.push(rung);
    else if (stoodInIt) await refuse(db, rung, verdict);
  }
  return joining;
}

async function claim(db: Db, { input, file, due }: DueRung, letterId: string | null): Promise<void> {
  const { step, named } = due;
  await keepFate(db, input, { state: 'claimed', reason: null, heldUntil: null, claimedAt: input.now, letterId, ...by(due) });
  await putInForce(db, { file, step, policy: named.policy, input });
}

/** The version by which a rung has its fate. */
const by = ({ named }: Pick<StepInForce, 'named'>) => ({ policyId: named.policyId, policyVersion: named.version });

export async function keepFate(db: Db, { invoiceId, dealId, rung, dueAt, now }: RungInput, fate: Partial<typeof reminder.$inferInsert> & { state: typeof reminder.$inferInsert.state }): Promise<void> {
  const row = { id: reminderId(invoiceId, rung), invoiceId, dealId, rung, dueAt, claimedAt: now, ...fate };
  await db
    .insert(reminder)
    .values(row)
    .onConflictDoUpdate({ target: [reminder.invoiceId, reminder.rung], set: fate });
}

export async function fateOf(db: Db, { invoiceId, rung }: Pick<RungInput, 'invoiceId' | 'rung'>): Promise<FateRow | null> {
  const [row] = await db
    .select()
    .from(reminder)
    .where(and(eq(reminder.invoiceId, invoiceId), eq(reminder.rung, rung)));
  return row ?? null;
}

/** The answer for a rung that has its end; null for one that is still under way. */
export function settled({ state, reason }: FateRow): RungOutcome | null {
  switch (state) {
    case 'sent':
    case 'skipped':
    case 'verify':
    case 'undeliverable':
    case 'done':
      return { outcome: state, reason };
    case 'data_started':
    case 'claimed':
    case 'held':
      return null;
  }
}

/** The plan that called for the rung is of an earlier policy; the deal is about to plan anew. */
async function passOver(db: Db, input: RungInput, found: Exclude<StepInForce, DueStep>): Promise<RungOutcome> {
  const reason = 'policy_change';
  if (found.is === 'gone') return skip(db, { input, due: found }, reason);
  await holdBack(db, input, { reason, heldUntil: found.notBeforeAt });
  return { outcome: 'held', reason, heldUntil: found.notBeforeAt };
}

async function skip(db: Db, { input, due }: { input: RungInput; due: Pick<StepInForce, 'named'> }, reason: string): Promise<RungOutcome> {
  await keepFate(db, input, { state: 'skipped', reason, ...by(due) });
  return { outcome: 'skipped', reason };
}

/** How long a rung is held is counted for each reason by itself: `claimedAt` is when this one began. */
async function holdBack(db: Db, input: RungInput, { reason, heldUntil }: { reason: string; heldUntil: string }): Promise<void> {
  const fate = await fateOf(db, input);
  const goesOn = fate?.state === 'held' && fate.reason === reason;
  await keepFate(db, input, { state: 'held', reason, heldUntil, ...(goesOn ? {} : { claimedAt: input.now }) });
}

async function refuse(db: Db, { input, due }: DueRung, verdict: Exclude<LetterVerdict, { go: true }>): Promise<RungOutcome> {
  if (verdict.outcome === 'skipped') return skip(db, { input, due }, verdict.reason);
  await holdBack(db, input, { reason: verdict.reason, heldUntil: verdict.retryAt });
  if (verdict.reason === 'stale_bank_data') await openTask(db, { ...input, kind: 'stale_bank_data', reason: verdict.reason, at: input.now, assigneeId: 'finance' });
  if (verdict.financeTask) await openTask(db, { ...input, kind: 'held_letter', reason: verdict.reason, at: input.now, assigneeId: 'finance' });
  return { outcome: 'held', reason: verdict.reason, heldUntil: verdict.retryAt };
}
