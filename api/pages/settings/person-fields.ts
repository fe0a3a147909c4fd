import type { StandingOfPerson } from '../../../db/people/standing-seen.ts';
import type { StaffRole } from '../../../db/schema/people.ts';
import { isTimeZone } from '../../../domain/calendar/zone.ts';
import type { SettingsProblem } from '../../../templates/pages/views/settings-view.ts';
import { hoursFieldNames, readHours, valuesOfHours } from './hours-fields.ts';

type Values = Readonly<Record<string, string>>;

/** Every role, in the order in which people read them. */
export const staffRoles: readonly StaffRole[] = ['seller', 'manager', 'lawyer', 'cfo', 'director', 'finance', 'admin'];

/** The fields of the form of a person. */
export const personFieldNames: readonly string[] = ['csrf', 'step', 'seen', 'superior_id', 'active', 'time_zone', ...staffRoles.map(role => `role_${role}`), ...hoursFieldNames];

/** A person's standing as the values of their form. */
export function valuesOfStanding({ roles, superiorId, active, timeZone, workingHours }: StandingOfPerson): Record<string, string> {
  const ticked = Object.fromEntries(roles.map(role => [`role_${role}`, 'on']));
  return { ...ticked, superior_id: superiorId ?? '', active: active ? 'yes' : 'no', time_zone: timeZone, ...valuesOfHours(workingHours) };
}

/** The standing that a form describes, and what of its working time cannot be read. */
export function readStanding(values: Values): Readonly<{ standing: StandingOfPerson; problems: readonly SettingsProblem[] }> {
  const { hours, problems } = readHours(values);
  const timeZone = values['time_zone']?.trim() ?? '';
  const given = { superiorId: values['superior_id'] || null, active: values['active'] !== 'no', timeZone, workingHours: hours };
  return {
    standing: { roles: staffRoles.filter(role => values[`role_${role}`]), ...given },
    problems: [...problems, ...(isTimeZone(timeZone) ? [] : [{ field: 'time_zone', code: 'zone_unknown' } as const])],
  };
}
