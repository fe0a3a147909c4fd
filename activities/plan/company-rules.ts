import { desc, eq } from 'drizzle-orm';
import { businessCalendar, companyPolicy } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { WorkCalendar } from '../../domain/calendar/work-calendar.ts';
import type { CompanyPolicy } from '../../domain/policy/company-policy.ts';

const country = 'KZ';

/** The company's policy in force: the version added last. */
export async function policyInForce(db: Db): Promise<CompanyPolicy> {
  const [row] = await db.select().from(companyPolicy).orderBy(desc(companyPolicy.version)).limit(1);
  if (!row) throw new Error('the company has no policy yet');
  return row.data;
}

/** The working calendar of the company in a zone: its week and hours from the policy, its days off from the calendar table. */
export async function calendarInForce(db: Db, policy: CompanyPolicy, zone: string = policy.zone): Promise<WorkCalendar> {
  const days = await db.select({ onDate: businessCalendar.onDate, kind: businessCalendar.kind }).from(businessCalendar).where(eq(businessCalendar.country, country));
  const on = (kind: 'off' | 'on') => days.filter(day => day.kind === kind).map(day => day.onDate);
  return { zone, workingWeekdays: policy.workingWeekdays, workingTime: policy.workingTime, nonWorkingOn: on('off'), workingOverridesOn: on('on') };
}
