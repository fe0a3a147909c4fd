import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadlines } from '../../../workflows/deal/deadlines.ts';
import type { DealEvent } from '../../../workflows/deal/events.ts';
import { evolve } from '../../../workflows/deal/evolve.ts';
import { initialState } from '../../../workflows/deal/state.ts';
import { type Stage, viewOf } from '../../../workflows/deal/view.ts';
import { holdsForAll } from '../../domain/holds-for-all.ts';
import { deepFrozen, identity, now } from './given.ts';
import { type Move, step, walks } from './random-walk.ts';
import { invoiceFacts } from './sample-past.ts';
import { give, type SimulatedDeal, simulate } from './simulated-deal.ts';

type Entry = 'quoting' | 'invoicing' | 'collecting';
const starts = fc.record({
  acceptance: fc.constantFrom('none' as const, 'none' as const, 'customer_accepts' as const, 'contract_signed' as const),
  entry: fc.constantFrom<Entry>('quoting', 'quoting', 'quoting', 'invoicing', 'collecting'),
  moves: walks,
});
const runs = 1000;

function walk(start: { acceptance: typeof identity.acceptance; entry: Entry; moves: Move[] }, onChange: (deal: SimulatedDeal) => void = () => {}): SimulatedDeal {
  const deal = simulate({ ...identity, acceptance: start.acceptance }, now, changed => {
    deepFrozen(changed.state);
    onChange(changed);
  });
  give(deal, { type: 'create', entryStage: start.entry, submit: start.entry === 'quoting', invoices: start.entry === 'collecting' ? [invoiceFacts('inv_1', { totalMinor: 100_000 })] : [] });
  for (const move of start.moves) step(deal, move);
  return deal;
}

