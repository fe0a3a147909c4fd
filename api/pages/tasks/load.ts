import { listOpenSteps, type OpenStepRow } from '../../../db/pages/list-open-steps.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import { readCalendar, readPolicy } from '../../../db/read/company-rules.ts';
import { approvalRoles } from '../../../domain/approval/policy.ts';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { workingMinutesBetween } from '../../../domain/calendar/working-time.ts';
import type { LoadGroup } from '../../../templates/pages/views/tasks-view.ts';
import type { ApiContext } from '../../context.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';

/** How many decisions wait, by role and person, how many of them are late and since when the oldest waits. Each deal counts by its own now. */
export async function loadByRole(ctx: ApiContext): Promise<LoadGroup[]> {
  const calendar = await readCalendar(ctx.db, await readPolicy(ctx.db));
  const [steps, people] = await Promise.all([listOpenSteps(ctx.db), readPeople(ctx.db)]);
  return approvalRoles.flatMap(role => {
    const byPerson = Map.groupBy(
      steps.filter(step => step.role === role),
      step => step.personId ?? '',
    );
    const rows = [...byPerson].map(([id, theirs]) => ({ name: people.get(id)?.name ?? '', ...loadOf(theirs, ctx, calendar) }));
    return rows.length === 0 ? [] : [{ role, waiting: rows.reduce((sum, row) => sum + row.waiting, 0), rows: rows.sort((a, b) => b.late - a.late || b.waiting - a.waiting) }];
  });
}

function loadOf(steps: readonly OpenStepRow[], ctx: ApiContext, calendar: WorkCalendar): Omit<LoadGroup['rows'][number], 'name'> {
  const ages = steps.map(step => {
    const nowAt = dealNow(ctx, step);
    const openedAt = step.openedAt ?? nowAt;
    return { openedAt, late: step.dueAt !== null && step.dueAt < nowAt, minutes: Math.floor(workingMinutesBetween(openedAt, nowAt, calendar)) };
  });
  const oldest = ages.reduce((most, each) => (each.minutes > most.minutes ? each : most));
  return { waiting: steps.length, late: ages.filter(age => age.late).length, oldestSince: oldest.openedAt, oldestMinutes: oldest.minutes };
}
