import { desc, eq } from 'drizzle-orm';
import type { WorkCalendar } from '../../domain/calendar/work-calendar.ts';
import { type CompanyPolicy, defaultCompanyPolicy } from '../../domain/policy/company-policy.ts';
import { businessCalendar, company, companyPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type CompanyRow = typeof company.$inferSelect;

const country = 'KZ';

/** The selling company, or null while it has not been set up. */
export async function readCompany(db: Db): Promise<CompanyRow | null> {
  const [row] = await db.select().from(company);
  return row ?? null;
}

/** The company's policy in force: the version added last, or the defaults of Q2C.md 11. */
export async function readPolicy(db: Db): Promise<CompanyPolicy> {
  const [row] = await db.select().from(companyPolicy).orderBy(desc(companyPolicy.version)).limit(1);
  return row?.data ?? defaultCompanyPolicy;
}

/** The working calendar in a zone: week and hours from the policy, days off from the calendar table. */
export async function readCalendar(db: Db, policy: CompanyPolicy, zone: string = policy.zone): Promise<WorkCalendar> {
  const days = await db.select({ onDate: businessCalendar.onDate, kind: businessCalendar.kind }).from(businessCalendar).where(eq(businessCalendar.country, country));
  const on = (kind: 'off' | 'on') => days.filter(day => day.kind === kind).map(day => day.onDate);
  return { zone, workingWeekdays: policy.workingWeekdays, workingTime: policy.workingTime, nonWorkingOn: on('off'), workingOverridesOn: on('on') };
}
