import { dateInZone } from '../calendar/zone.ts';
import type { PlannedRung } from './plan-rungs.ts';

/** What another policy does to a rung: it goes at another time, does something else then, no longer goes, goes although it would not have, or nothing. */
export type RungChange = 'moved' | 'differs' | 'vanishes' | 'appears' | 'same';
export type ComparedRung = Readonly<{ rung: string; change: RungChange; firesToday: boolean; was: PlannedRung | null; now: PlannedRung | null }>;

/** Letters, over some invoices, that would move, go today though they would not have, no longer go, or come in addition; `endsMoved`: ladders that end at another time. */
export type PlanDifference = Readonly<{ lettersMoved: number; lettersToday: number; lettersVanishing: number; lettersAppearing: number; endsMoved: number }>;

/** Two plans of one invoice, rung by rung in the order of time: by the policy it has and by the one it would get. `now` and `zone` say what is today where the customer is. */
export function comparePlans({ was, now: next }: { was: readonly PlannedRung[]; now: readonly PlannedRung[] }, at: { now: string; zone: string }): ComparedRung[] {
  const names = [...new Set([...was, ...next].map(each => each.rung))];
  const compared = names.map(rung => compareRung(rung, { was: was.find(each => each.rung === rung) ?? null, now: next.find(each => each.rung === rung) ?? null }, at));
  return compared.sort((a, b) => Date.parse(instantOf(a)) - Date.parse(instantOf(b)));
}

export const isChanged = ({ change }: ComparedRung): boolean => change !== 'same';

/** What the changes of some invoices come to. */
export function sumUp(invoices: readonly (readonly ComparedRung[])[]): PlanDifference {
  const letters = invoices.flat().map(({ was, now, firesToday }) => ({ was: letterAt(was), now: letterAt(now), firesToday }));
  return {
    lettersMoved: letters.filter(({ was, now }) => was !== null && now !== null && was !== now).length,
    lettersToday: letters.filter(({ now, firesToday }) => now !== null && firesToday).length,
    lettersVanishing: letters.filter(({ was, now }) => was !== null && now === null).length,
    lettersAppearing: letters.filter(({ was, now }) => was === null && now !== null).length,
    endsMoved: invoices.filter(rungs => endOf(rungs, 'was') !== endOf(rungs, 'now')).length,
  };
}

/** Several differences in one. */
export function addUp(differences: readonly PlanDifference[]): PlanDifference {
  const sum = (of: keyof PlanDifference): number => differences.reduce((total, each) => total + each[of], 0);
  return { lettersMoved: sum('lettersMoved'), lettersToday: sum('lettersToday'), lettersVanishing: sum('lettersVanishing'), lettersAppearing: sum('lettersAppearing'), endsMoved: sum('endsMoved') };
}

function compareRung(rung: string, { was, now }: Pick<ComparedRung, 'was' | 'now'>, { now: nowAt, zone }: { now: string; zone: string }): ComparedRung {
  const goesToday = (planned: PlannedRung | null): boolean => isGoing(planned) && dateInZone(planned.at, zone) === dateInZone(nowAt, zone);
  return { rung, change: changeOf(was, now), firesToday: goesToday(now) && !goesToday(was), was, now };
}

function changeOf(was: PlannedRung | null, now: PlannedRung | null): RungChange {
  if (!isGoing(now)) return isGoing(was) ? 'vanishes' : 'same';
  if (!isGoing(was)) return 'appears';
  if (was.at !== now.at) return 'moved';
  return was.does.join() === now.does.join() ? 'same' : 'differs';
}

/** When a rung's letter goes; null where it does not, or sends none. */
const letterAt = (planned: PlannedRung | null): string | null => (isGoing(planned) && planned.does.includes('letter') ? planned.at : null);

const isGoing = (planned: PlannedRung | null): planned is PlannedRung => planned?.outcome === 'will_send';

/** When the letters end and a person begins. */
function endOf(rungs: readonly ComparedRung[], side: 'was' | 'now'): string | null {
  return rungs.map(each => each[side]).find(planned => isGoing(planned) && planned.does.includes('stop'))?.at ?? null;
}

const instantOf = ({ was, now }: ComparedRung): string => (isGoing(now) ? now.at : (was ?? now)?.at) ?? '';
