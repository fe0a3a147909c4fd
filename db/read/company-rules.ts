import { desc, eq, sql } from 'drizzle-orm';
import type { WorkCalendar } from '../../domain/calendar/work-calendar.ts';
import { type CompanyPolicy, defaultCompanyPolicy } from '../../domain/policy/company-policy.ts';
import { businessCalendar, company, companyPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

const country = 'KZ';

/** The selling company; an installation without one can take no deals. */
export async function readCompany(db: Db): Promise<typeof company.$inferSelect> {
  const [row] = await db.select().from(company).limit(1);
  if (!row) throw new Error('the selling company is not set up yet');
  return row;
}

/** The company's policy in force: the version added last. One of before a field was known takes the default for it. */
export async function readPolicy(db: Db): Promise<CompanyPolicy> {
  const [row] = await db.select().from(companyPolicy).orderBy(desc(companyPolicy.version)).limit(1);
  if (!row) throw new Error('the company has no policy yet');
  return { ...defaultCompanyPolicy, ...row.data };
}

/** The working calendar in a zone: week and hours by the policy, days off by the calendar table. */
export async function readCalendar(db: Db, policy: CompanyPolicy, zone: string = policy.zone): Promise<WorkCalendar> {
  const on = (kind: 'off' | 'on') => sql<string[]>`coalesce(json_agg(${businessCalendar.onDate} order by ${businessCalendar.onDate}) filter (where ${businessCalendar.kind} = ${kind}), '[]')`;
  // One row and not one for every day of many years: a letter asks several times.
  const [days] = await db
    .select({ off: on('off'), on: on('on') })
    .from(businessCalendar)
    .where(eq(businessCalendar.country, country));
  return { zone, workingWeekdays: policy.workingWeekdays, workingTime: policy.workingTime, nonWorkingOn: days?.off ?? [], workingOverridesOn: days?.on ?? [] };
}
