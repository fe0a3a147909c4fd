import { condition, patched, setHandler } from '@temporalio/workflow';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Given, Request } from './commands.ts';
import { nextLetter } from './deadlines.ts';
import { isOfNoRung } from './delivering.ts';
import { replan, replanApprovers } from './effects.ts';
import type { Actor } from './events.ts';
import { type Answer, dealSignal, dealUpdate, type Message, type MessageName, messageNames, stateQuery } from './messages.ts';
import { apply, type DealProcess, isQuiet, nowAt, queueEffects, refusal, rehearse } from './process.ts';
import { readMessage } from './read-message.ts';
import { silentUntil } from './silence.ts';
import type { DealState } from './state.ts';
import { unstorableAt } from './storable.ts';
import { takeLift } from './take-lift.ts';
import { viewOf } from './view.ts';

/** Registers every update with its validator and the signal of the same name. Must run before the first await of the process. */
export function registerHandlers(process: DealProcess, options: { signalDecisions: boolean }): void {
  setHandler(stateQuery, () => process.state);
  for (const name of messageNames) {
    const validator = (message: Message): undefined => {
      // A validator is asked once and never on replay, so what was taken before texts were looked at stays taken.
      withRefusal(() => rehearse(process, readMessage(name, storable(message)), givenBy(message)));
    };
    setHandler(dealUpdate(name), message => answerUpdate(process, name, message), { validator });
    setHandler(dealSignal(name), message => takeSignal(process, name, { message, signalDecisions: options.signalDecisions }));
  }
}

/** Decides, then answers when the events are recorded and the plans that follow are made, so that the asker reads his own write. */
async function answerUpdate(process: DealProcess, name: MessageName, message: Message): Promise<Answer> {
  const request = readMessage(name, message);
  const given = givenBy(message);
  const n = process.seen.get(message.command_id) ?? (request.type === 'lift_hold' ? await takeLift(process, request, given).catch(refuse) : withRefusal(() => take(process, request, given)));
  await condition(() => process.recordedThrough >= n && isQuiet(process));
  return answerOf(process, request);
}

function take(process: DealProcess, request: Request, given: Given): number {
  const n = apply(process, asInForce(request, process.state), given);
  if (request.type === 'pauses_changed') queueEffects(process, replan(process.state, request.invoiceId), n);
  if (request.type === 'reminder_policy_changed') queueEffects(process, replan(process.state, null), n);
  if (request.type === 'approvers_changed' || isSellersStep(process, request)) queueEffects(process, replanApprovers(process.state), n);
  return n;
}

/** Who has the deal never decides its step (INV-4): given to the holder of the open step, or to whom it escalates, the step goes to another person. */
function isSellersStep({ state }: DealProcess, request: Request): boolean {
  if (request.type !== 'hand_over_deal' || state.phase.status !== 'approving' || !state.phase.open) return false;
  const { personId, superiorId } = state.phase.open;
  return (personId === state.ownerId || superiorId === state.ownerId) && patched('step-leaves-the-seller');
}

/**
 * Deals from before the ledger of pauses let every interval stand beside the others and cover everything, and took it that a letter goes
 * again whose rung no ladder had any more; what they have done must replay.
 */
function asInForce(request: Request, state: DealState): Request {
  switch (request.type) {
    case 'pause_reminders':
    case 'promise_to_pay':
    case 'dispute':
      return { ...request, ledger: patched('ledger-of-pauses') };
    case 'settle_letter':
      return request.outcome === 'send_again' && isOfNoRung(request, state) && !patched('send-again-within-the-ladder') ? { ...request, anyLadder: true } : request;
    default:
      return request;
  }
}

/** A signal feeds the same command; a refused one becomes a recorded refusal, never a failed process. */
function takeSignal(process: DealProcess, name: MessageName, input: { message: Message; signalDecisions: boolean }): Promise<void> | undefined {
  const { message } = input;
  if (unstorableAt(message) !== null && patched('storable-texts')) return void refuseUnreadable(process, name, message);
  const given: Given = { now: nowAt(), actor: claimedActor(message?.actor), commandId: typeof message?.command_id === 'string' ? message.command_id : null };
  if (given.commandId && process.seen.has(given.commandId)) return undefined;
  const recordRefusal = (error: unknown): void => {
    if (!(error instanceof RuleViolation)) throw error;
    apply(process, { type: 'refuse', command: name, code: error.code }, { ...given, now: nowAt(), commandId: null });
  };
  try {
    const request = readMessage(name, message ?? {});
    if (isDecision(request) && !input.signalDecisions) throw new RuleViolation('not_entitled', 'Decisions by raw signal are switched off.');
    if (request.type === 'lift_hold') return takeLift(process, request, given).then(() => {}, recordRefusal);
    take(process, request, given);
  } catch (error) {
    recordRefusal(error);
  }
  return undefined;
}

/** What no database can keep is refused whole, and the refusal repeats none of it. */
function refuseUnreadable(process: DealProcess, name: MessageName, message: Message): void {
  const actor = claimedActor(unstorableAt(message?.actor) === null ? message?.actor : undefined);
  apply(process, { type: 'refuse', command: name, code: 'validation_failed' }, { now: nowAt(), actor, commandId: null });
}

function storable(message: Message): Message {
  const pointer = unstorableAt(message);
  if (pointer === null) return message;
  throw new RuleViolation('validation_failed', 'A text holds a character that no database can keep: U+0000, or half of a surrogate pair.', { pointer });
}

function isDecision(request: Request): boolean {
  return request.type === 'decide_step' || request.type === 'hand_over_step' || request.type === 'recall' || request.type === 'withdraw' || request.type === 'lift_hold';
}

/** The actor of a raw signal is only claimed, and is recorded as such. */
function claimedActor(actor: Actor | undefined): Actor {
  const id = typeof actor?.id === 'string' ? actor.id : 'unknown';
  return actor?.type === 'user' ? { type: 'user', id, via: 'signal_claimed' } : { type: 'signal', id, via: 'signal_claimed' };
}

function givenBy(message: Message): Given {
  if (typeof message.command_id !== 'string' || typeof message.actor?.id !== 'string') throw new RuleViolation('validation_failed', 'command_id and actor are required.', { pointer: '#/command_id' });
  return { now: nowAt(), actor: message.actor, commandId: message.command_id };
}

function answerOf(process: DealProcess, request: Request): Answer {
  const { state } = process;
  const invoiceId = 'invoiceId' in request ? request.invoiceId : null;
  const letter = nextLetter(state, invoiceId);
  const taskId = request.type === 'decide_step' || request.type === 'recall' ? request.taskId : null;
  const open = state.phase.status === 'approving' && state.phase.open?.taskId === taskId ? state.phase.open.decision : null;
  return {
    revision: state.n,
    stage: viewOf(state).stage,
    next_letter: letter && { invoice_id: letter.invoiceId, rung: letter.rung, at: letter.at },
    paused_until: state.phase.status === 'billing' ? silentUntil(state.phase, invoiceId, nowAt()) : null,
    decision: open?.decision ?? (taskId ? (state.decided[taskId] ?? null) : null),
    acts_at: open?.actsAt ?? null,
  };
}

function withRefusal<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  throw refusal(error);
}
