import fc from 'fast-check';
import type { ApproverPerson, Cover } from '../../../domain/approval/choose-approver.ts';
import { type ApprovalRole, approvalRoles, type PolicyRows } from '../../../domain/approval/policy.ts';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import type { WorkingHours } from '../../../domain/calendar/working-hours.ts';

/** When a person works: in their own zone, by hours of their own or, without any, by the company's. */
export type PersonalWeek = Readonly<{ zone: string; hours: WorkingHours | null }>;

/** A company as chance makes it: who holds which role, who is above whom, who is away, when people work, and who must be asked. */
export type Company = Readonly<{
  people: readonly ApproverPerson[];
  weeks: Readonly<Record<string, PersonalWeek>>;
  covers: readonly Cover[];
  calendar: WorkCalendar;
  slaMinutes: Readonly<Record<ApprovalRole, number>>;
  roundWorkingDays: number;
  undoMinutes: number;
  policy: PolicyRows;
}>;

/** The four stories of time: a Kazakh New Year, the clocks of Berlin and New York going forward and back, and a week of six short days. All lie ahead, so that a real deal's clock can be moved there. */
export const times: readonly Readonly<{ startsAt: string; calendar: WorkCalendar }>[] = [
  { startsAt: '2030-12-23T00:00:00.000Z', calendar: week('Asia/Almaty', { nonWorkingOn: ['2031-01-01', '2031-01-02', '2031-01-07'], workingOverridesOn: ['2030-12-29'] }) },
  { startsAt: '2030-03-26T00:00:00.000Z', calendar: week('Europe/Berlin', { nonWorkingOn: ['2030-04-19', '2030-04-22'] }) },
  { startsAt: '2030-10-29T00:00:00.000Z', calendar: week('America/New_York', { nonWorkingOn: ['2030-11-28'] }) },
  { startsAt: '2030-05-06T00:00:00.000Z', calendar: { ...week('Asia/Almaty', { nonWorkingOn: ['2030-05-09'] }), workingWeekdays: [1, 2, 3, 4, 5, 6], workingTime: [['10:00', '14:30']] } },
];

function week(zone: string, { nonWorkingOn = [], workingOverridesOn = [] }: { nonWorkingOn?: string[]; workingOverridesOn?: string[] }): WorkCalendar {
  const workingTime = [
    ['09:00', '13:00'],
    ['14:00', '18:00'],
  ] as const;
  return { zone, workingWeekdays: [1, 2, 3, 4, 5], workingTime, nonWorkingOn, workingOverridesOn };
}

export const sellerId = 'p0';
const ids = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
const days = ['2030-03-27', '2030-03-29', '2030-04-03', '2030-05-08', '2030-05-10', '2030-10-31', '2030-11-01', '2030-12-24', '2030-12-26', '2031-01-06', '2031-02-03'];

/** Half of the people keep the company's hours in its zone; the others come in the morning only, live elsewhere, or work there until midnight. */
function weekNo(week: number, zone: string): PersonalWeek {
  const elsewhere = { 'Asia/Almaty': 'Europe/Berlin', 'Europe/Berlin': 'America/New_York' }[zone] ?? 'Asia/Almaty';
  switch (week) {
    case 3:
      return { zone, hours: [{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }] };
    case 4:
      return { zone: elsewhere, hours: null };
    case 5:
      return {
        zone: elsewhere,
        hours: [
          { weekdays: [1, 2, 3, 4, 5], from: '18:00', to: '24:00' },
          { weekdays: [6], from: '08:00', to: '12:00' },
        ],
      };
    default:
      return { zone, hours: null };
  }
}

/** Superiors lead upwards only, so that their line ends; covers may lead anywhere, in circles too. Somebody can decide every role. */
const people = fc
  .tuple(
    ...ids.map((_, index) => fc.record({ roles: fc.subarray([...approvalRoles]), superior: fc.nat(ids.length), active: fc.integer({ min: 0, max: 9 }), week: fc.nat(5), index: fc.constant(index) })),
  )
  .map(made =>
    made.map(({ roles, superior, active, week: no, index }) => {
      const sure = index === ids.length - 1;
      return { personId: ids[index] ?? '', roles: sure ? [...approvalRoles] : roles, superiorId: superior > index ? (ids[superior] ?? null) : null, active: sure || active > 0, no };
    }),
  );
const cover = fc
  .record({ personId: fc.constantFrom(...ids), coverId: fc.constantFrom(...ids), from: fc.nat(days.length - 1), to: fc.nat(days.length - 1) })
  .map(({ personId, coverId, from, to }): Cover => {
    const [fromOn = '', toOn = ''] = [days[Math.min(from, to)], days[Math.max(from, to)]];
    return { personId, coverId, fromOn, toOn };
  });
const text = { ru: 'р', kk: 'қ', en: 'e' };
const limit = fc.record({ above: fc.integer({ min: 0, max: 100 }), roles: fc.subarray([...approvalRoles], { minLength: 1 }) });
const policy = fc
  .record({ always: fc.subarray([...approvalRoles], { minLength: 1 }), limits: fc.array(limit, { maxLength: 3 }) })
  .map(
    ({ always, limits }): PolicyRows => [
      { rowId: 'always', when: [], roles: always, text },
      ...limits.map(({ above, roles }, index) => ({ rowId: `above_${index}`, when: [{ fact: 'grossMinor' as const, op: 'above' as const, value: above }], roles, text })),
    ],
  );
const minutes = fc.integer({ min: 30, max: 960 });

/** A company in one of the four times; `time` says in which. */
export const companies = fc
  .record({
    time: fc.nat(times.length - 1),
    people,
    covers: fc.array(cover, { maxLength: 4 }),
    sla: fc.tuple(minutes, minutes, minutes, minutes),
    expiry: fc.integer({ min: 1, max: 8 }),
    undoMinutes: fc.nat(2),
    policy,
  })
  .map(({ time, people: persons, covers, sla: [manager, lawyer, cfo, director], expiry, undoMinutes, policy: table }) => {
    const { startsAt, calendar } = times[time] ?? times[0] ?? { startsAt: '', calendar: week('Asia/Almaty', {}) };
    const weeks = Object.fromEntries(persons.map(({ personId, no }) => [personId, weekNo(no, calendar.zone)]));
    const everybody = persons.map(({ no, ...person }): ApproverPerson => ({ ...person, zone: weekNo(no, calendar.zone).zone }));
    const company: Company = { people: everybody, weeks, covers, calendar, slaMinutes: { manager, lawyer, cfo, director }, roundWorkingDays: expiry, undoMinutes, policy: table };
    return { company, startsAt, time };
  });

export { cover as anyCover };
