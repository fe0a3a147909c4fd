import { describe, expect, it } from 'vitest';
import { deadlines } from '../../../workflows/deal/deadlines.ts';
import { effectsOf } from '../../../workflows/deal/effects.ts';
import { viewOf } from '../../../workflows/deal/view.ts';
import { given, machine, now, type Past, stateAfter } from './given.ts';
import { billed, closed, collecting, collectingTwo, instalment, issued, paid, paused } from './sample-past.ts';

const whole = 116_000_000;
const credit = (amountMinor: number, change: { creditId?: string; invoiceId?: string; isVoid?: boolean } = {}) =>
  ({ type: 'invoice_credited', invoiceId: 'inv_1', creditId: 'crn_1', amountMinor, isVoid: false, noteId: 'note_1', ...change }) as const;
const credited = (amountMinor: number, creditId = 'crn_1'): Past => ({ type: 'invoice.credited', data: { invoiceId: 'inv_1', creditId, amountMinor, isVoid: false, noteId: 'note_1' } });
const voided: Past = { type: 'invoice.closed', data: { invoiceId: 'inv_1', status: 'void' } };

describe('a credit note', () => {
  it('over a part leaves the ladder going on with the remainder', () => {
    given(collecting)
      .when(credit(1))
      .then({ type: 'invoice.credited', data: { invoiceId: 'inv_1', creditId: 'crn_1', amountMinor: 1, isVoid: false, noteId: 'note_1' } });
    const state = stateAfter([...collecting, credited(16_000_000)]);
    expect([viewOf(state).amountMinor, viewOf(state).stage]).toEqual([100_000_000, 'collecting']);
    given([...collecting, credited(16_000_000)])
      .when({ type: 'payment_recorded', invoiceId: 'inv_1', paymentId: 'pay_1', allocationId: 'all_1', amountMinor: 100_000_000 })
      .thenInOrder('payment.received', 'invoice.paid', 'deal.closed');
  });

  it('INV-8: told twice is one', () =>
    given([...collecting, credited(1)])
      .when(credit(1))
      .thenNothingHappens());

  it('over what is left closes the invoice and thanks nobody: as paid where money came, as void where none did', () => {
    given([...collecting, paid(1)])
      .when(credit(whole - 1))
      .then(
        expect.objectContaining({ type: 'invoice.credited' }),
        { type: 'invoice.closed', data: { invoiceId: 'inv_1', status: 'paid' } },
        { type: 'deal.closed', data: { closing: 'paid', noteId: null, reasonText: null } },
      );
    given(collecting)
      .when(credit(whole))
      .then(
        expect.objectContaining({ type: 'invoice.credited' }),
        { type: 'invoice.closed', data: { invoiceId: 'inv_1', status: 'void' } },
        { type: 'deal.closed', data: { closing: 'cancelled', noteId: 'note_1', reasonText: null } },
      );
    const closing = { n: 99, at: now, actor: machine, commandId: null, type: 'invoice.closed' as const, data: { invoiceId: 'inv_1', status: 'paid' as const } };
    expect(effectsOf(closing, stateAfter(collecting))).toEqual([]);
  });

  it('closes the deal only with its last invoice, those not yet issued included; the other ladder goes on', () => {
    given(collectingTwo).when(credit(whole)).thenInOrder('invoice.credited', 'invoice.closed');
    given([...billed(instalment(1), instalment(2, { trigger: 'delivery' })), issued()])
      .when(credit(whole))
      .thenInOrder('invoice.credited', 'invoice.closed');
    const after = stateAfter([...collectingTwo, paused({ scope: 'invoice', invoiceId: 'inv_1' }), credited(whole), voided]);
    expect(after.phase.status === 'billing' && after.phase.pauses).toEqual([]);
    expect(deadlines(after).every(due => !('command' in due) || due.command === null || !('invoiceId' in due.command) || due.command.invoiceId === 'inv_2')).toBe(true);
    given([...collectingTwo, credited(whole), voided])
      .when({ type: 'payment_recorded', invoiceId: 'inv_2', paymentId: 'pay_1', allocationId: 'all_1', amountMinor: whole })
      .thenInOrder('payment.received', 'invoice.paid', 'deal.closed');
    given([...collectingTwo, paid(whole, 'all_2', 'inv_2'), { type: 'invoice.paid', data: { invoiceId: 'inv_2' } }])
      .when(credit(whole))
      .then(expect.anything(), expect.anything(), { type: 'deal.closed', data: { closing: 'paid', noteId: null, reasonText: null } });
  });

  it('is planned anew, and is refused for an unknown invoice and outside billing', () => {
    const event = { n: 99, at: now, actor: machine, commandId: null, ...credited(1) };
    expect(effectsOf(event as Parameters<typeof effectsOf>[0], stateAfter([...collecting, credited(1)]))).toEqual([{ kind: 'plan_reminders', invoiceId: 'inv_1' }]);
    given(collecting)
      .when(credit(1, { invoiceId: 'inv_9' }))
      .thenRefused('unknown_invoice');
    given([...collecting, closed()])
      .when(credit(1))
      .thenRefused('wrong_stage');
  });
});
