import { readApprovalHistory } from '../../../db/read/approval-history.ts';
import { readCalendar, readPolicy } from '../../../db/read/company-rules.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { toInstant } from '../../../domain/calendar/zone.ts';
import { happenedBy } from '../../../domain/metrics/approval-events.ts';
import { instantOf, stepFigures } from '../../../domain/metrics/approval-figures.ts';
import { type RoundTime, roundTimes } from '../../../domain/metrics/round-times.ts';
import { type MeasuredStep, measureStep, stepTimes } from '../../../domain/metrics/step-times.ts';
import type { MetricsWindow } from './metrics-window.ts';

export type ApprovalTimes = Readonly<{ steps: readonly MeasuredStep[]; rounds: readonly RoundTime[]; calendar: WorkCalendar }>;

/** The steps and rounds that the figures of a window are made from, as they stood at its end. */
export async function readApprovalTimes(db: Db, window: MetricsWindow): Promise<ApprovalTimes> {
  const [{ events, clockAheadMs }, calendar] = await Promise.all([readApprovalHistory(db, window), readPolicy(db).then(policy => readCalendar(db, policy))]);
  const stood = happenedBy(events, window.asOfAt);
  const counted = stepTimes(stood).filter(step => stepFigures.some(figure => instantOf(step, figure, window) !== null));
  const steps = counted.map(step => measureStep(step, { standsAt: standsAt(window, clockAheadMs.get(step.dealId) ?? 0), calendar }));
  return { steps, rounds: roundTimes(stood), calendar };
}

/** Up to when the age of an open step counts: what is asked for, but never beyond the deal's own now. */
function standsAt({ asOfAt, nowAt }: MetricsWindow, clockAheadMs: number): string {
  const ownNow = toInstant(Date.parse(nowAt) + clockAheadMs);
  return asOfAt !== null && asOfAt < ownNow ? asOfAt : ownNow;
}
