import { checkWorkingHours, type WorkingHours } from '../../domain/calendar/working-hours.ts';
import { isTimeZone } from '../../domain/calendar/zone.ts';
import type { UserRow } from '../read/people.ts';
import type { StaffRole } from '../schema/people.ts';

/** What decides who is asked and how their clock runs. */
export type StandingOfPerson = Pick<UserRow, 'roles' | 'superiorId' | 'active' | 'timeZone' | 'workingHours'>;

/** The fields that a standing is made of. */
export const standingFields = ['roles', 'superiorId', 'active', 'timeZone', 'workingHours'] as const satisfies readonly (keyof StandingOfPerson)[];

const form = /^([a-z+]*)\|([A-Za-z0-9_.-]*)\|(yes|no)\|([^|]*)\|([^|]*)$/;
const lineForm = /^([1-7]+)@([\d:]+)-([\d:]+)$/;

/** A person's standing as whoever changes it has seen it, in one word that a form carries: another word once somebody else has changed it. */
export function standingSeen({ roles, superiorId, active, timeZone, workingHours }: StandingOfPerson): string {
  const lines = (workingHours ?? []).map(({ weekdays, from, to }) => `${weekdays.toSorted().join('')}@${from}-${to}`);
  return [roles.toSorted().join('+'), superiorId ?? '', active ? 'yes' : 'no', timeZone, lines.join(';')].join('|');
}

/** The standing that such a word tells of, or null where it is none of ours. */
export function readStandingSeen(seen: string): StandingOfPerson | null {
  const [, roles, superiorId, active, timeZone = '', lines = ''] = form.exec(seen) ?? [];
  const workingHours = lines === '' ? null : hoursOf(lines.split(';'));
  if (roles === undefined || !isTimeZone(timeZone) || (workingHours && checkWorkingHours(workingHours).length > 0)) return null;
  return { roles: roles.split('+').filter(role => role !== '') as StaffRole[], superiorId: superiorId || null, active: active === 'yes', timeZone, workingHours };
}

/** A line that cannot be read has no weekdays, and is refused by the check. */
function hoursOf(lines: readonly string[]): WorkingHours {
  return lines.map(line => {
    const [, weekdays = '', from = '', to = ''] = lineForm.exec(line) ?? [];
    return { weekdays: [...weekdays].map(Number), from, to };
  });
}
