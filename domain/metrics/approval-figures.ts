import { type ApprovalRole, approvalRoles } from '../approval/policy.ts';
import type { WorkCalendar } from '../calendar/work-calendar.ts';
import { workingMinutesBetween } from '../calendar/working-time.ts';
import { percentile, type Spread, spreadOf } from './percentiles.ts';
import type { RoundTime } from './round-times.ts';
import type { MeasuredStep, StepTime } from './step-times.ts';

/** From when figures count; up to when is for the events they are made from. */
export type Since = Readonly<{ fromAt: string }>;

/** What a figure counts: decisions, escalations and expiries in the window, and what is open at its end. */
export const stepFigures = ['decided', 'escalated', 'expired', 'open'] as const;
export type StepFigure = (typeof stepFigures)[number];

/** Times are in milliseconds; `withinSlaPercent` is the share of the decisions that came by `dueAt`. Null where nothing was decided. */
export type RoleFigures = Readonly<{
  role: ApprovalRole;
  decided: number;
  clock: Spread | null;
  working: Spread | null;
  withinSlaPercent: number | null;
  escalated: number;
  expired: number;
  open: number;
  openLate: number;
}>;

/** `perDeal` counts the rounds of each deal that was approved, up to its last approval in the window. */
export type RoundFigures = Readonly<{ approved: number; clock: Spread | null; working: Spread | null; deals: number; perDeal: (Spread & Readonly<{ most: number }>) | null }>;

/** The instant by which a step belongs to a figure, or null where it does not. */
export function instantOf(step: StepTime, figure: StepFigure, { fromAt }: Since): string | null {
  const within = (at: string | null): string | null => (at !== null && at >= fromAt ? at : null);
  switch (figure) {
    case 'decided':
      return isDecided(step) ? within(step.endedAt) : null;
    case 'escalated':
      return within(step.escalatedAt);
    case 'expired':
      return step.outcome === 'expired' ? within(step.endedAt) : null;
    case 'open':
      return step.outcome === 'open' ? step.openedAt : null;
  }
}

export const isDecided = ({ outcome }: StepTime): boolean => outcome === 'approved' || outcome === 'rejected' || outcome === 'changes_requested';

/** The steps behind a figure, by the instant that makes them belong to it, earliest first. */
export function stepsBehind<Step extends StepTime>(steps: readonly Step[], figure: StepFigure, since: Since): Step[] {
  const found = steps.flatMap(step => {
    const at = instantOf(step, figure, since);
    return at === null ? [] : [{ step, at }];
  });
  return found.sort((a, b) => compare(a.at, b.at) || compare(a.step.taskId, b.step.taskId)).map(({ step }) => step);
}

/** The figures of every role, in the order in which roles are asked. */
export function roleFigures(steps: readonly MeasuredStep[], since: Since): RoleFigures[] {
  return approvalRoles.map(role => {
    const theirs = steps.filter(step => step.role === role);
    const [decided, escalated, expired, open] = [
      stepsBehind(theirs, 'decided', since),
      stepsBehind(theirs, 'escalated', since),
      stepsBehind(theirs, 'expired', since),
      stepsBehind(theirs, 'open', since),
    ];
    return {
      ...{ role, decided: decided.length, clock: spreadOf(decided.map(step => step.clockMs)), working: spreadOf(decided.map(step => step.workingMs)) },
      withinSlaPercent: decided.length === 0 ? null : (100 * decided.filter(step => !step.late).length) / decided.length,
      ...{ escalated: escalated.length, expired: expired.length, open: open.length, openLate: open.filter(step => step.late).length },
    };
  });
}

/** The rounds that ended in an approval in the window, earliest first. */
export function roundsBehind(rounds: readonly RoundTime[], { fromAt }: Since): RoundTime[] {
  return rounds.filter(round => round.approvedAt >= fromAt).sort((a, b) => compare(a.approvedAt, b.approvedAt) || compare(a.dealId, b.dealId));
}

/** From submission to approval, and in how many rounds a deal got there. */
export function roundFigures(rounds: readonly RoundTime[], { since, calendar }: Readonly<{ since: Since; calendar: WorkCalendar }>): RoundFigures {
  const approved = roundsBehind(rounds, since);
  const measured = approved.map(round => measureRound(round, calendar));
  const counts = [...new Map(approved.map(round => [round.dealId, round.rounds])).values()];
  const [spread, most] = [spreadOf(counts), percentile(counts, 100)];
  return {
    ...{ approved: approved.length, clock: spreadOf(measured.map(round => round.clockMs)), working: spreadOf(measured.map(round => round.workingMs)) },
    ...{ deals: counts.length, perDeal: spread === null || most === null ? null : { ...spread, most } },
  };
}

/** How long a round took from its submission to its approval, in milliseconds. */
export function measureRound({ submittedAt, approvedAt }: RoundTime, calendar: WorkCalendar): Readonly<{ clockMs: number; workingMs: number }> {
  return { clockMs: Date.parse(approvedAt) - Date.parse(submittedAt), workingMs: Math.round(workingMinutesBetween(submittedAt, approvedAt, calendar) * 60_000) };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
