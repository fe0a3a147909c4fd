import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { Command, Given, RungFate } from '../../../workflows/deal/commands.ts';
import { system } from '../../../workflows/deal/commands.ts';
import { deadlines } from '../../../workflows/deal/deadlines.ts';
import { decide } from '../../../workflows/deal/decide.ts';
import { dueRungs, dueTurn, effectsOf, isNoLongerDue, type PlanEffect, rungsOrNewPlan, type SlowEffect } from '../../../workflows/deal/effects.ts';
import type { DealEvent } from '../../../workflows/deal/events.ts';
import { evolve } from '../../../workflows/deal/evolve.ts';
import { type DealIdentity, type DealState, initialState } from '../../../workflows/deal/state.ts';
import { planned } from './simulated-plans.ts';

/** One deal's rules with a world around them that answers in any order and at any time: no server, no clock. */
export type SimulatedDeal = {
  who: DealIdentity;
  startedAt: string;
  now: string;
  state: DealState;
  events: DealEvent[];
  plans: PlanEffect[];
  slow: SlowEffect[];
  commands: number;
  /** Every new state is shown here before anything else happens. */
  onChange: (deal: SimulatedDeal) => void;
};

export function simulate(who: DealIdentity, startedAt: string, onChange: SimulatedDeal['onChange'] = () => {}): SimulatedDeal {
  return { who, startedAt, now: startedAt, state: initialState(who, startedAt), events: [], plans: [], slow: [], commands: 0, onChange };
}

/** Gives a command; a refusal must be one of the closed set of codes and changes nothing. Answers whether it was taken. */
export function give(deal: SimulatedDeal, command: Command, by: Partial<Given> = {}): boolean {
  deal.commands += 1;
  const given: Given = { now: deal.now, actor: system, commandId: `cmd_${deal.commands}`, ...by };
  try {
    for (const happening of decide(command, deal.state, given)) {
      const event: DealEvent = { ...happening, n: deal.state.n + 1, at: given.now, actor: given.actor, commandId: given.commandId };
      deal.state = evolve(deal.state, event);
      deal.events.push(event);
      for (const effect of effectsOf(event, deal.state)) {
        if (effect.kind === 'document' || effect.kind === 'invoice_letter') deal.slow.push(effect);
        else if (effect.kind !== 'notice' && effect.kind !== 'rung') deal.plans.push(effect);
      }
    }
  } catch (error) {
    if (error instanceof RuleViolation) return false;
    throw error;
  }
  deal.onChange(deal);
  return true;
}

/** The oldest plan is made; one that a later change has outdated is dropped, as the process drops it. */
export function makePlan(deal: SimulatedDeal, luck: number): void {
  const effect = deal.plans.shift();
  const fact = effect && planned(effect, deal, luck);
  const outdated = effect?.kind === 'prepare_round' && deal.plans.some(plan => plan.kind === 'prepare_round');
  if (fact && !outdated) give(deal, fact, { commandId: null });
}

const fates: readonly RungFate[] = ['sent', 'sent', 'sent', 'skipped', 'held', 'verify', 'undeliverable'];

/** A document or letter under way ends, or fails and stays to be tried again. */
export function finishSlow(deal: SimulatedDeal, luck: number): void {
  const [effect] = deal.slow.splice(luck % Math.max(1, deal.slow.length), 1);
  if (!effect) return;
  const what = `${effect.kind}:${luck % 3}`;
  if (luck % 5 === 0) {
    deal.slow.push(effect);
    give(deal, { type: 'effect_failed', what, code: 'mail_down', retryAt: deal.now }, { commandId: null });
    return;
  }
  give(deal, { type: 'effect_recovered', what }, { commandId: null });
  if (effect.kind === 'document') give(deal, { type: 'document_created', kind: effect.document, subjectId: effect.subjectId, documentIds: ['doc_1'] }, { commandId: null });
  else if (effect.kind === 'invoice_letter') give(deal, { type: 'invoice_letter_finished', invoiceId: effect.invoiceId, outcome: luck % 2 ? 'sent' : 'verify', reason: null }, { commandId: null });
  else {
    const outcome = effect.rung === '+21' ? 'done' : (fates[luck % fates.length] ?? 'sent');
    const heldUntil = outcome === 'held' ? new Date(Date.parse(deal.now) + 86_400_000).toISOString() : null;
    give(deal, { type: 'rung_finished', invoiceId: effect.invoiceId, rung: effect.rung, outcome, reason: null, heldUntil, dueAt: effect.dueAt }, { commandId: null });
  }
}

/** Time goes on to the next deadline; everything that is due by then is given, due rungs get under way, and a step whose cover has come is planned anew. */
export function passTime(deal: SimulatedDeal): void {
  const [next] = deadlines(deal.state).filter(due => due.at > deal.now);
  if (next) deal.now = next.at;
  const turn = dueTurn(deal.state, deal.now);
  if (turn && !deal.plans.some(plan => plan.kind === 'replan_step')) deal.plans.push(turn.effect);
  for (const due of deadlines(deal.state)) {
    if (due.at > deal.now) break;
    if (due.command) give(deal, due.command, { commandId: null });
  }
  deal.slow = deal.slow.filter(effect => !isNoLongerDue(deal.state, effect, deal.now));
  for (const effect of rungsOrNewPlan(deal.state, dueRungs(deal.state, deal.now))) {
    if (effect.kind === 'plan_reminders') deal.plans.push(effect);
    else if (effect.kind === 'rung' && !deal.slow.some(under => under.kind === 'rung' && under.invoiceId === effect.invoiceId && under.rung === effect.rung)) deal.slow.push(effect);
  }
}
