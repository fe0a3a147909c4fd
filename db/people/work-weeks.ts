import { eq } from 'drizzle-orm';
import type { WorkCalendar } from '../../domain/calendar/work-calendar.ts';
import { calendarOfWeek, type WorkWeek, weekOf } from '../../domain/calendar/work-week.ts';
import type { CompanyPolicy } from '../../domain/policy/company-policy.ts';
import { stableId } from '../ids.ts';
import { readCalendar } from '../read/company-rules.ts';
import { appUser, workWeek } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** When each person works: by their own hours or the company's, in their own zone, with the company's days off. Without a person, the company's calendar. */
export async function readPersonCalendars(db: Db, policy: CompanyPolicy): Promise<(personId: string | null) => WorkCalendar> {
  const company = await readCalendar(db, policy);
  const rows = await db.select({ id: appUser.id, zone: appUser.timeZone, hours: appUser.workingHours }).from(appUser);
  const people = new Map(rows.map(({ id, ...person }) => [id, person]));
  return personId => {
    const person = people.get(personId ?? '');
    return person ? calendarOfWeek(weekOf(person, company), company) : company;
  };
}

/** The calendar of a week that was kept, with the company's days off as they are now. */
export async function readKeptCalendar(db: Db, policy: CompanyPolicy, weekId: string): Promise<WorkCalendar> {
  const [kept] = await db.select().from(workWeek).where(eq(workWeek.id, weekId));
  if (!kept) throw new Error(`the week ${weekId} is not in the database`);
  return calendarOfWeek(kept.week, await readCalendar(db, policy));
}

/** Keeps the week of a calendar and answers its id, which is the same for the same hours in the same zone. */
export async function keepWeek(db: Db, { zone, workingWeekdays, workingTime, timeByWeekday }: WorkCalendar): Promise<string> {
  const week: WorkWeek = { zone, workingWeekdays, workingTime, ...(timeByWeekday ? { timeByWeekday } : {}) };
  const id = stableId('wwk', JSON.stringify([zone, workingWeekdays, workingTime, Object.entries(timeByWeekday ?? {})]));
  await db.insert(workWeek).values({ id, week }).onConflictDoNothing();
  return id;
}
