import { dateInZone } from '../calendar/zone.ts';
import { RuleViolation } from '../errors/rule-violation.ts';
import type { ApprovalRole } from './policy.ts';

/** A person as the route sees them; `active` false may decide nothing. The days of a person begin in their own zone. */
export type ApproverPerson = Readonly<{ personId: string; roles: readonly string[]; superiorId: string | null; active: boolean; zone: string }>;

/** From `fromOn` to `toOn`, both included, `coverId` stands in for `personId`: whole days in the zone of the person who is away. */
export type Cover = Readonly<{ personId: string; coverId: string; fromOn: string; toOn: string }>;

export type ApproverFacts = Readonly<{ role: ApprovalRole; people: readonly ApproverPerson[]; covers: readonly Cover[]; at: string; sellerId: string }>;

/** `via` tells how the person came to the step; `forPersonId` is whom they stand in for, null for the holder of the role. `superiorId` is who is told when the step is late: somebody who is there at that instant. */
export type Approver = Readonly<{ personId: string; via: 'role' | 'cover' | 'pool'; forPersonId: string | null; superiorId: string | null }>;

/**
 * Who gets a step: the first holder of the role, or whoever covers for them at that instant, covers of covers included; a circle of covers
 * ends in the role's pool, and where all of it is away the holder keeps the step, for its clock escalates. A superior who is away is
 * stood in for in the same way, and where nobody does the next one above is told (Q2C.md 3). The manager's step goes
 * to the seller where the seller is a manager, else to the nearest manager above the seller. The seller never gets another step.
 * Throws `unknown_user` where nobody holds the role.
 */
export function chooseApprover(facts: ApproverFacts): Approver {
  const pool = facts.people.filter(person => person.active && person.roles.includes(facts.role) && mayTake(person.personId, facts));
  const holder = firstHolder(pool, facts);
  if (!holder) throw new RuleViolation('unknown_user', `Nobody who may decide holds the role ${facts.role}.`, { role: facts.role });
  const answer = (personId: string, via: Approver['via']): Approver => ({
    personId,
    via,
    forPersonId: personId === holder.personId ? null : holder.personId,
    superiorId: superiorOf([personId, holder.personId], facts),
  });
  const present = followCovers(holder.personId, facts);
  if (present !== null) return answer(present, present === holder.personId ? 'role' : 'cover');
  const fromPool = pool.find(person => coverOf(person.personId, facts) === null);
  return fromPool ? answer(fromPool.personId, 'pool') : answer(holder.personId, 'role');
}

/** The covers by which a step came from the holder of its role to whoever gets it, in their order: more than one where the cover is covered too. Throws as `chooseApprover` does. */
export function coversFollowed(facts: ApproverFacts): Cover[] {
  const { via, forPersonId, personId } = chooseApprover(facts);
  const followed: Cover[] = [];
  for (let at = forPersonId; via === 'cover' && at !== null && at !== personId; at = followed.at(-1)?.coverId ?? null) {
    const cover = coverOf(at, facts);
    if (cover === null) break;
    followed.push(cover);
  }
  return followed;
}

/** True where a step stays with the person it was handed to, whatever has changed among people and covers: while that person may decide it at all (INV-4). */
export function keepsHandedStep(step: Readonly<{ personId: string | null; personVia: string | null }>, { people, role, sellerId }: Pick<ApproverFacts, 'people' | 'role' | 'sellerId'>): boolean {
  if (step.personId === sellerId && role !== 'manager') return false;
  return step.personVia === 'handed_over' && people.some(person => person.personId === step.personId && person.active);
}

/** True where a cover is in force at the instant, by the day of the person who is away. */
export function runsAt({ personId, fromOn, toOn }: Cover, facts: Pick<ApproverFacts, 'people' | 'at'>): boolean {
  const away = facts.people.find(person => person.personId === personId);
  if (!away) return false;
  const onDate = dateInZone(facts.at, away.zone);
  return fromOn <= onDate && onDate <= toOn;
}

function firstHolder(pool: readonly ApproverPerson[], facts: ApproverFacts): ApproverPerson | undefined {
  if (facts.role !== 'manager') return pool[0];
  const line = [facts.sellerId, ...superiorsOf(facts.sellerId, facts)];
  const nearest = line.find(id => pool.some(person => person.personId === id));
  return pool.find(person => person.personId === nearest) ?? pool[0];
}

/** The person present at the instant at the end of the chain of covers, or null where it runs in a circle or to someone who may not decide. */
function followCovers(personId: string, facts: ApproverFacts): string | null {
  const seen = new Set<string>();
  for (let current = personId; !seen.has(current); ) {
    seen.add(current);
    const cover = coverOf(current, facts);
    if (cover === null) return mayTake(current, facts) && isActive(current, facts) ? current : null;
    current = cover.coverId;
  }
  return null;
}

function coverOf(personId: string, facts: ApproverFacts): Cover | null {
  return facts.covers.find(cover => cover.personId === personId && runsAt(cover, facts)) ?? null;
}

/**
 * The nearest superior of a step's person, else of the holder of its role, who may decide on it and is there, or whoever stands in for them;
 * never the person who has the step. Where everybody above is away the nearest of them, for a late step may still be decided from there.
 */
function superiorOf([personId, holderId]: readonly [string, string], facts: ApproverFacts): string | null {
  const above = [...superiorsOf(personId, facts), ...superiorsOf(holderId, facts)].filter(id => mayTake(id, facts) && isActive(id, facts));
  const present = above.map(id => followCovers(id, facts)).find(id => id !== null && id !== personId);
  return present ?? above.find(id => id !== personId) ?? null;
}

/** The line of superiors upwards, each once. */
function superiorsOf(personId: string, facts: ApproverFacts): string[] {
  const line: string[] = [];
  for (let next = personOf(personId, facts)?.superiorId ?? null; next !== null && next !== personId && !line.includes(next); next = personOf(next, facts)?.superiorId ?? null) line.push(next);
  return line;
}

function mayTake(personId: string, facts: ApproverFacts): boolean {
  return facts.role === 'manager' || personId !== facts.sellerId;
}

function isActive(personId: string, facts: ApproverFacts): boolean {
  return personOf(personId, facts)?.active ?? false;
}

function personOf(personId: string, facts: ApproverFacts): ApproverPerson | undefined {
  return facts.people.find(person => person.personId === personId);
}
