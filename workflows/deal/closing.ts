import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Request } from './commands.ts';
import type { Happening } from './events.ts';
import { wrongStage } from './quoting.ts';
import type { DealState } from './state.ts';

/** Lose, cancel or write off: possible at every open stage, always with a reason; repeated, it changes nothing. */
export function decideClose(command: Extract<Request, { type: 'close' }>, state: DealState): Happening[] {
  const { phase } = state;
  if (phase.status === 'closed') {
    if (phase.closing === command.closing) return [];
    throw wrongStage(command.closing, state);
  }
  if (command.closing === 'lost' && phase.status === 'billing') throw wrongStage('lost after it was invoiced: cancel it or write it off', state);
  if (command.closing === 'written_off' && phase.status !== 'billing') throw wrongStage('written off before it was invoiced', state);
  if (command.noteId === null && !command.reasonText) throw new RuleViolation('reason_required', 'Say why the deal ends.', { pointer: '#/reason' });
  return [{ type: 'deal.closed', data: { closing: command.closing, noteId: command.noteId, reasonText: command.reasonText } }];
}

/** A new owner; to the present one it changes nothing. */
export function decideDealHandOver(command: Extract<Request, { type: 'hand_over_deal' }>, state: DealState): Happening[] {
  if (state.phase.status === 'closed') throw wrongStage('handed over', state);
  if (command.toUserId === state.ownerId) return [];
  return [{ type: 'deal.handed_over', data: { fromUserId: state.ownerId, toUserId: command.toUserId, noteId: command.noteId } }];
}
