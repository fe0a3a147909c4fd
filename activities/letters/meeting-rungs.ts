import { type FateRow, readFates } from '../../db/read/ladder-facts.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { clocksMeet, dueRung } from '../../domain/dunning/common-letter.ts';
import { handOverAt } from '../../domain/dunning/hand-over-at.ts';
import type { DunningLadder, LadderRung } from '../../domain/dunning/ladder.ts';
import type { RungInput } from '../../workflows/ports.ts';
import type { Kin } from './kin.ts';

/** A rung as its own process would ask for it, with its step of the ladder and what has become of it so far. */
export type AskedRung = Readonly<{ input: RungInput; step: LadderRung; fate: FateRow | null }>;
type Meeting = Readonly<{ kin: readonly Kin[]; ladder: DunningLadder; minGapHours: number; letterId: string }>;

/**
 * The rungs of other invoices that meet the one given at this instant, each by its own deal's clock, and so belong in its letter (Q2C.md 11).
 * A rung whose letter is another one, or that sends none, is not among them.
 */
export async function meetingRungs(db: Db, input: RungInput, { kin, ladder, minGapHours, letterId }: Meeting): Promise<AskedRung[]> {
  const others = kin.filter(({ id }) => id !== input.invoiceId);
  const fates = await readFates(
    db,
    others.map(({ id }) => id),
  );
  return others.flatMap(row => {
    const now = ownNow(row.clockAheadMs);
    const own = fates.filter(fate => fate.invoiceId === row.id);
    const rung = clocksMeet(input.now, now, minGapHours) ? dueRung(row.plan ?? [], own, now) : null;
    const step = ladder.find(each => each.rung === rung);
    const fate = own.find(each => each.rung === rung) ?? null;
    if (!step?.does.includes('letter') || (fate?.state === 'claimed' && fate.letterId !== letterId)) return [];
    return [{ input: inputOf(row, { step, now, ladder }), step, fate }];
  });
}

function inputOf({ id, dealId, ownerId, plan }: Kin, { step, now, ladder }: { step: LadderRung; now: string; ladder: DunningLadder }): RungInput {
  const dueAt = plan?.find(each => each.rung === step.rung)?.at ?? now;
  return { dealId, invoiceId: id, rung: step.rung, dueAt, legalAt: handOverAt(plan ?? [], ladder), ownerId, now: notBefore(dueAt, now) };
}

/** The now of a deal whose process is not asking: the real one, moved ahead as far as the deal is. */
export function ownNow(clockAheadMs: number): string {
  return new Date(Date.now() + clockAheadMs).toISOString();
}

/** Its own timer would find the rung due and not a moment before. */
export function notBefore(dueAt: string, now: string): string {
  return Date.parse(now) < Date.parse(dueAt) ? dueAt : now;
}
