import { expect } from 'vitest';
import type { DealEvent } from '../../../workflows/deal/events.ts';

/** INV-4 and INV-5 read off the events alone, whatever model and rules believe. */
export function provesInvariants(events: readonly DealEvent[]): void {
  const closed = events.flatMap(event => (event.type === 'approval.step_closed' ? [event.data.taskId] : []));
  expect(new Set(closed).size, 'INV-4: a step has one outcome').toBe(closed.length);
  for (const approved of events.filter(event => event.type === 'deal.approved')) {
    const round = events.findLast(event => event.type === 'approval.round_started' && event.n < approved.n);
    if (round?.type !== 'approval.round_started') throw new Error('approved without a round');
    const words = events.filter(event => event.n > round.n && event.n < approved.n && event.type === 'approval.step_closed');
    const asked = round.data.steps.flatMap((step, position) => (step.kept ? [] : [`${position} ${step.role} approved`]));
    expect(
      words.map(event => (event.type === 'approval.step_closed' ? `${event.data.position} ${event.data.role} ${event.data.decision}` : '')),
      'INV-5: every step that is asked, in order, and no other',
    ).toEqual(asked);
    for (const { kept } of round.data.steps) if (kept) expect(closed, 'INV-5: what is kept was decided').toContain(kept.taskId);
  }
}

/** `turned`: steps that passed to somebody else at a midnight, as the days of covers do. */
export type Counts = Readonly<{ approved: number; kept: number; expired: number; turned: number }>;

/** How far a deal came: what the walks are about must be reached by them. */
export function countsOf(events: readonly DealEvent[]): Counts {
  const count = (holds: (event: DealEvent) => boolean) => events.filter(holds).length;
  return {
    approved: count(event => event.type === 'deal.approved'),
    kept: count(event => event.type === 'approval.round_started' && event.data.steps.some(step => step.kept)),
    expired: count(event => event.type === 'approval.expired'),
    turned: count(event => event.type === 'approval.replanned' && event.data.personId !== event.data.fromUserId && Date.parse(event.at) % 3_600_000 < 60_000),
  };
}

export function addCounts(total: Counts, one: Counts): Counts {
  return { approved: total.approved + one.approved, kept: total.kept + one.kept, expired: total.expired + one.expired, turned: total.turned + one.turned };
}
