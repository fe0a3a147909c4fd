import { allHandlersFinished, CancellationScope, condition, continueAsNew, isCancellation, patched, sleep, workflowInfo } from '@temporalio/workflow';
import type { Fact } from './commands.ts';
import { deadlines, isBehind } from './deadlines.ts';
import { dueRungs, dueTurn, type Effect, isNoLongerDue, meetsRunning, type PlanEffect, rungsOrNewPlan, type SlowEffect } from './effects.ts';
import { registerHandlers } from './handlers.ts';
import type { DealStart } from './messages.ts';
import { mayStay, nextInstant } from './next-instant.ts';
import { codeOf, performPlan, putOff, recordPending, runSlow, weighLift } from './perform.ts';
import { apply, applyFact, carry, type DealProcess, isQuiet, nowAt, openProcess, queueEffects, slowId } from './process.ts';
import { decideNextLift } from './take-lift.ts';
import { showState } from './visibility.ts';

/**
 * One deal from quote to cash. It waits for people, money and instants; rules decide, activities touch the world.
 * Safe to run again from any point: every step is recorded before it is acted on, and every act is repeat-safe.
 */
export async function deal(start: DealStart): Promise<void> {
  const process = openProcess(start);
  registerHandlers(process, { signalDecisions: start.signalDecisions });
  if (!start.carried) {
    const { entryStage, submit, invoices } = start;
    apply(process, { type: 'create', entryStage, submit, invoices }, { now: nowAt(), actor: start.actor, commandId: null });
  }
  for (;;) {
    giveDueCommands(process);
    await settle(process);
    if (isBehind(process.state, nowAt())) continue;
    startSlowTasks(process);
    showState(process);
    if (isOver(process)) return;
    if (mustContinueAsNew(process)) await continueAsNew<typeof deal>({ ...start, carried: carry(process) });
    await waitForNext(process);
  }
}

/** Gives every deadline whose instant has come, and queues the plan of a step whose cover has come and the rungs that are due. */
function giveDueCommands(process: DealProcess): void {
  const now = nowAt();
  const turn = dueTurn(process.state, now);
  // A plan that failed is tried again in its own time, and must not hold up the clock.
  const waitsForPlan = turn !== null && !process.slow[slowId(turn.effect)];
  if (waitsForPlan) queueEffects(process, [turn.effect], process.state.n);
  for (const due of deadlines(process.state)) {
    if (due.at > (waitsForPlan ? turn.at : now)) break;
    if (due.command) applyFact(process, due.command);
  }
  queueEffects(process, rungsThatGo(process, now), process.state.n);
}

/** Deals from before let a rung go beside one of the same invoice that was still under way. */
function rungsThatGo(process: DealProcess, now: string): Effect[] {
  const due = dueRungs(process.state, now);
  const isRunning = (rung: SlowEffect) => process.slow[slowId(rung)]?.running === true;
  const counted = meetsRunning(due, isRunning) && patched('a-running-rung-counts') ? due : due.filter(rung => !isRunning(rung));
  return rungsOrNewPlan(process.state, counted, isRunning);
}

/**
 * Makes the plans that decisions ask for and records everything, until nothing is left of either. A plan that only reads
 * what is already recorded goes first, so that its result is recorded together with the decision; the others follow it. A wish to release
 * shipments is weighed when all that is on record.
 */
async function settle(process: DealProcess): Promise<void> {
  for (;;) {
    const early = process.plans.findIndex(isEarly);
    if (early < 0 && process.pending.length > 0) {
      await persevere(process, 'record', () => recordPending(process));
      continue;
    }
    const [effect] = process.plans.splice(Math.max(0, early), 1);
    if (!effect && process.lifts.length > 0) {
      await decideNextLift(process, approverId => persevere(process, 'weigh_lift', () => weighLift(process.state, approverId)));
      continue;
    }
    if (!effect) return;
    process.planning = true;
    const fact = await planOrPutOff(process, effect);
    process.planning = false;
    if (fact && !isOutdated(process, fact)) applyFact(process, fact);
  }
}

