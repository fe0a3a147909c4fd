import { lastAuthorOf } from '../../../db/changes/last-author.ts';
import { readStandingSeen, type StandingOfPerson, standingFields, standingSeen } from '../../../db/people/standing-seen.ts';
import type { UserRow } from '../../../db/read/people.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import { hoursKey } from '../../../domain/calendar/working-hours.ts';
import type { SettingConflict, SettingDifference, SettingValue } from '../../../templates/pages/views/settings-view.ts';
import { staffRoles } from './person-fields.ts';

/** What a change does to a person, was and is. */
export function personDifferences(before: StandingOfPerson, after: StandingOfPerson, users: readonly UserRow[]): SettingDifference[] {
  const [was, is] = [partsOf(before, users), partsOf(after, users)];
  return subjects.map(what => ({ what, before: was[what], after: is[what] })).filter(each => !same(each.before, each.after));
}

/** What somebody else made of a person since the form was made, beside what the form asks for; null where nobody did. Of a form without its mark nothing can be told. */
export async function conflictOfPerson(db: Db, person: UserRow, { standing, seen, users }: { standing: StandingOfPerson; seen: string; users: readonly UserRow[] }): Promise<SettingConflict | null> {
  if (seen === standingSeen(person)) return null;
  const [first, second, third] = [partsOf(readStandingSeen(seen) ?? person, users), partsOf(person, users), partsOf(standing, users)];
  const parts = subjects.map(what => ({ what, began: first[what], now: second[what], yours: third[what] }));
  const by = await lastAuthorOf(db, { subjectId: person.id, kinds: ['user.changed'], fields: standingFields });
  return { by, parts: parts.filter(({ began, now, yours }) => !same(began, now) || !same(now, yours)), others: [] };
}

const subjects = ['held', 'superior', 'active', 'hours', 'zone'] as const;

function partsOf({ roles: held, superiorId, active, workingHours, timeZone }: StandingOfPerson, users: readonly UserRow[]) {
  const superior = { id: superiorId, name: users.find(user => user.id === superiorId)?.name ?? null };
  return { held: { roles: staffRoles.filter(role => held.includes(role)) }, superior, active: { yes: active }, hours: { hours: workingHours }, zone: { name: timeZone } };
}

const same = (a: SettingValue, b: SettingValue): boolean => keyOf(a) === keyOf(b);
const keyOf = (value: SettingValue): string => ('hours' in value ? hoursKey(value.hours) : JSON.stringify(value));
