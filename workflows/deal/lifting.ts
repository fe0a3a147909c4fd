import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Fact, Request } from './commands.ts';
import type { Happening } from './events.ts';
import type { DealState } from './state.ts';

/** What can be told of the wish by itself: it has a reason. Who may, and over which debts, is weighed outside the process. */
export function decideLift({ noteId, reasonText }: Extract<Request, { type: 'lift_hold' }>): Happening[] {
  if (noteId === null && !reasonText) throw new RuleViolation('reason_required', 'Say why the goods may go although money is overdue.', { pointer: '#/reason' });
  return [];
}

/**
 * Shipments go on over a debt by the word of somebody entitled (Q2C.md 7): recorded with the debt of that moment and the version in
 * force. The word is for these debts alone; the ladder goes on. The owner may have become another one since it was weighed.
 */
export function decideLiftWeighed({ asked, weighed }: Extract<Fact, { type: 'lift_weighed' }>, state: DealState): Happening[] {
  decideLift(asked);
  if (weighed.outcome === 'refused') throw new RuleViolation(weighed.code, weighed.sentence, weighed.data);
  if (weighed.outcome === 'again') return [];
  const { approverId, role, debts, holdIds } = weighed;
  if (approverId === state.ownerId) throw new RuleViolation('not_entitled', 'The seller of a deal does not release its shipments.', { pointer: '#/approver_id' });
  if (state.phase.status !== 'billing') throw new RuleViolation('hold_not_in_force', 'The deal has ended, and its holds with it.');
  const overdueMinor = debts.reduce((sum, debt) => sum + debt.overdueMinor, 0);
  const overdueDays = Math.max(0, ...debts.map(debt => debt.overdueDays));
  const { hold, noteId, reasonText } = asked;
  return [{ type: 'hold.lifted', data: { hold, approverId, role, version: state.package?.version ?? null, overdueMinor, overdueDays, debts, holdIds, noteId, reasonText } }];
}
