import { listOpenApprovals, type OpenApproval } from '../../../db/pages/list-tasks.ts';
import { findTaskToken } from '../../../db/pages/read-task-link.ts';
import { readPersonCalendars } from '../../../db/people/work-weeks.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import type { SignedInPerson } from '../../../db/sessions/find-session.ts';
import { workingMinutesBetween } from '../../../domain/calendar/working-time.ts';
import type { ApiContext } from '../../context.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';

/** An approval that waits for a person: where to decide it, and how much working time is left by the deal's own now. `token` is null until its letter has left. */
export type OpenApprovalInTime = Readonly<{ row: OpenApproval; token: string | null; url: string; nowAt: string; dueAt: string; workingMinutesLeft: number }>;

/** The approvals that wait for a person, the least time left first. */
export async function openApprovals(ctx: ApiContext, person: SignedInPerson): Promise<OpenApprovalInTime[]> {
  const calendarOf = await readPersonCalendars(ctx.db, await readPolicy(ctx.db));
  const rows = await listOpenApprovals(ctx.db, person);
  const found = await Promise.all(
    rows.map(async (row): Promise<OpenApprovalInTime> => {
      const { task, deal } = row;
      const nowAt = dealNow(ctx, deal);
      const dueAt = task.dueAt ?? task.expiresAt;
      const token = await findTaskToken(ctx.db, ctx.config.linkKey, { taskId: task.id, dealId: deal.id, personId: person.id });
      // Until its letter has left there is no link yet; the page of the deal says what is going on.
      const url = token === null ? `/deals/${deal.id}` : `/t/${token}`;
      return { row, token, url, nowAt, dueAt, workingMinutesLeft: Math.floor(workingMinutesBetween(nowAt, dueAt, calendarOf(task.personId))) };
    }),
  );
  return found.sort((a, b) => a.workingMinutesLeft - b.workingMinutesLeft || a.dueAt.localeCompare(b.dueAt));
}
