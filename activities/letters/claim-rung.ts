import { and, eq } from 'drizzle-orm';
import { readPolicy } from '../../db/read/company-rules.ts';
import type { FateRow } from '../../db/read/ladder-facts.ts';
import { reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DunningLadder, LadderRung } from '../../domain/dunning/ladder.ts';
import type { LetterVerdict } from '../../domain/dunning/letter-allowed.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { RungInput, RungOutcome } from '../../workflows/ports.ts';
import { openTask, reminderId } from '../record/project-invoice.ts';
import { type InvoiceFile, loadInvoiceFile } from './invoice-matter.ts';
import { judgeRung } from './judge-rung.ts';
import { lockKin } from './kin.ts';
import { leaveLetter, letterOfRung, lockLetters, rungLetterId } from './letter-of-rung.ts';
import { type AskedRung, meetingRungs } from './meeting-rungs.ts';
import { putInForce } from './rung-effects.ts';

/** `letterId`: the letter in which the rung stands, null where its step sends none. `begunElsewhere`: another invoice's rung may have it in hand. */
export type RungClaim = Readonly<{ step: LadderRung; letterId: string | null; begunElsewhere: boolean }>;

/**
 * The critical section before a rung (Q2C.md 6, reliability.md 2.2): customer and invoices are locked, the checks are made in their order, the
 * rung is claimed, and its effect is in force before any letter leaves (INV-10). Rungs of the customer's other invoices that meet it at
 * this instant are judged by the same rule and claimed with it, for the same letter. Answers a fate, or the claim.
 */
export async function claimRung(db: Db, input: RungInput): Promise<RungOutcome | RungClaim> {
  const kin = await lockKin(db, input.invoiceId);
  const letters = await lockLetters(db, input, kin);
  const fate = await fateOf(db, input);
  const known = fate && settled(fate);
  if (known) return known;
  const { ladder, minGapHours } = (await readPolicy(db)).dunning;
  const step = stepOf(ladder, input.rung);
  // A text that has begun: whose attempt it is, and what becomes of it, is seen with the letter's row.
  if (fate?.state === 'data_started') return { step, letterId: fate.letterId ?? rungLetterId(input), begunElsewhere: false };
  const letter = step.does.includes('letter') ? await letterOfRung(db, input, { kin, fate, letters }) : null;
  const letterId = letter?.letterId ?? null;
  const own = await judge(db, { input, step, fate }, letterId);
  if (!own.verdict.go) return refuse(db, input, own.verdict);
  if (letter?.left) await leaveLetter(db, letter.left);
  const joining = letterId === null ? [] : await whoMayJoin(db, await meetingRungs(db, input, { kin, ladder, minGapHours, letterId }), letterId);
  for (const each of [own, ...joining].sort((a, b) => (a.input.invoiceId < b.input.invoiceId ? -1 : 1))) await claim(db, each, letterId);
  return { step, letterId, begunElsewhere: letter?.begunElsewhere ?? false };
}

type JudgedRung = AskedRung & Readonly<{ file: InvoiceFile; verdict: LetterVerdict }>;

async function judge(db: Db, asked: AskedRung, letterId: string | null): Promise<JudgedRung> {
  const file = await loadInvoiceFile(db, asked.input.invoiceId);
  return { ...asked, file, verdict: await judgeRung(db, { file, step: asked.step, input: asked.input, letterId }) };
}

/** Rungs that may go stand in the letter; the others wait for their own timers, which will find the same. One that stood in it and may no longer go leaves it. */
async function whoMayJoin(db: Db, meeting: readonly AskedRung[], letterId: string): Promise<JudgedRung[]> {
  const joining: JudgedRung[] = [];
  for (const asked of meeting) {
    const judged = await judge(db, asked, letterId);
    if (judged.verdict.go) joining.push(judged);
    else if (asked.fate?.state === 'claimed') await refuse(db, asked.input, judged.verdict);
  }
  return joining;
}

async function claim(db: Db, { input, step, file }: JudgedRung, letterId: string | null): Promise<void> {
  await keepFate(db, input, { state: 'claimed', reason: null, heldUntil: null, letterId });
  await putInForce(db, { file, step, input });
}

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

export function stepOf(ladder: DunningLadder, rung: string): LadderRung {
  const step = ladder.find(each => each.rung === rung);
  if (!step) throw new RuleViolation('internal', `The ladder in force has no rung ${rung}.`);
  return step;
}

async function refuse(db: Db, input: RungInput, verdict: Exclude<LetterVerdict, { go: true }>): Promise<RungOutcome> {
  if (verdict.outcome === 'skipped') {
    await keepFate(db, input, { state: 'skipped', reason: verdict.reason });
    return { outcome: 'skipped', reason: verdict.reason };
  }
  await keepFate(db, input, { state: 'held', reason: verdict.reason, heldUntil: verdict.retryAt });
  if (verdict.reason === 'stale_bank_data') await openTask(db, { ...input, kind: 'stale_bank_data', reason: verdict.reason, at: input.now, assigneeId: 'finance' });
  if (verdict.financeTask) await openTask(db, { ...input, kind: 'held_letter', reason: verdict.reason, at: input.now, assigneeId: 'finance' });
  return { outcome: 'held', reason: verdict.reason, heldUntil: verdict.retryAt };
}
