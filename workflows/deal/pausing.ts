import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Given, Request } from './commands.ts';
import type { Happening } from './events.ts';
import { intervalId } from './ids.ts';
import { billing } from './invoicing.ts';
import { limitsOf, refuseOutside, refuseUnlessOpen } from './limits.ts';
import { lapsedWith } from './promising.ts';
import type { DealState, Pause } from './state.ts';

type PauseRequest = Extract<Request, { type: 'pause_reminders' }>;

/** A quiet period may be known a year ahead. */
const aheadMaxDays = 366;

/**
 * Pause of one invoice or of the whole deal: always with an end, at most as long as the policy allows. One that begins now takes the
 * place of the one that runs in its scope, so that an earlier end shortens; one that begins later, of those it overlaps.
 */
export function decidePause(command: PauseRequest, state: DealState, given: Given): Happening[] {
  const phase = billing(state, 'paused');
  const { invoiceId, untilAt, noteId, reasonText } = command;
  if (invoiceId) refuseUnlessOpen(phase, invoiceId);
  const fromAt = command.fromAt !== null && command.fromAt > given.now ? command.fromAt : given.now;
  if (fromAt > given.now) refuseOutside({ untilAt: fromAt, now: given.now, maxDays: aheadMaxDays, pointer: '#/from' });
  refuseOutside({ untilAt, now: fromAt, maxDays: limitsOf(phase, invoiceId).pauseMaxDays, pointer: '#/until' });
  if (noteId === null && !reasonText) throw new RuleViolation('reason_required', 'A pause needs a reason.', { pointer: '#/reason' });
  const pauseId = intervalId('pau', state.dealId, given.commandId ?? String(state.n + 1));
  const data = { pauseId, scope: invoiceId ? ('invoice' as const) : ('deal' as const), invoiceId, fromAt, untilAt, noteId, reasonText };
  const replaces = command.ledger === false ? [] : phase.pauses.filter(each => isReplaced(each, { ...data, now: given.now })).map(each => each.pauseId);
  return [{ type: 'reminder.paused', data: replaces.length > 0 ? { ...data, replaces } : data }];
}

function isReplaced(each: Pause, by: { scope: Pause['scope']; invoiceId: string | null; fromAt: string; untilAt: string; now: string }): boolean {
  if (each.kind !== 'pause' || each.scope !== by.scope || each.invoiceId !== by.invoiceId) return false;
  const runs = each.fromAt <= by.now;
  return by.fromAt <= by.now ? runs : !runs && each.fromAt < by.untilAt && by.fromAt < each.untilAt;
}

/** Ends a pause at once, or every one of the invoice or the deal, those to come included; where there is none, nothing changes. */
export function decideResume({ invoiceId, pauseId }: Extract<Request, { type: 'resume_reminders' }>, state: DealState): Happening[] {
  const phase = billing(state, 'resumed');
  const scope = invoiceId ? 'invoice' : 'deal';
  if (pauseId !== null) {
    const one = phase.pauses.find(each => each.kind === 'pause' && each.pauseId === pauseId);
    return one ? [{ type: 'reminder.resumed', data: { scope: one.scope, invoiceId: one.invoiceId, automatic: false, pauseId } }] : [];
  }
  const known = phase.pauses.some(each => each.kind === 'pause' && each.scope === scope && each.invoiceId === invoiceId);
  return known ? [{ type: 'reminder.resumed', data: { scope, invoiceId, automatic: false, pauseId: null } }] : [];
}

/** A pause that was known in advance begins; its plan has been made already. */
export function decidePauseBegins(pauseId: string, state: DealState, now: string): Happening[] {
  const pause = pauseOf(pauseId, state);
  return pause?.begun === false && now >= pause.fromAt ? [{ type: 'reminder.pause_begun', data: { pauseId, scope: pause.scope, invoiceId: pause.invoiceId } }] : [];
}

/** The end of an interval: a pause resumes by itself, an unkept promise is broken, a dispute that nobody resolved ends. */
export function decidePauseOver(pauseId: string, state: DealState, now: string): Happening[] {
  const pause = pauseOf(pauseId, state);
  if (!pause || now < pause.untilAt) return [];
  switch (pause.kind) {
    case 'pause':
      return [{ type: 'reminder.resumed', data: { scope: pause.scope, invoiceId: pause.invoiceId, automatic: true, pauseId } }];
    case 'promise': {
      const lapsed = lapsedWith(pause, state);
      return pause.invoiceId ? [{ type: 'promise.broken', data: { pauseId, invoiceId: pause.invoiceId, ...(lapsed.length > 0 ? { lapsed } : {}) } }] : [];
    }
    case 'dispute':
      return pause.invoiceId ? [{ type: 'dispute.resolved', data: { pauseId, invoiceId: pause.invoiceId } }] : [];
  }
}

function pauseOf(pauseId: string, { phase }: DealState): Pause | undefined {
  return phase.status === 'billing' ? phase.pauses.find(each => each.pauseId === pauseId) : undefined;
}
