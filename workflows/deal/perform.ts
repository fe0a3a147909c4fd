import { ActivityFailure, ApplicationFailure, isCancellation, patched, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { DocumentPorts, LetterPorts, LiftWeighed, RecordPorts } from '../ports.ts';
import { isLeftBehind } from './collecting.ts';
import type { Fact } from './commands.ts';
import { endsLetters } from './deadlines.ts';
import type { PlanEffect, SlowEffect } from './effects.ts';
import { dealTaskQueues } from './ids.ts';
import { applyFact, type DealProcess, nowAt, type SlowTask, slowId } from './process.ts';
import type { DealState } from './state.ts';
import { viewOf } from './view.ts';

/** Short, repeat-safe database steps. A few quick tries each; the loop repeats them for as long as it takes. */
const database = proxyLocalActivities<RecordPorts>({ startToCloseTimeout: '10s', retry: { initialInterval: '300ms', maximumInterval: '3s', maximumAttempts: 6 } });

const browser = proxyActivities<DocumentPorts>({
  taskQueue: dealTaskQueues.documents,
  startToCloseTimeout: '2m',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 3 },
});

const mail = proxyActivities<LetterPorts>({
  taskQueue: dealTaskQueues.letters,
  startToCloseTimeout: '90s',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 3 },
});

const retryAfterSeconds = [30, 60, 300, 900, 3600] as const;
/** A trouble that the outside has named, such as a mail server that is down, is looked at again at least this often. */
const longestNamedWaitSeconds = 900;

/** Writes everything decided so far, in order, with the view that follows from it. */
export async function recordPending(process: DealProcess): Promise<void> {
  const events = [...process.pending];
  const last = events.at(-1);
  if (!last) return;
  const notices = [...process.notices];
  await database.record({ dealId: process.state.dealId, events, notices, view: viewOf(process.state), now: nowAt() });
  process.pending.splice(0, events.length);
  process.notices.splice(0, notices.length);
  process.recordedThrough = last.n;
}

/** Whether a person may release the deal's shipments, and over which debts, as of now. */
export function weighLift({ dealId, ownerId }: DealState, approverId: string | null): Promise<LiftWeighed> {
  return database.weighLift({ dealId, approverId, ownerId, now: nowAt() });
}

/** Performs one plan and feeds its answer back as a fact. */
export async function performPlan(effect: PlanEffect, state: DealState): Promise<Fact | null> {
  const base = { dealId: state.dealId, now: nowAt() };
  const packageId = state.package?.packageId ?? '';
  switch (effect.kind) {
    case 'prepare_round': {
      const plan = await database.prepareRound({ ...base, round: state.round, ownerId: state.ownerId });
      return 'refused' in plan ? { type: 'package_refused', code: plan.refused, field: plan.field ?? null } : { type: 'round_prepared', plan };
    }
    case 'freeze_package': {
      const frozen = await database.freezePackage(base);
      return 'refused' in frozen ? { type: 'package_refused', code: frozen.refused, field: frozen.field ?? null } : { type: 'package_frozen', package: frozen };
    }
    case 'open_step': {
      if (state.phase.status !== 'approving') return null;
      const { round, version, steps } = state.phase;
      const role = steps[effect.position]?.role;
      if (!role) return null;
      const plan = await database.openStep({ ...base, packageId, version, round, position: effect.position, role, ownerId: state.ownerId });
      return { type: 'step_opened', position: effect.position, version, plan };
    }
    case 'replan_step':
      return replanStep(effect.taskId, state, base);
    case 'plan_billing':
      return { type: 'billing_planned', instalments: await database.planBilling({ ...base, packageId }) };
    case 'issue_invoice': {
      const facts = await database.issueInvoice({ ...base, packageId, instalment: effect.instalment, deliveredOn: state.phase.status === 'billing' ? state.phase.deliveredOn : null });
      return 'refused' in facts
        ? { type: 'invoice_refused', instalment: effect.instalment, code: facts.refused, field: facts.field ?? null }
        : { type: 'invoice_issued', instalment: effect.instalment, facts };
    }
    case 'plan_reminders': {
      const settled = state.phase.status === 'billing' ? (state.phase.invoices[effect.invoiceId]?.settled ?? {}) : {};
      return { type: 'reminders_planned', facts: await database.planReminders({ ...base, invoiceId: effect.invoiceId, settled }) };
    }
  }
}

async function replanStep(taskId: string, state: DealState, base: { dealId: string; now: string }): Promise<Fact | null> {
  const { phase } = state;
  if (phase.status !== 'approving' || phase.open?.taskId !== taskId) return null;
  const { round, version, steps, position, open, since } = phase;
  const step = { ...base, version, round, position, role: steps[position]?.role ?? '', ownerId: state.ownerId };
  const { personId, personVia = 'role', openedAt, remindAt, dueAt, stuckAt, clock } = open;
  const planned = { personId, personVia, openedAt, remindAt, dueAt, stuckAt, ...(clock ? { clock } : {}) };
  const plan = await database.replanStep({ ...step, ...planned, taskId, roundStartedAt: since });
  return { type: 'step_replanned', taskId, plan };
}

