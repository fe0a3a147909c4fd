import { RuleViolation } from '../errors/rule-violation.ts';
import { approximateDays, type DunningLadder, type LadderRung } from './ladder.ts';

/** One rung that comes, goes, or becomes another one; rungs are called by their names. */
export type LadderChange = Readonly<{ type: 'add'; step: LadderRung }> | Readonly<{ type: 'edit'; rung: string; step: LadderRung }> | Readonly<{ type: 'remove'; rung: string }>;

/** A ladder with one rung changed, its rungs in the order of their days. Whether it is lawful is asked afterwards. Throws `not_found` where it has no such rung. */
export function changeLadder(ladder: DunningLadder, change: LadderChange): DunningLadder {
  if (change.type === 'add') return inOrder([...ladder, change.step]);
  if (!ladder.some(step => step.rung === change.rung)) throw new RuleViolation('not_found', `The ladder has no rung ${change.rung}.`);
  if (change.type === 'remove') return ladder.filter(step => step.rung !== change.rung);
  return inOrder(ladder.map(step => (step.rung === change.rung ? change.step : step)));
}

function inOrder(ladder: DunningLadder): DunningLadder {
  return ladder.toSorted((a, b) => approximateDays(a) - approximateDays(b));
}
