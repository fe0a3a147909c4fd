import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Command } from '../../../workflows/deal/commands.ts';
import { decide } from '../../../workflows/deal/decide.ts';
import { evolve } from '../../../workflows/deal/evolve.ts';
import type { DealState } from '../../../workflows/deal/state.ts';
import { viewOf } from '../../../workflows/deal/view.ts';
import { holdsForAll } from '../../domain/holds-for-all.ts';
import { machine, now, stateAfter } from './given.ts';
import { collectingTwo, days } from './sample-past.ts';

type Told = Readonly<{ commandId: string; command: Command }>;

const payment = (invoiceId: string, amountMinor: number, id: string): Told => ({
  commandId: `cmd_${id}`,
  command: { type: 'payment_recorded', invoiceId, paymentId: `pay_${id}`, allocationId: `all_${id}`, amountMinor },
});
const pause = (invoiceId: string | null, day: number): Told => ({
  commandId: `pause_${invoiceId}_${day}`,
  command: { type: 'pause_reminders', invoiceId, fromAt: null, untilAt: days(now, day), noteId: 'note_1', reasonText: null },
});
const quiet: Told = { commandId: 'quiet', command: { type: 'pause_reminders', invoiceId: 'inv_2', fromAt: days(now, 20), untilAt: days(now, 25), noteId: 'note_1', reasonText: null } };
const promise: Told = { commandId: 'promise', command: { type: 'promise_to_pay', invoiceId: 'inv_2', parts: [{ payOn: '2030-04-05', untilAt: days(now, 5), amountMinor: null }] } };
const dispute: Told = { commandId: 'dispute', command: { type: 'dispute', invoiceId: 'inv_2', amountMinor: 1_000_000, untilAt: days(now, 9), noteId: 'note_1', reasonText: null } };
const credit: Told = { commandId: 'credit', command: { type: 'invoice_credited', invoiceId: 'inv_2', creditId: 'crn_1', amountMinor: 2_000_000, isVoid: false, noteId: 'note_1' } };

/** The whole of the first invoice in parts, some of the second, and what covers the second and the deal: one pause of each scope, for another of the same is no independent fact. */
const facts = (parts: readonly number[]): Told[] => {
  const rest = 116_000_000 - parts.reduce((sum, part) => sum + part, 0);
  return [
    ...[...parts, rest].map((amount, index) => payment('inv_1', amount, `1_${index}`)),
    ...parts.map((amount, index) => payment('inv_2', amount, `2_${index}`)),
    pause('inv_2', 3),
    pause(null, 7),
    quiet,
    promise,
    { commandId: 'viewed', command: { type: 'invoice_viewed', invoiceId: 'inv_2' } },
    { commandId: 'receipt', command: { type: 'confirm_receipt', invoiceId: 'inv_2' } },
    { commandId: 'returned', command: { type: 'letter_reported', invoiceId: 'inv_2', rung: '-3', meaning: 'address_dead', code: '5.1.1' } },
    dispute,
    credit,
  ];
};

function afterAll(told: readonly Told[]): DealState {
  return told.reduce((state, { command, commandId }) => {
    const given = { now, actor: machine, commandId };
    return decide(command, state, given).reduce((next, happening) => evolve(next, { ...happening, n: next.n + 1, at: now, actor: machine, commandId }), state);
  }, stateAfter(collectingTwo));
}

/** Lists whose order only tells the order of arrival are put in one order; everything else must be equal as it is. */
function unordered(state: DealState): unknown {
  if (state.phase.status !== 'billing') return state;
  const { phase } = state;
  const invoices = Object.fromEntries(Object.entries(phase.invoices).map(([id, invoice]) => [id, { ...invoice, allocationIds: [...invoice.allocationIds].sort() }]));
  return { ...state, phase: { ...phase, invoices, pauses: [...phase.pauses].sort((a, b) => (a.pauseId < b.pauseId ? -1 : 1)) } };
}

const orders = fc
  .array(fc.integer({ min: 1, max: 20_000_000 }), { minLength: 1, maxLength: 4 })
  .chain(parts => fc.tuple(fc.constant(facts(parts)), fc.shuffledSubarray(facts(parts), { minLength: parts.length * 2 + 10 }), fc.array(fc.nat(), { maxLength: 5 })));

it('INV-11: independent payments, pauses, promises, disputes, credit notes, views and returns end in the same state in whatever order they arrive', () => {
  const check = ([inOrder, shuffled]: [Told[], Told[], number[]]) => {
    const [one, other] = [afterAll(inOrder), afterAll(shuffled)];
    expect(unordered(other)).toEqual(unordered(one));
    expect(viewOf(other)).toEqual(viewOf(one));
  };
  holdsForAll('INV-11', fc.property(orders, check));
});

it('INV-8, INV-11: payments told again in between change nothing', () => {
  const check = ([inOrder, shuffled, again]: [Told[], Told[], number[]]) => {
    const payments = inOrder.filter(({ command }) => command.type === 'payment_recorded');
    const repeats = again.flatMap(index => payments[index % payments.length] ?? []);
    expect(unordered(afterAll([...shuffled, ...repeats]))).toEqual(unordered(afterAll(inOrder)));
  };
  holdsForAll('INV-8', fc.property(orders, check));
});
