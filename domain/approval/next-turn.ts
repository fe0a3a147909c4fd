import { addDays } from '../calendar/iso-date.ts';
import { localInstant } from '../calendar/zone.ts';
import { type Approver, type ApproverFacts, type Cover, chooseApprover } from './choose-approver.ts';

/**
 * The next instant at which the covers that are known give a step to somebody else, to the same person in another way, or under another superior: midnight
 * before the first day of a cover or after its last, in the zone of whoever is away. Null where none of them will.
 * Throws as `chooseApprover` does.
 */
export function nextTurnAt(facts: ApproverFacts): string | null {
  const present = chooseApprover(facts);
  const turns = [...new Set(facts.covers.flatMap(cover => turnsOf(cover, facts)))].filter(at => at > facts.at).sort();
  return turns.find(at => !isSameWay(chooseApprover({ ...facts, at }), present)) ?? null;
}

function turnsOf({ personId, fromOn, toOn }: Cover, { people }: ApproverFacts): string[] {
  const away = people.find(person => person.personId === personId);
  return away ? [fromOn, addDays(toOn, 1)].map(onDate => localInstant(onDate, '00:00', away.zone)) : [];
}

function isSameWay(a: Approver, b: Approver): boolean {
  return a.personId === b.personId && a.via === b.via && a.forPersonId === b.forPersonId && a.superiorId === b.superiorId;
}