/** Has a plan that failed tried again later, like a document or a letter. */
export function putOff(process: DealProcess, effect: PlanEffect, error: unknown): void {
  const id = slowId(effect);
  const task = process.slow[id] ?? { effect, startAt: nowAt(), running: false, failures: 0 };
  process.slow[id] = task;
  failed(process, id, { task, code: codeOf(error), afterSeconds: null });
}

/** Starts a document, a letter or a plan that was put off, beside the loop. Its result comes back as a fact; a failure is shown and tried again later, for ever. */
export async function runSlow(process: DealProcess, id: string, task: SlowTask): Promise<void> {
  task.running = true;
  try {
    const result = await performSlow(id, task.effect, process.state);
    if ('retry' in result) return failed(process, id, { task, code: result.retry, afterSeconds: result.afterSeconds });
    delete process.slow[id];
    applyFact(process, { type: 'effect_recovered', what: id });
    if (result.fact) applyFact(process, withDueAt(process, task.effect, result.fact));
  } catch (error) {
    if (isCancellation(error)) throw error;
    failed(process, id, { task, code: codeOf(error), afterSeconds: null });
  } finally {
    task.running = false;
    process.changed = true;
  }
}

/** A rung that a new plan has left behind while its letter was under way brings the instant of the old plan with it. */
function withDueAt(process: DealProcess, effect: SlowTask['effect'], fact: Fact): Fact {
  if (fact.type !== 'rung_finished' || effect.kind !== 'rung') return fact;
  return isLeftBehind(fact, process.state) && patched('fate-of-a-rung-left-behind') ? { ...fact, dueAt: effect.dueAt } : fact;
}

function failed(process: DealProcess, id: string, failure: { task: SlowTask; code: string; afterSeconds: number | null }): void {
  const { task, code, afterSeconds } = failure;
  const usual = retryAfterSeconds[Math.min(task.failures, retryAfterSeconds.length - 1)] ?? 3600;
  // Deals from before recorded the first failure alone, showed its next try for ever, and tried a named trouble at one pace.
  const told = patched('every-failure-is-recorded');
  const wait = told && afterSeconds !== null ? Math.min(Math.max(afterSeconds, usual), longestNamedWaitSeconds) : (afterSeconds ?? usual);
  task.failures += 1;
  task.startAt = new Date(Date.now() + wait * 1000).toISOString();
  if (told || !process.state.stuck[id]) applyFact(process, { type: 'effect_failed', what: id, code, retryAt: task.startAt });
}

type SlowResult = { fact: Fact | null } | { retry: string; afterSeconds: number };

async function performSlow(id: string, effect: SlowEffect | PlanEffect, state: DealState): Promise<SlowResult> {
  const base = { dealId: state.dealId, now: nowAt() };
  switch (effect.kind) {
    case 'prepare_round':
    case 'freeze_package':
    case 'open_step':
    case 'replan_step':
    case 'plan_billing':
    case 'issue_invoice':
    case 'plan_reminders':
      return { fact: await performPlan(effect, state) };
    case 'document': {
      const { document: kind, subjectId } = effect;
      const { documentIds } = await browser.renderDocument.executeWithOptions({ summary: `print ${kind}` }, [{ ...base, kind, subjectId }]);
      return { fact: { type: 'document_created', kind, subjectId, documentIds } };
    }
    case 'invoice_letter': {
      const { invoiceId } = effect;
      const sent = await mail.sendLetter.executeWithOptions({ summary: 'letter invoice' }, [
        { ...base, letterKey: `${state.dealId}:${id}`, kind: 'invoice', subjectId: invoiceId, detail: null, toUserId: null },
      ]);
      if (sent.outcome === 'retry') return { retry: sent.reason, afterSeconds: sent.retryAfterSeconds };
      return { fact: { type: 'invoice_letter_finished', invoiceId, outcome: sent.outcome, reason: sent.reason } };
    }
    case 'rung': {
      const { invoiceId, rung, dueAt } = effect;
      const ladder = state.phase.status === 'billing' ? state.phase.invoices[invoiceId]?.rungs : undefined;
      const legalAt = ladder?.find(endsLetters)?.at ?? null;
      const waived = state.phase.status === 'billing' && state.phase.invoices[invoiceId]?.waived?.includes(rung) === true;
      const input = { ...base, invoiceId, rung, dueAt, legalAt, ownerId: state.ownerId, ...(waived ? { bankDataWaived: true } : {}) };
      const fate = await mail.sendRung.executeWithOptions({ summary: `reminder ${rung}` }, [input]);
      if (fate.outcome === 'retry') return { retry: fate.reason, afterSeconds: fate.retryAfterSeconds };
      return { fact: { type: 'rung_finished', invoiceId, rung, outcome: fate.outcome, reason: fate.reason, heldUntil: fate.outcome === 'held' ? fate.heldUntil : null } };
    }
  }
}

/** The stable code of what failed; texts of errors stay in the logs. */
export function codeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type ? cause.type : 'activity_failed';
}
