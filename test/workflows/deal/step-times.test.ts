import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ApprovalEvent, approvalEventTypes } from '../../../domain/metrics/approval-events.ts';
import { roundTimes } from '../../../domain/metrics/round-times.ts';
import { stepTimes } from '../../../domain/metrics/step-times.ts';
import { holdsForAll } from '../../domain/holds-for-all.ts';
import { identity, now } from './given.ts';
import { step, walks } from './random-walk.ts';
import { give, type SimulatedDeal, simulate } from './simulated-deal.ts';

const told = ({ events }: SimulatedDeal): ApprovalEvent[] =>
  events.filter(event => approvalEventTypes.includes(event.type)).map(event => ({ dealId: 'deal_1', type: event.type, at: event.at, data: event.data }) as ApprovalEvent);

it('the figures of approval see every step as the process itself does, whatever happens to the deal', () => {
  const seen = { open: 0, decided: 0, approvals: 0 };
  const check = (deal: SimulatedDeal): void => {
    const { phase, decided } = deal.state;
    const steps = stepTimes(told(deal));
    const inHand = phase.status === 'approving' ? phase.open : null;
    const open = inHand !== null && inHand.decision === null ? [{ taskId: inHand.taskId, openedAt: inHand.openedAt, dueAt: inHand.dueAt, personId: inHand.personId }] : [];
    expect(steps.filter(({ outcome }) => outcome === 'open').map(({ taskId, openedAt, dueAt, personId }) => ({ taskId, openedAt, dueAt, personId }))).toEqual(open);
    const undecided = new Set(['open', 'superseded', 'expired']);
    const said = steps.filter(({ outcome }) => !undecided.has(outcome));
    const words = { ...decided, ...(inHand?.decision ? { [inHand.taskId]: inHand.decision.decision } : {}) };
    expect(Object.fromEntries(said.map(({ taskId, outcome }) => [taskId, outcome]))).toMatchObject(words);
    // A word that nobody can take back any more counts, be the deal taken back, or ended, before it could act on it.
    const overtaken = said.filter(({ taskId }) => !(taskId in words));
    if (phase.status !== 'closed') expect(overtaken.every(({ actsAt }) => actsAt !== null && actsAt <= deal.now)).toBe(true);
    seen.open += open.length;
    seen.decided += Object.keys(words).length;
  };
  holdsForAll(
    'steps as the process sees them',
    fc.property(fc.constantFrom('none' as const, 'customer_accepts' as const), walks, (acceptance, moves) => {
      const deal = simulate({ ...identity, acceptance }, now, check);
      give(deal, { type: 'create', entryStage: 'quoting', submit: true, invoices: [] });
      for (const move of moves) step(deal, move);
      const approvals = deal.events.filter(({ type }) => type === 'deal.approved');
      expect(roundTimes(told(deal)).map(({ approvedAt }) => approvedAt)).toEqual(approvals.map(({ at }) => at));
      seen.approvals += approvals.length;
    }),
    200,
  );
  expect(Math.min(seen.open, seen.decided, seen.approvals)).toBeGreaterThan(100);
});
