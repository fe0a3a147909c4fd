import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { OpenStepPlan, StepReplan } from '../ports.ts';
import type { Deadline, Given, Request } from './commands.ts';
import type { Decision, Happening } from './events.ts';
import { firstAsked, wrongStage } from './quoting.ts';
import type { Approving, DealState, OpenStep } from './state.ts';

type DecideStep = Extract<Request, { type: 'decide_step' }>;
type HandOverStep = Extract<Request, { type: 'hand_over_step' }>;

/** One decision per step, by someone entitled, on the current version; the first one wins and is answered again (INV-4). */
export function decideStep(command: DecideStep, state: DealState, given: Given): Happening[] {
  const decided = state.decided[command.taskId];
  if (decided) return sameOutcome(decided, command.decision);
  const { phase, open } = stepInHand(command, state);
  if (open.decision) return sameOutcome(open.decision.decision, command.decision);
  refuseStranger({ phase, open }, state, given);
  if (command.decision !== 'approved' && command.noteId === null) throw new RuleViolation('reason_required', 'Say why: the seller must know what to change.', { pointer: '#/comment' });
  const undoSeconds = given.actor.type === 'user' ? phase.undoSeconds : 0;
  const actsAt = new Date(Date.parse(given.now) + undoSeconds * 1000).toISOString();
  return [{ type: 'approval.decided', data: { ...stepOf(phase, open), decision: command.decision, actsAt, noteId: command.noteId, evidenceId: command.evidenceId } }];
}

/** The same person takes the decision back while it has not been acted on; the clock runs as if nothing had been decided. */
export function decideRecall(taskId: string, state: DealState, given: Given): Happening[] {
  const { phase } = state;
  if (phase.status !== 'approving' || phase.open?.taskId !== taskId) {
    throw state.decided[taskId] ? new RuleViolation('undo_window_over', 'The decision has been acted on and can no longer be taken back.') : stepNotOpen();
  }
  const decision = phase.open.decision;
  if (!decision) return [];
  if (decision.byId !== given.actor.id) throw new RuleViolation('not_entitled', 'Only the person who decided may take the decision back.');
  if (given.now >= decision.actsAt) throw new RuleViolation('undo_window_over', 'The time to take the decision back is over.');
  return [{ type: 'approval.recalled', data: stepOf(phase, phase.open) }];
}

/** Hands the step to another person; the clock keeps running, and nobody hands it to himself or to the seller. */
export function decideStepHandOver(command: HandOverStep, state: DealState, given: Given): Happening[] {
  const { phase, open } = stepInHand(command, state);
  if (open.decision) throw new RuleViolation('already_decided', 'This step has already been decided.', { decision: open.decision.decision });
  if (open.personId === command.toUserId) return [];
  refuseStranger({ phase, open }, state, given);
  if (command.noteId === null) throw new RuleViolation('reason_required', 'Say why you hand the decision over.', { pointer: '#/comment' });
  if (command.toUserId === state.ownerId && roleInHand(phase) !== 'manager') throw sellerDecides();
  return [{ type: 'approval.handed_over', data: { ...stepOf(phase, open), fromUserId: open.personId, toUserId: command.toUserId, noteId: command.noteId } }];
}

/** The seller takes the package back while it is being decided on; what was decided stays readable, and a kept approval stays good. */
export function decideWithdraw(noteId: string | null, state: DealState, { actor }: Given): Happening[] {
  const { phase } = state;
  if (phase.status === 'quoting' && phase.returned === 'withdrawn') return [];
  if (phase.status !== 'approving') throw wrongStage('withdrawn', state);
  if (actor.type === 'user' && actor.id !== state.ownerId) throw new RuleViolation('not_entitled', 'Only the seller of the deal may take it back.');
  if (noteId === null) throw new RuleViolation('reason_required', 'Say why you take the deal back.', { pointer: '#/reason' });
  const { round, version, open } = phase;
  return [
    { type: 'approval.withdrawn', data: { round, version, taskId: open?.taskId ?? null, personId: open?.personId ?? null, noteId } },
    { type: 'deal.returned', data: { round, decision: 'withdrawn', role: null, noteId } },
  ];
}

/** The person and the clock of the step in hand, planned anew: people, covers or the calendar have changed, or the day of a cover has come. A plan that changes nothing is dropped. */
export function decideStepReplanned({ taskId, plan }: { taskId: string; plan: StepReplan }, state: DealState): Happening[] {
  const { phase } = state;
  if (phase.status !== 'approving' || phase.open?.taskId !== taskId || phase.open.decision) return [];
  const { open } = phase;
  const samePeople = open.personId === plan.personId && open.superiorId === plan.superiorId;
  const sameClock = sameMinute(open.dueAt, plan.dueAt) && sameMinute(open.stuckAt, plan.stuckAt) && sameMinute(phase.expiresAt, plan.expiresAt);
  const sameWeek = open.clock?.weekId === plan.clock?.weekId && (open.turnsAt ?? null) === (plan.turnsAt ?? null);
  if (samePeople && sameClock && sameWeek) return [];
  return [{ type: 'approval.replanned', data: { ...stepOf(phase, open), ...plan, fromUserId: open.personId, ...newSuperior(open, plan) } }];
}

