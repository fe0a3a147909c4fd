import { type ApproverFacts, type Cover, chooseApprover } from '../../../domain/approval/choose-approver.ts';
import { keptApproval, type SaidWord } from '../../../domain/approval/kept-approval.ts';
import { nextTurnAt } from '../../../domain/approval/next-turn.ts';
import { planRoute } from '../../../domain/approval/plan-route.ts';
import type { ApprovalRole } from '../../../domain/approval/policy.ts';
import { planRoundExpiry, planStepClock, resumeStepClock } from '../../../domain/approval/step-clock.ts';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { calendarOfWeek, weekOf } from '../../../domain/calendar/work-week.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { type Command, type Given, system } from '../../../workflows/deal/commands.ts';
import { deadlines } from '../../../workflows/deal/deadlines.ts';
import { decide } from '../../../workflows/deal/decide.ts';
import { dueTurn, effectsOf, type PlanEffect, replanApprovers } from '../../../workflows/deal/effects.ts';
import type { DealEvent } from '../../../workflows/deal/events.ts';
import { evolve } from '../../../workflows/deal/evolve.ts';
import { type DealState, initialState } from '../../../workflows/deal/state.ts';
import type { KeptApproval, OpenStepPlan } from '../../../workflows/ports.ts';
import { type Company, sellerId } from './approval-company.ts';

export type Draft = Readonly<{ grossMinor: number; fields: Readonly<Record<string, number>> }>;

/** The rules of the engine with the plans of the engine around them, and neither server nor database: what the process does, instant by instant. */
export class ApprovalEngine {
  readonly events: DealEvent[] = [];
  state: DealState;
  #covers: readonly Cover[];
  #plans: PlanEffect[] = [];
  #said: (SaidWord & { id: string; byId: string; at: string })[] = [];
  readonly #company: Company;
  draft: Draft;

  constructor(company: Company, at: string, draft: Draft) {
    this.#company = company;
    this.#covers = company.covers;
    this.draft = draft;
    this.state = initialState({ dealId: 'deal', customerId: 'cus', ownerId: sellerId, currency: 'KZT', acceptance: 'customer_accepts' }, at);
    this.give({ type: 'create', entryStage: 'quoting', submit: false, invoices: [] }, { now: at });
  }

  /** Answers the code of a refusal, or null where the command was taken. */
  give(command: Command, by: Partial<Given> & { now: string }): string | null {
    const given: Given = { actor: system, commandId: null, ...by };
    try {
      this.#apply(command, given);
    } catch (error) {
      if (error instanceof RuleViolation) return error.code;
      throw error;
    }
    this.#settle(given.now);
    return null;
  }

  /** Time goes on deadline by deadline, as timers fire. */
  passTo(untilAt: string): void {
    for (;;) {
      const next = deadlines(this.state).find(due => due.at <= untilAt && (due.command || due.code === 'approver_turn'));
      if (!next) return;
      const before = this.events.length;
      if (next.command) this.give(next.command, { now: next.at });
      else this.#turn(next.at);
      if (this.events.length === before) throw new Error(`the deadline ${next.code} changes nothing and stays`);
    }
  }

  cover(cover: Cover, now: string): void {
    this.#covers = [...this.#covers, cover];
    this.#plans.push(...replanApprovers(this.state));
    this.#settle(now);
  }

