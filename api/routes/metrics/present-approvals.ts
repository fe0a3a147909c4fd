import type { z } from 'zod';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { isDecided, measureRound, type RoleFigures, type RoundFigures } from '../../../domain/metrics/approval-figures.ts';
import type { Spread } from '../../../domain/metrics/percentiles.ts';
import type { RoundTime } from '../../../domain/metrics/round-times.ts';
import type { MeasuredStep } from '../../../domain/metrics/step-times.ts';
import type { ApprovalMetrics, RoundInMetrics, StepInMetrics } from '../../schemas/metrics.ts';

type Shown = z.output<typeof ApprovalMetrics>;
type Names = ReadonlyMap<string, string>;

/** Milliseconds as hours, a decimal string to the hundredth: 5 400 000 → "1.5". */
export const hoursText = (ms: number): string => decimalText(ms / 3_600_000);

export function presentRole({ role, decided, clock, working, withinSlaPercent, escalated, expired, open, openLate }: RoleFigures): Shown['roles'][number] {
  return {
    ...{ role, decided, hours: presentSpread(clock), working_hours: presentSpread(working), escalated, expired },
    within_sla_percent: withinSlaPercent === null ? null : decimalText(withinSlaPercent),
    open: { count: open, late: openLate },
  };
}

export function presentRounds({ approved, clock, working, deals, perDeal }: RoundFigures): Shown['rounds'] {
  const rounds_per_deal = perDeal === null ? null : { mean: decimalText(perDeal.mean), p50: perDeal.p50, p90: perDeal.p90, max: perDeal.most };
  return { approved, hours: presentSpread(clock), working_hours: presentSpread(working), deals, rounds_per_deal };
}

export function presentStep(step: MeasuredStep, { titles, names }: { titles: Names; names: Names }): z.output<typeof StepInMetrics> {
  const { taskId, dealId, role, personId, round, version, outcome } = step;
  return {
    ...{
      object: 'approval_step',
      task_id: taskId,
      deal_id: dealId,
      deal_title: titles.get(dealId) ?? '',
      role,
      person: { id: personId, name: names.get(personId) ?? personId },
      round,
      version,
      outcome,
    },
    ...{ opened_at: step.openedAt, due_at: step.dueAt, decided_at: isDecided(step) ? step.endedAt : null, escalated_at: step.escalatedAt, ended_at: step.endedAt },
    ...{ hours: hoursText(step.clockMs), working_hours: hoursText(step.workingMs), within_sla: !step.late },
  };
}

export function presentRound(time: RoundTime, { titles, calendar }: { titles: Names; calendar: WorkCalendar }): z.output<typeof RoundInMetrics> {
  const { dealId, round, rounds, submittedAt, approvedAt } = time;
  const { clockMs, workingMs } = measureRound(time, calendar);
  return {
    ...{ object: 'approval_round', deal_id: dealId, deal_title: titles.get(dealId) ?? '', round, rounds, submitted_at: submittedAt, approved_at: approvedAt },
    ...{ hours: hoursText(clockMs), working_hours: hoursText(workingMs) },
  };
}

const presentSpread = (spread: Spread | null) => (spread === null ? null : { mean: hoursText(spread.mean), p50: hoursText(spread.p50), p90: hoursText(spread.p90) });

/** A number to the hundredth, half up, without idle zeros. */
const decimalText = (value: number): string => String(Math.round(value * 100) / 100);
