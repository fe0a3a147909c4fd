import { ApplicationFailure } from '@temporalio/workflow';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Notice } from '../ports.ts';
import type { Command, Given } from './commands.ts';
import { system } from './commands.ts';
import { decide } from './decide.ts';
import { type Effect, effectsOf, type PlanEffect, type SlowEffect } from './effects.ts';
import type { DealEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { Carried, DealStart } from './messages.ts';
import { type DealState, initialState } from './state.ts';

/** A document or letter under way, or a plan that has failed: running now, or waiting for its next try. */
export type SlowTask = { effect: SlowEffect | PlanEffect; startAt: string; running: boolean; failures: number };

/** A wish to release shipments, and what became of it: it must be weighed outside, so whoever brings it waits for the main loop. */
export type LiftWish = Readonly<{ asked: Extract<Command, { type: 'lift_hold' }>; given: Given }> & { outcome: Readonly<{ n: number; refusal?: RuleViolation }> | null };

/** The moving parts of one deal's process: its state, what is not yet recorded, and what is not yet done. */
export type DealProcess = {
  state: DealState;
  pending: DealEvent[];
  notices: Notice[];
  plans: PlanEffect[];
  planning: boolean;
  /** Wishes to release shipments that the main loop has not weighed yet, the first one first. */
  lifts: LiftWish[];
  slow: Record<string, SlowTask>;
  recordedThrough: number;
  seen: Map<string, number>;
  changed: boolean;
  /** A database step that keeps failing: shown in the Web UI, for it cannot be recorded. */
  blocked: { what: string; code: string; since: string } | null;
  /** The one timer that runs, by the instant it waits for. */
  timer: { at: string; fired: boolean; cancel: () => void } | null;
  /** What the Web UI was told last, so that only a change is told again. */
  told: string;
};

const seenMax = 1000;

export const nowAt = (): string => new Date(Date.now()).toISOString();

export function openProcess(start: DealStart): DealProcess {
  const { dealId, customerId, ownerId, currency, acceptance, carried } = start;
  const state = carried?.state ?? initialState({ dealId, customerId, ownerId, currency, acceptance }, nowAt());
  const slow = Object.fromEntries((carried?.slow ?? []).map(task => [slowId(task.effect), { ...task, running: false }]));
  return {
    state,
    pending: [],
    notices: [],
    plans: [],
    planning: false,
    lifts: [],
    slow,
    recordedThrough: state.n,
    seen: new Map(carried?.seen ?? []),
    changed: true,
    blocked: null,
    timer: null,
    told: '',
  };
}

/** Decides a command, evolves the state and queues what follows; answers the number of the last event. A RuleViolation changes nothing. */
export function apply(process: DealProcess, command: Command, given: Given): number {
  const happenings = decide(command, process.state, given);
  for (const happening of happenings) {
    const event: DealEvent = { ...happening, n: process.state.n + 1, at: given.now, actor: given.actor, commandId: given.commandId };
    process.state = evolve(process.state, event);
    process.pending.push(event);
    queueEffects(process, effectsOf(event, process.state), event.n);
  }
  if (given.commandId) remember(process, given.commandId);
  process.changed = true;
  return process.state.n;
}

/** What the process itself finds out: results and deadlines. */
export function applyFact(process: DealProcess, command: Command): number {
  return apply(process, command, { now: nowAt(), actor: system, commandId: null });
}

/** A dry run for update validators: throws what the handler would throw, and leaves no trace. */
export function rehearse(process: DealProcess, command: Command, given: Given): void {
  if (given.commandId && process.seen.has(given.commandId)) return;
  decide(command, process.state, given);
}

/** Everything decided is recorded and every plan that follows from it is made. */
export function isQuiet(process: DealProcess): boolean {
  return process.pending.length === 0 && process.plans.length === 0 && !process.planning;
}

/** Queues what follows from the n-th event, or from time alone. */
export function queueEffects(process: DealProcess, effects: readonly Effect[], n: number): void {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'document':
      case 'invoice_letter':
      case 'rung':
        process.slow[slowId(effect)] ??= { effect, startAt: nowAt(), running: false, failures: 0 };
        break;
      case 'notice': {
        const { letter: kind, subjectId, detail, toUserId } = effect;
        const { dealId } = process.state;
        process.notices.push({ n, letter: { dealId, letterKey: `${dealId}:${n}:${kind}:${subjectId}`, kind, subjectId, detail, toUserId, now: nowAt() } });
        break;
      }
      case 'prepare_round':
      case 'freeze_package':
      case 'open_step':
      case 'replan_step':
      case 'plan_billing':
      case 'issue_invoice':
      case 'plan_reminders':
        process.plans.push(effect);
    }
  }
}

/** The name of an effect that is tried again: stable over retries, so that a letter sent again is the same letter. */
export function slowId(effect: SlowEffect | PlanEffect): string {
  switch (effect.kind) {
    case 'document':
      return `document:${effect.document}:${effect.subjectId}`;
    case 'invoice_letter':
      return `invoice_letter:${effect.invoiceId}`;
    case 'rung':
      return `rung:${effect.invoiceId}:${effect.rung}`;
    case 'prepare_round':
    case 'freeze_package':
    case 'plan_billing':
      return effect.kind;
    case 'open_step':
      return `${effect.kind}:${effect.position}`;
    case 'replan_step':
      return `${effect.kind}:${effect.taskId}`;
    case 'issue_invoice':
      return `${effect.kind}:${effect.instalment}`;
    case 'plan_reminders':
      return `${effect.kind}:${effect.invoiceId}`;
  }
}

/** What a run hands to the next one: only called when nothing is pending and nothing is running. */
export function carry(process: DealProcess): Carried {
  const slow = Object.values(process.slow).map(({ effect, startAt, failures }) => ({ effect, startAt, failures }));
  return { state: process.state, seen: [...process.seen], slow };
}

/** A rule's refusal as the failure of one update; any other error is a bug and fails the workflow task, which waits for its fix. */
export function refusal(error: unknown): unknown {
  return error instanceof RuleViolation ? ApplicationFailure.create({ message: error.message, type: error.code, nonRetryable: true, details: [error.data] }) : error;
}

function remember(process: DealProcess, commandId: string): void {
  process.seen.set(commandId, process.state.n);
  const [oldest] = process.seen.keys();
  if (process.seen.size > seenMax && oldest !== undefined) process.seen.delete(oldest);
}