  #turn(now: string): void {
    const turn = dueTurn(this.state, now);
    if (turn) this.#plans.push(turn.effect);
    this.#settle(now);
  }

  #apply(command: Command, given: Given): void {
    for (const happening of decide(command, this.state, given)) {
      const event: DealEvent = { ...happening, n: this.state.n + 1, at: given.now, actor: given.actor, commandId: given.commandId };
      this.state = evolve(this.state, event);
      this.events.push(event);
      this.#remember(event);
      for (const effect of effectsOf(event, this.state)) if (['prepare_round', 'open_step', 'replan_step'].includes(effect.kind)) this.#plans.push(effect as PlanEffect);
    }
  }

  #settle(now: string): void {
    for (let effect = this.#plans.shift(); effect; effect = this.#plans.shift()) {
      if (effect.kind === 'prepare_round') this.#apply(this.#round(now), { now, actor: system, commandId: null });
      if (effect.kind === 'open_step' && this.state.phase.status === 'approving') {
        const { version, steps } = this.state.phase;
        const plan = this.#step({ role: steps[effect.position]?.role as ApprovalRole, version, position: effect.position }, now);
        this.#apply({ type: 'step_opened', position: effect.position, version, plan }, { now, actor: system, commandId: null });
      }
      if (effect.kind === 'replan_step' && this.state.phase.status === 'approving' && this.state.phase.open?.taskId === effect.taskId) this.#replan(now);
    }
  }

  #replan(now: string): void {
    if (this.state.phase.status !== 'approving' || !this.state.phase.open) return;
    const { version, position, steps, open, since } = this.state.phase;
    const role = steps[position]?.role as ApprovalRole;
    const plan = this.#step({ role, version, position }, now);
    const holder = this.#company.people.find(person => person.personId === open.personId);
    const keeps = open.personVia === 'handed_over' && holder?.active ? { personId: open.personId, personVia: 'handed_over', turnsAt: null } : {};
    const { personId } = { ...plan, ...keeps };
    const [at50 = '', at80 = ''] = open.remindAt;
    const { weekId = '', fromAt = '', usedMs: usedBeforeMs = 0 } = open.clock ?? {};
    const before = { marks: { remindAt: [at50, at80] as [string, string], dueAt: open.dueAt, stuckAt: open.stuckAt }, fromAt, usedMs: usedBeforeMs, calendar: this.#calendar(weekId) };
    const { usedMs, marks } = resumeStepClock(before, { now, slaMinutes: this.#company.slaMinutes[role], calendar: this.#calendar(personId) });
    const clock = { weekId: personId, fromAt: now, usedMs };
    const expiresAt = planRoundExpiry(since, this.#company.roundWorkingDays, this.#company.calendar);
    this.#apply({ type: 'step_replanned', taskId: open.taskId, plan: { ...plan, ...marks, ...keeps, clock, taskId: open.taskId, expiresAt } }, { now, actor: system, commandId: null });
  }

  #round(now: string): Command {
    const { policy, roundWorkingDays, calendar, undoMinutes } = this.#company;
    const version = (this.state.package?.version ?? 0) + 1;
    const facts = {
      grossMinor: this.draft.grossMinor,
      foreignCurrency: false,
      maxDiscountPercent: '0',
      creditDays: 0,
      contractType: 'standard',
      hasSpecialTerms: false,
      customerOverdueMinor: 0,
      overCreditLimit: false,
      marginPercent: null,
    } as const;
    const steps = planRoute(facts, policy).steps.map(({ role, why }) => ({ role, why: why.map(reason => reason.rowId), kept: this.#kept(role, now) }));
    const position = steps.findIndex(step => !step.kept);
    const asked = steps[position];
    return {
      type: 'round_prepared',
      plan: {
        package: { packageId: `qtv_${version}`, version, hash: `sha256:${version}`, grossMinor: this.draft.grossMinor, validUntilAt: '2040-01-01T00:00:00.000Z' },
        policyVersion: 1,
        undoSeconds: undoMinutes * 60,
        expiresAt: planRoundExpiry(now, roundWorkingDays, calendar),
        steps,
        firstStep: asked ? this.#step({ role: asked.role, version, position }, now) : null,
      },
    };
  }

  #kept(role: string, now: string): KeptApproval | null {
    const kept = keptApproval({ role, fieldsHash: String(this.draft.fields[role]) }, this.#said, now);
    return kept && { taskId: kept.id, version: kept.version, byId: kept.byId, at: kept.at };
  }

  #step({ role, version, position }: { role: ApprovalRole; version: number; position: number }, now: string): OpenStepPlan {
    const facts: ApproverFacts = { role, people: this.#company.people, covers: this.#covers, at: now, sellerId };
    const { personId, via: personVia, superiorId } = chooseApprover(facts);
    const marks = planStepClock({ openedAt: now, slaMinutes: this.#company.slaMinutes[role], calendar: this.#calendar(personId) });
    const clock = { weekId: personId, fromAt: now, usedMs: 0 };
    return { taskId: `apt_${this.state.round}_${version}_${position}`, personId, personVia, superiorId, ...marks, clock, turnsAt: nextTurnAt(facts) };
  }

  /** Weeks do not change here, so that a person's id names theirs. */
  #calendar(personId: string): WorkCalendar {
    const { calendar, weeks } = this.#company;
    const week = weeks[personId];
    return week ? calendarOfWeek(weekOf(week, calendar), calendar) : calendar;
  }

  /** What the database would know of decisions. */
  #remember(event: DealEvent): void {
    if (event.type === 'approval.decided') {
      const { role, round, version, decision, actsAt, taskId } = event.data;
      this.#said.push({ role, round, version, word: decision, fieldsHash: String(this.#frozen(version).fields[role]), actsAt, id: taskId, byId: event.actor.id, at: event.at });
    }
    if (event.type === 'approval.recalled') this.#said = this.#said.filter(word => word.id !== event.data.taskId);
    if (event.type === 'approval.superseded' || event.type === 'approval.withdrawn') this.#said = this.#said.filter(word => word.id !== event.data.taskId || (word.actsAt ?? '') <= event.at);
    if (event.type === 'quote.version_created') this.#drafts.set(event.data.version, this.draft);
  }

  readonly #drafts = new Map<number, Draft>();
  #frozen(version: number): Draft {
    return this.#drafts.get(version) ?? this.draft;
  }
}
