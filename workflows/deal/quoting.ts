import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { RoundPlan, RouteStep } from '../ports.ts';
import type { Happening } from './events.ts';
import type { DealState } from './state.ts';

/** Submit: the draft goes to be frozen and routed. Asked again while that is under way, or when it is done, it changes nothing. */
export function decideSubmit(state: DealState): Happening[] {
  const { phase } = state;
  if (phase.status === 'approving') return [];
  if (phase.status !== 'quoting') throw wrongStage('submitted', state);
  return phase.preparing ? [] : [{ type: 'deal.submitted', data: { round: state.round + 1 } }];
}

/** A changed draft: edited in quoting; in approval and acceptance it supersedes the version in hand at once (API.md, Deals). */
export function decidePackageChange(draftRevision: number, state: DealState): Happening[] {
  const { phase } = state;
  const changed: Happening = { type: 'deal.draft_changed', data: { draftRevision } };
  if (phase.status === 'quoting') {
    // A draft that is just being frozen may have been read before the change: it is frozen again.
    return phase.preparing ? [changed, { type: 'approval.superseded', data: { round: state.round, version: state.package?.version ?? 0, taskId: null, personId: null } }] : [changed];
  }
  if (phase.status === 'approving') {
    const { round, version, open } = phase;
    return [changed, { type: 'approval.superseded', data: { round, version, taskId: open?.taskId ?? null, personId: open?.personId ?? null } }];
  }
  if (phase.status === 'accepting' && state.package) {
    return [changed, { type: 'approval.superseded', data: { round: state.round, version: state.package.version, taskId: null, personId: null } }];
  }
  throw wrongStage('changed', state);
}

/** The frozen version, its route and the first step that must be asked, as the plan found them; where all approvals still hold the deal is approved. A plan that came too late is dropped. */
export function decideRoundPrepared(plan: RoundPlan, state: DealState): Happening[] {
  if (!isPreparing(state)) return [];
  const { package: pack, firstStep, ...route } = plan;
  const round = state.round;
  const position = firstAsked(plan.steps);
  const step = plan.steps[position];
  if (plan.steps.length === 0 || (step && !firstStep)) throw new RuleViolation('internal', 'A route without steps was planned.');
  return [
    { type: 'quote.version_created', data: pack },
    { type: 'approval.round_started', data: { round, packageId: pack.packageId, version: pack.version, ...route } },
    step && firstStep
      ? { type: 'approval.requested', data: { version: pack.version, round, position, role: step.role, ...firstStep } }
      : { type: 'deal.approved', data: { round, version: pack.version } },
  ];
}

/** The position of the first step from `from` on whose role must be asked; the length of the route where there is none. */
export function firstAsked(steps: readonly RouteStep[], from = 0): number {
  const position = steps.findIndex((step, index) => index >= from && !step.kept);
  return position < 0 ? steps.length : position;
}

/** A draft that cannot be frozen goes back to the seller with the reason. */
export function decidePackageRefused(refusal: { code: string; field: string | null }, state: DealState): Happening[] {
  return isPreparing(state) || state.phase.status === 'billing' ? [{ type: 'deal.submit_refused', data: { code: refusal.code, field: refusal.field } }] : [];
}

/** True while a submitted or changed draft is being frozen. */
export function isPreparing({ phase }: DealState): boolean {
  switch (phase.status) {
    case 'quoting':
      return phase.preparing;
    case 'approving':
    case 'accepting':
      return phase.repackaging;
    case 'billing':
    case 'closed':
      return false;
  }
}

export function wrongStage(what: string, state: DealState): RuleViolation {
  return new RuleViolation('wrong_stage', `The deal cannot be ${what} at its present stage.`, { status: state.phase.status });
}
