import { expect } from 'vitest';
import { viewOf } from '../../../workflows/deal/view.ts';
import type { ReminderCase } from './reminder-case.ts';
import type { ReminderEngine } from './reminder-engine.ts';
import type { Fate } from './reminder-ledger.ts';

/** INV-7: an invoice that is still owed, by the ledger, has a timer, or a person who collects it. */
export function provesHeld({ state, invoice, now, owedMinor }: ReminderEngine): void {
  if (owedMinor <= 0 || (invoice?.status !== 'open' && invoice?.status !== 'manual')) return;
  const view = viewOf(state);
  const held = view.stage === 'manual_collection' && view.holder.type === 'user';
  expect(held || view.nextAt !== null, `INV-7 at ${now}: nothing comes, and nobody holds the debt`).toBe(true);
}

/** INV-1, INV-2 and INV-10 read off what happened alone, whatever model and rules believe. */
export function provesLetters(each: ReminderCase, { fates, inForce, invoice }: ReminderEngine): void {
  for (const { rung, effects, owedMinor } of inForce) {
    expect(owedMinor, `INV-1: ${rung} left with nothing owed`).toBeGreaterThan(0);
    const announced = each.policy.rungs.find(step => step.rung === rung)?.does.filter(effect => effect !== 'letter') ?? [];
    expect(effects, `INV-10: ${rung} announced what was not in force`).toEqual(expect.arrayContaining(announced.map(effect => `${rung}:${effect}`)));
  }
  const isHeld = (rung: string): boolean => fates.findLast(fate => fate.rung === rung)?.outcome === 'held';
  // By the instants that rungs are meant for: business days may carry one beyond another of more calendar days.
  const inTime = invoice?.rungs.map(({ rung }) => rung) ?? [];
  for (const { rung } of each.policy.rungs) {
    const settled = fates.filter(fate => fate.rung === rung && fate.outcome !== 'held');
    expect(settled.length, `INV-2: ${rung} has ${settled.length} fates`).toBeLessThanOrEqual(1);
    // Where letters go in order, one that is held holds those behind it too.
    const waits = inTime.slice(0, inTime.indexOf(rung) + 1).some(isHeld);
    if (settled.length === 0 && invoice?.status === 'open') expect(waits, `INV-2: ${rung} of an open debt has neither a fate nor a reason`).toBe(true);
  }
}

export type Shown = readonly Readonly<{ rung: string; minute: number; goes: boolean }>[];

/** The plan of this moment, as pages and the API show it; none while a letter is held up, for a plan speaks of what nothing holds. */
export function shownBy({ clock }: ReminderCase, { invoice }: ReminderEngine): Shown {
  if (invoice?.status !== 'open' || Object.keys(invoice.heldUntil).length > 0) return [];
  return invoice.rungs.flatMap(({ rung, at, outcome }) => (invoice.settled[rung] ? [] : [{ rung, minute: clock.minuteOf(at), goes: outcome === 'will_send' }]));
}

/** INV-9: with nothing coming in between and nothing holding a letter up, what was shown is what happened. Answers whether it could be told. */
export function provesPlan(shown: Shown, later: readonly Fate[]): boolean {
  if (later.some(fate => fate.outcome === 'held')) return false;
  for (const { rung, minute, goes } of shown) {
    const gone = later.find(fate => fate.rung === rung && (fate.outcome === 'sent' || fate.outcome === 'done'));
    expect(gone?.minute ?? null, `INV-9: ${rung} was shown ${goes ? `for ${minute}` : 'as not going'}`).toBe(goes ? minute : null);
  }
  return shown.some(each => each.goes);
}