/** A plan that fails is put off and shown as failing, so that what led to it is recorded and answered meanwhile. */
async function planOrPutOff(process: DealProcess, effect: PlanEffect): Promise<Fact | null> {
  try {
    const fact = await performPlan(effect, process.state);
    if (process.slow[slowId(effect)]?.running === false) dropSlow(process, slowId(effect));
    return fact;
  } catch (error) {
    if (isCancellation(error)) throw error;
    process.blocked ??= { what: effect.kind, code: codeOf(error), since: nowAt() };
    showState(process);
    putOff(process, effect, error);
    return null;
  }
}

/** Plans of reminders read the pauses that the record writes; all others read nothing of the events that wait beside them. */
const isEarly = (effect: PlanEffect): boolean => effect.kind !== 'plan_reminders';

/** A plan of a draft that was changed while the plan was made; the change has asked for the next one already. */
const isOutdated = (process: DealProcess, fact: Fact): boolean => (fact.type === 'round_prepared' || fact.type === 'package_refused') && process.plans.some(plan => plan.kind === 'prepare_round');

/** Repeats a database step until it succeeds. Meanwhile the Web UI shows the deal as failing, and messages are still taken in. */
async function persevere<T>(process: DealProcess, what: string, step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const result = await step();
      process.blocked = null;
      return result;
    } catch (error) {
      if (isCancellation(error)) throw error;
      process.blocked ??= { what, code: codeOf(error), since: nowAt() };
      showState(process);
      await sleep('20s', { summary: `retry ${what}` });
    }
  }
}

function startSlowTasks(process: DealProcess): void {
  const now = nowAt();
  for (const [id, task] of Object.entries(process.slow)) {
    if (task.running) continue;
    if (isNoLongerDue(process.state, task.effect, now)) dropSlow(process, id);
    else if (task.startAt <= now) void runSlow(process, id, task);
  }
  process.changed = false;
}

function dropSlow(process: DealProcess, id: string): void {
  delete process.slow[id];
  applyFact(process, { type: 'effect_recovered', what: id });
}

const isRunning = (process: DealProcess): boolean => Object.values(process.slow).some(task => task.running);

function isOver(process: DealProcess): boolean {
  return process.state.phase.status === 'closed' && isQuiet(process) && Object.keys(process.slow).length === 0 && allHandlersFinished();
}

function mustContinueAsNew(process: DealProcess): boolean {
  return workflowInfo().continueAsNewSuggested && isQuiet(process) && !isRunning(process) && allHandlersFinished();
}

/** Waits for a command, a result, or the next instant. One timer at a time; its name tells the Web UI what comes. */
async function waitForNext(process: DealProcess): Promise<void> {
  const woken = () => process.changed || process.pending.length > 0 || process.plans.length > 0 || (process.state.phase.status === 'closed' && isOver(process));
  setTimer(process, nextInstant(process));
  await condition(() => woken() || process.timer?.fired === true);
  if (process.timer?.fired) process.timer = null;
}

/** Keeps the timer that runs if its instant is still the next one; a wake-up that changes nothing costs no timer. */
function setTimer(process: DealProcess, next: { at: string; code: string } | null): void {
  if (process.timer?.at === next?.at || mayStay(process)) return;
  process.timer?.cancel();
  process.timer = null;
  if (!next) return;
  const scope = new CancellationScope();
  const timer = { at: next.at, fired: false, cancel: () => scope.cancel() };
  process.timer = timer;
  void scope
    .run(() => sleep(Math.max(1, Date.parse(next.at) - Date.now()), { summary: next.code }))
    .then(() => {
      timer.fired = true;
    })
    .catch(error => {
      if (!isCancellation(error)) throw error;
    });
}