describe('every deal that can be reached by any commands, answers and deadlines', () => {
  it('INV-7: while open has a next deadline, a pending effect, or a person who holds it', () => {
    const seen = new Set<Stage>();
    const moves = (deal: SimulatedDeal) => {
      const view = viewOf(deal.state);
      seen.add(view.stage);
      if (view.closedAt !== null) return;
      const pending = deal.plans.length + deal.slow.length > 0;
      if (view.waitingFor === 'failed_activity') expect(view.nextAt).not.toBeNull();
      else if (view.holder.id === 'engine') expect(pending || view.nextAt !== null, `nobody moves a deal that waits for ${view.waitingFor}`).toBe(true);
      else expect(view.holder.type === 'none' || view.holder.id === '', `nobody holds a deal that waits for ${view.waitingFor}`).toBe(false);
      if (view.waitingFor === 'payment_overdue') expect(pending || view.nextAt !== null, 'an overdue invoice has a timer or is collected by a person').toBe(true);
    };
    holdsForAll(
      'INV-7',
      fc.property(starts, start => void walk(start, moves)),
      runs,
    );
    expect([...seen].sort()).toEqual(['accepting', 'approving', 'cancelled', 'collecting', 'invoicing', 'lost', 'manual_collection', 'paid', 'quoting', 'written_off']);
  });

  it('INV-6: has events 1, 2, 3 … without gap or repeat, each with an actor and a time, and its state is their fold', () => {
    const check = (start: Parameters<typeof walk>[0]) => {
      const { events, state, who, startedAt } = walk(start);
      expect(events.map(event => event.n)).toEqual(events.map((_, index) => index + 1));
      expect(events.every(event => event.actor.id !== '' && !Number.isNaN(Date.parse(event.at)))).toBe(true);
      expect(events.every((event, index) => index === 0 || event.at >= (events[index - 1]?.at ?? ''))).toBe(true);
      expect(JSON.parse(JSON.stringify(events)).reduce(evolve, initialState(who, startedAt))).toEqual(state);
    };
    holdsForAll('INV-6', fc.property(starts, check), runs);
  });

  it('INV-5: is approved only by one approved decision per step of its route, in order, on one version', () => {
    let approvals = 0;
    const check = (start: Parameters<typeof walk>[0]) => {
      const { events } = walk(start);
      for (const approved of events.filter(event => event.type === 'deal.approved')) {
        approvals += 1;
        expect(decidedSteps(events, approved.n)).toEqual(routeOf(events, approved.n).map((role, position) => `${position} ${role} approved`));
      }
    };
    holdsForAll('INV-5', fc.property(starts, check), runs);
    expect(approvals).toBeGreaterThan(10);
  });

  it('INV-4: has at most one outcome per approval step', () => {
    const check = (start: Parameters<typeof walk>[0]) => {
      const closed = walk(start).events.flatMap(event => (event.type === 'approval.step_closed' ? [event.data.taskId] : []));
      expect(new Set(closed).size).toBe(closed.length);
    };
    holdsForAll('INV-4', fc.property(starts, check), runs);
  });

  it('INV-2: gives every rung of an invoice at most one fate, unless a person has its letter sent again', () => {
    const fates: readonly DealEvent['type'][] = ['reminder.sent', 'reminder.skipped', 'reminder.unresolved', 'collection.manual_started'];
    const check = (start: Parameters<typeof walk>[0]) => {
      const settled = new Set<string>();
      for (const { type, data } of walk(start).events) {
        if (!('rung' in data)) continue;
        const rung = `${data.invoiceId} ${data.rung}`;
        if (type === 'letter.settled' && data.outcome === 'send_again') settled.delete(rung);
        if (!fates.includes(type)) continue;
        expect(settled.has(rung), `${rung} ${type}`).toBe(false);
        settled.add(rung);
      }
    };
    holdsForAll('INV-2', fc.property(starts, check), runs);
  });

  it('INV-2: never has two letters of one invoice under way at once', () => {
    const underWay = ({ slow }: SimulatedDeal) => {
      const invoices = slow.flatMap(effect => (effect.kind === 'rung' ? [effect.invoiceId] : []));
      expect(new Set(invoices).size).toBe(invoices.length);
    };
    holdsForAll(
      'INV-2',
      fc.property(starts, start => void walk(start, underWay)),
      runs,
    );
  });

  it('INV-3: has received on each invoice exactly the sum of its allocations, each counted once', () => {
    const check = (start: Parameters<typeof walk>[0]) => {
      const { events, state } = walk(start);
      const invoices = state.phase.status === 'billing' || state.phase.status === 'closed' ? Object.values(state.phase.invoices) : [];
      for (const invoice of invoices) {
        const sums = events.flatMap(event => (event.type === 'payment.received' && event.data.invoiceId === invoice.invoiceId ? [event.data.amountMinor] : []));
        expect(invoice.paidMinor).toBe(sums.reduce((sum, amount) => sum + amount, 0));
        expect(new Set(invoice.allocationIds).size).toBe(sums.length);
        expect(invoice.paidMinor >= 0 && invoice.paidMinor <= invoice.totalMinor).toBe(true);
      }
    };
    holdsForAll('INV-3', fc.property(starts, check), runs);
  });

  it('shows its deadlines soonest first', () => {
    holdsForAll(
      'deadlines',
      fc.property(
        starts,
        start =>
          void walk(start, ({ state }) =>
            expect(deadlines(state).map(due => due.at)).toEqual(
              deadlines(state)
                .map(due => due.at)
                .sort(),
            ),
          ),
      ),
      100,
    );
  });
});

/** The decisions that closed the steps of the round in which the deal was approved, recalled ones left out. */
function decidedSteps(events: readonly DealEvent[], until: number): string[] {
  const round = events.slice(0, until).findLastIndex(event => event.type === 'approval.round_started');
  const inRound = events.slice(round, until);
  return inRound.flatMap((closed, index) => {
    if (closed.type !== 'approval.step_closed') return [];
    const made = inRound.slice(0, index).findLast(event => (event.type === 'approval.decided' || event.type === 'approval.recalled') && event.data.taskId === closed.data.taskId);
    return [`${closed.data.position} ${closed.data.role} ${made?.type === 'approval.decided' ? made.data.decision : 'undecided'}`];
  });
}

function routeOf(events: readonly DealEvent[], until: number): string[] {
  const started = events.slice(0, until).findLast(event => event.type === 'approval.round_started');
  return started?.type === 'approval.round_started' ? started.data.steps.map(({ role }) => role) : [];
}
