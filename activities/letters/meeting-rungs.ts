import { type FateRow, readFates } from '../../db/read/ladder-facts.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { clocksMeet, dueRung } from '../../domain/dunning/common-letter.ts';
import { handOverAt } from '../../domain/dunning/hand-over-at.ts';
import type { RungInput } from '../../workflows/ports.ts';
import { type InvoiceFile, loadInvoiceFile } from './invoice-matter.ts';
import type { Kin } from './kin.ts';
import { type StepInForce, stepInForce } from './step-in-force.ts';

/** A rung as its own process would ask for it, with its step by the policy of its own invoice and what has become of it so far. */
export type AskedRung = Readonly<{ input: RungInput; file: InvoiceFile; found: StepInForce; fate: FateRow | null }>;
type Meeting = Readonly<{ kin: readonly Kin[]; minGapHours: number; letterId: string }>;

/**
 * The rungs of other invoices that meet the one given at this instant, each by its own deal's clock, and so belong in its letter (Q2C.md 11).
 * A rung whose letter is another one, or that sends none, is not among them. One that stands in this letter is judged again whatever its plan says:
 * the plan may have left it behind.
 */
export async function meetingRungs(db: Db, input: RungInput, { kin, minGapHours, letterId }: Meeting): Promise<AskedRung[]> {
  const others = kin.filter(({ id }) => id !== input.invoiceId);
  const fates = await readFates(
    db,
    others.map(({ id }) => id),
  );
  const meeting: AskedRung[] = [];
  for (const row of others) {
    const now = ownNow(row.clockAheadMs);
    const own = fates.filter(fate => fate.invoiceId === row.id);
    const standing = own.filter(fate => fate.state === 'claimed' && fate.letterId === letterId).map(({ rung }) => rung);
    const due = clocksMeet(input.now, now, minGapHours) ? dueRung(row.plan ?? [], own, now) : null;
    for (const rung of standing.length > 0 || due === null ? standing : [due]) {
      const fate = own.find(each => each.rung === rung) ?? null;
      if (fate?.state === 'claimed' && fate.letterId !== letterId) continue;
      const asked = await askedFor(db, row, { rung, now, dueAt: fate?.dueAt ?? now });
      if (asked.found.is !== 'due' || asked.found.step.does.includes('letter')) meeting.push({ ...asked, fate });
    }
  }
  return meeting;
}

async function askedFor(db: Db, { id, dealId, ownerId, plan }: Kin, { rung, now, ...known }: { rung: string; now: string; dueAt: string }): Promise<Omit<AskedRung, 'fate'>> {
  const file = await loadInvoiceFile(db, id);
  const dueAt = plan?.find(each => each.rung === rung)?.at ?? known.dueAt;
  const own = { rung, now: notBefore(dueAt, now) };
  const found = await stepInForce(db, file, own);
  return { file, found, input: { ...own, dealId, invoiceId: id, dueAt, legalAt: handOverAt(plan ?? [], found.named.policy.rungs), ownerId } };
}

/** The now of a deal whose process is not asking: the real one, moved ahead as far as the deal is. */
export function ownNow(clockAheadMs: number): string {
  return new Date(Date.now() + clockAheadMs).toISOString();
}

/** Its own timer would find the rung due and not a moment before. */
export function notBefore(dueAt: string, now: string): string {
  return Date.parse(now) < Date.parse(dueAt) ? dueAt : now;
}
