import { roleFigures } from '../../../domain/metrics/approval-figures.ts';
import type { PaceRow } from '../../../templates/pages/views/tasks-view.ts';
import type { ApiContext } from '../../context.ts';
import { readApprovalTimes } from '../../routes/metrics/approval-times.ts';
import { readWindow } from '../../routes/metrics/metrics-window.ts';

const minutesOf = (ms: number): number => ms / 60_000;

/** How long each role took to decide in the last 90 days: median and 90th percentile, in working time and by the clock. Roles that decided nothing are left out. */
export async function paceByRole(ctx: ApiContext): Promise<PaceRow[]> {
  const window = await readWindow(ctx.db, {}, ctx.now().toISOString());
  const { steps } = await readApprovalTimes(ctx.db, window);
  return roleFigures(steps, window).flatMap(({ role, decided, clock, working }): PaceRow[] => {
    if (clock === null || working === null) return [];
    const span = (part: 'p50' | 'p90') => ({ workingMinutes: minutesOf(working[part]), clockMinutes: minutesOf(clock[part]) });
    return [{ role, decided, half: span('p50'), most: span('p90') }];
  });
}