/** Of a late step whoever is its superior from now on has heard nothing yet. */
function newSuperior(open: OpenStep, { superiorId }: StepReplan): { newSuperiorId?: string } {
  return open.escalated && superiorId !== null && superiorId !== open.superiorId ? { newSuperiorId: superiorId } : {};
}

/** A step is planned a moment before it is opened; a clock that differs by such moments is the same. */
function sameMinute(a: string, b: string): boolean {
  return Math.abs(Date.parse(a) - Date.parse(b)) < 60_000;
}

/** The next step's person and clock, as the plan found them; a plan for another version or position came too late. */
export function decideStepOpened(fact: { position: number; version: number; plan: OpenStepPlan }, state: DealState): Happening[] {
  const { phase } = state;
  if (phase.status !== 'approving' || phase.repackaging || phase.open || phase.position !== fact.position || phase.version !== fact.version) return [];
  return [{ type: 'approval.requested', data: { version: phase.version, round: phase.round, position: phase.position, role: roleInHand(phase), ...fact.plan } }];
}

/** The marks of the step's clock, the end of the undo window and the end of the round. Silence never approves (INV-5). */
export function decideApprovalDeadline(deadline: Extract<Deadline, { taskId: string } | { type: 'expire_round' }>, state: DealState, now: string): Happening[] {
  const { phase } = state;
  if (phase.status !== 'approving') return [];
  if (deadline.type === 'expire_round') return phase.repackaging || deadline.version !== phase.version || now < phase.expiresAt ? [] : expireRound(phase);
  const { open } = phase;
  if (!open || open.taskId !== deadline.taskId) return [];
  const step = stepOf(phase, open);
  switch (deadline.type) {
    case 'remind_step':
      return open.decision || open.reminded >= deadline.mark ? [] : [{ type: 'approval.reminded', data: { ...step, mark: markReached(open, deadline.mark, now) } }];
    case 'escalate_step':
      return open.decision || open.escalated ? [] : [{ type: 'approval.escalated', data: { ...step, superiorId: open.superiorId } }];
    case 'stuck_step':
      return open.decision || open.stuck ? [] : [{ type: 'approval.stuck', data: step }];
    case 'act_on_decision':
      return open.decision && now >= open.decision.actsAt ? actOn(open.decision, phase, state) : [];
  }
}

/** After downtime both marks may be past: then one reminder goes, the later one. */
function markReached(open: OpenStep, mark: number, now: string): number {
  const [, at80] = open.remindAt;
  return at80 && now >= at80 ? 80 : mark;
}

function actOn({ decision, noteId }: { decision: Decision; noteId: string | null }, phase: Approving, state: DealState): Happening[] {
  if (!phase.open) return [];
  const closed: Happening = { type: 'approval.step_closed', data: { ...stepOf(phase, phase.open), decision } };
  if (decision !== 'approved') return [closed, { type: 'deal.returned', data: { round: phase.round, decision, role: roleInHand(phase), noteId } }];
  const last = firstAsked(phase.steps, phase.position + 1) === phase.steps.length;
  return last ? [closed, { type: 'deal.approved', data: { round: state.round, version: phase.version } }] : [closed];
}

function expireRound(phase: Approving): Happening[] {
  return [
    { type: 'approval.expired', data: { round: phase.round, version: phase.version } },
    { type: 'deal.returned', data: { round: phase.round, decision: 'expired', role: null, noteId: null } },
  ];
}

function stepInHand(command: { taskId: string; version: number }, state: DealState): { phase: Approving; open: OpenStep } {
  const { phase } = state;
  const current = state.package?.version ?? 0;
  if ((state.package !== null && command.version !== current) || (phase.status === 'approving' && phase.repackaging)) {
    throw new RuleViolation('version_superseded', `Version ${command.version} has been replaced; the current one is ${current}.`, { current_version: current });
  }
  if (phase.status !== 'approving') throw state.package ? stepNotOpen() : wrongStage('decided', state);
  if (!phase.open || phase.open.taskId !== command.taskId) throw stepNotOpen();
  return { phase, open: phase.open };
}

function refuseStranger({ phase, open }: { phase: Approving; open: OpenStep }, state: DealState, { actor }: Given): void {
  if (actor.type !== 'user') return;
  if (actor.id === state.ownerId && roleInHand(phase) !== 'manager') throw sellerDecides();
  const entitled = actor.id === open.personId || (open.escalated && actor.id === open.superiorId);
  if (!entitled) throw new RuleViolation('not_entitled', 'This step waits for another person.', { role: roleInHand(phase) });
}

function sameOutcome(decided: Decision, asked: Decision): Happening[] {
  if (decided === asked) return [];
  throw new RuleViolation('already_decided', 'This step has already been decided otherwise.', { decision: decided });
}

const stepNotOpen = () => new RuleViolation('step_not_open', 'This approval step is not open: its turn has not come, or its round has ended.');
const sellerDecides = () => new RuleViolation('not_entitled', 'The seller of a deal decides no step but the manager’s.');
const roleInHand = (phase: Approving): string => phase.steps[phase.position]?.role ?? '';

function stepOf(phase: Approving, open: OpenStep) {
  return { taskId: open.taskId, version: phase.version, round: phase.round, position: phase.position, role: roleInHand(phase) };
}
