import { and, eq } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import { readSilences } from '../../db/reminders/intervals.ts';
import { invoice, letter, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { LadderRung } from '../../domain/dunning/ladder.ts';
import type { LetterVerdict } from '../../domain/dunning/letter-allowed.ts';
import type { RungInput, RungOutcome } from '../../workflows/ports.ts';
import { openTask, reminderId } from '../record/project-invoice.ts';
import { type InvoiceFile, loadInvoiceFile, owedMinor } from './invoice-matter.ts';
import { judgeRung } from './judge-rung.ts';
import { putInForce } from './rung-effects.ts';
import { type StepInForce, stepInForce } from './step-in-force.ts';
import { tellColleagues } from './tell-colleagues.ts';

export type RungClaim = Readonly<{ file: InvoiceFile; step: LadderRung }>;

/**
 * The critical section before a rung (Q2C.md 6, reliability.md 2.2): the invoice is locked, the checks are made in their
 * order, the rung is claimed, and its effect is in force before any letter leaves (INV-10). Answers a fate, or the claim.
 */
export async function claimRung(db: Db, input: RungInput): Promise<RungOutcome | RungClaim> {
  await lockInvoice(db, input.invoiceId);
  const known = await knownFate(db, input);
  if (known) return known;
  const file = await loadInvoiceFile(db, input.invoiceId);
  const found = await stepInForce(db, file, input);
  const by = { policyId: found.named.policyId, policyVersion: found.named.version };
  if (found.is !== 'due') return passOver(db, input, { found, by });
  const { step } = found;
  const verdict = await judgeRung(db, { file, step, policy: found.named.policy, input });
  if (!verdict.go) return refuse(db, input, verdict);
  await keepFate(db, input, { state: 'claimed', reason: null, heldUntil: null, ...by });
  await putInForce(db, { file, step, input });
  await tellColleagues(db, { file, step, input });
  return { file, step };
}

/** Asked again under the lock immediately before the mail server gets the text: a reason to leave the letter unsent, or null. */
export async function rungStopReason(db: Db, input: RungInput): Promise<string | null> {
  await lockInvoice(db, input.invoiceId);
  const file = await loadInvoiceFile(db, input.invoiceId);
  if (file.row.status !== 'open') return file.row.status === 'paid' ? 'paid' : 'closed';
  if (owedMinor(file.row) <= 0) return 'paid';
  const at = Date.parse(input.now);
  const pause = (await readSilences(db, file.row)).find(p => Date.parse(p.fromAt) <= at && at < Date.parse(p.untilAt));
  return pause ? (pause.kind ?? 'pause') : null;
}

export async function keepFate(db: Db, { invoiceId, dealId, rung, dueAt, now }: RungInput, fate: Partial<typeof reminder.$inferInsert> & { state: typeof reminder.$inferInsert.state }): Promise<void> {
  const row = { id: reminderId(invoiceId, rung), invoiceId, dealId, rung, dueAt, claimedAt: now, ...fate };
  await db
    .insert(reminder)
    .values(row)
    .onConflictDoUpdate({ target: [reminder.invoiceId, reminder.rung], set: fate });
}

async function lockInvoice(db: Db, invoiceId: string): Promise<void> {
  await db.select({ id: invoice.id }).from(invoice).where(eq(invoice.id, invoiceId)).for('update');
}

async function knownFate(db: Db, input: RungInput): Promise<RungOutcome | null> {
  const [row] = await db
    .select()
    .from(reminder)
    .where(and(eq(reminder.invoiceId, input.invoiceId), eq(reminder.rung, input.rung)));
  switch (row?.state) {
    case 'sent':
    case 'skipped':
    case 'verify':
    case 'undeliverable':
    case 'done':
      return { outcome: row.state, reason: row.reason };
    case 'data_started':
      // The letter's row before the rung's, as everybody takes them who records the end of a letter.
      if (row.letterId) await db.update(letter).set({ state: 'verify', lastError: 'no_answer' }).where(eq(letter.id, row.letterId));
      await keepFate(db, input, { state: 'verify', reason: 'no_answer' });
      return { outcome: 'verify', reason: 'no_answer' };
    case 'claimed':
    case 'held':
    case undefined:
      return null;
  }
}

/** The plan that called for the rung is of an earlier policy; the deal is about to plan anew. */
async function passOver(
  db: Db,
  input: RungInput,
  { found, by }: { found: Exclude<StepInForce, { is: 'due' }>; by: Pick<typeof reminder.$inferInsert, 'policyId' | 'policyVersion'> },
): Promise<RungOutcome> {
  const reason = 'policy_change';
  if (found.is === 'gone') {
    await keepFate(db, input, { state: 'skipped', reason, ...by });
    return { outcome: 'skipped', reason };
  }
  await keepFate(db, input, { state: 'held', reason, heldUntil: found.notBeforeAt });
  return { outcome: 'held', reason, heldUntil: found.notBeforeAt };
}

export const rungLetterId = ({ invoiceId, rung }: Pick<RungInput, 'invoiceId' | 'rung'>): string => stableId('let', 'rung', invoiceId, rung);

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
