import { describe, expect, it } from 'vitest';
import type { Command } from '../../../workflows/deal/commands.ts';
import { decide } from '../../../workflows/deal/decide.ts';
import { effectsOf } from '../../../workflows/deal/effects.ts';
import { paymentOrdersMax } from '../../../workflows/deal/ids.ts';
import { silentUntil } from '../../../workflows/deal/silence.ts';
import { viewOf } from '../../../workflows/deal/view.ts';
import { given, now, type Past, stateAfter } from './given.ts';
import { closed, collecting, collectingTwo, days, invoiceFacts, paid } from './sample-past.ts';

type Claim = Extract<Command, { type: 'claim_payment' }>;
const said = (change: Partial<Claim> = {}): Claim => ({
  type: 'claim_payment',
  invoiceId: 'inv_1',
  paidOn: '2030-03-29',
  amountMinor: null,
  documentId: 'doc_1',
  untilAt: days(now, 2),
  noteId: 'note_1',
  ...change,
});
const customer = { actor: { type: 'customer', id: 'cus_1', via: 'link' } } as const;
const claimed = (no = 1): Extract<Past, { type: 'payment.claimed' }> => ({
  type: 'payment.claimed',
  data: { pauseId: `clm_${no}`, invoiceId: 'inv_1', paidOn: '2030-03-29', amountMinor: null, documentId: null, fromAt: now, untilAt: days(now, 2), noteId: null },
});
const ranOut = (no = 1): Past => ({ type: 'reminder.resumed', data: { scope: 'invoice', invoiceId: 'inv_1', automatic: true, pauseId: `clm_${no}` } });

describe('a customer who says that it has paid', () => {
  it('is believed for a day: letters about the invoice rest, with the day, the sum and the paper it named', () => {
    const { type: _type, ...rest } = said({ amountMinor: 5_000_000 });
    given(collecting)
      .when(said({ amountMinor: 5_000_000 }), customer)
      .then({ type: 'payment.claimed', data: { pauseId: 'clm_1_cmd_1', ...rest, untilAt: days(now, 2), fromAt: now } });
    const state = stateAfter([...collecting, claimed()]);
    expect(state.phase.status === 'billing' && silentUntil(state.phase, 'inv_1', now)).toBe(days(now, 2));
    expect(viewOf(state).paused).toBe(true);
  });

  it('lets the ladder be planned anew, and finance and the owner be told once', () => {
    const past: Past[] = [...collecting, claimed()];
    const event = { ...claimed(), n: past.length, at: now, actor: customer.actor, commandId: 'cmd_1' };
    expect(effectsOf(event, stateAfter(past))).toEqual([
      { kind: 'plan_reminders', invoiceId: 'inv_1' },
      { kind: 'notice', letter: 'payment_claimed', subjectId: 'inv_1', detail: 'clm_1', toUserId: null },
    ]);
  });

  it('silences nothing but that invoice, and takes the place of no pause that others have set', () => {
    const long: Past = { type: 'reminder.paused', data: { pauseId: 'pau_1', scope: 'invoice', invoiceId: 'inv_1', fromAt: now, untilAt: days(now, 30), noteId: null, reasonText: 'Agreed' } };
    const state = stateAfter([...collectingTwo, long, claimed()]);
    expect(state.phase.status === 'billing' && [silentUntil(state.phase, 'inv_1', now), silentUntil(state.phase, 'inv_2', now)]).toEqual([days(now, 30), null]);
  });

  it('rests for one day where nobody says until when, and never longer than holidays make of it', () => {
    given(collecting)
      .when(said({ untilAt: null }))
      .then({
        type: 'payment.claimed',
        data: { pauseId: 'clm_1_cmd_1', invoiceId: 'inv_1', paidOn: '2030-03-29', amountMinor: null, documentId: 'doc_1', noteId: 'note_1', fromAt: now, untilAt: days(now, 1) },
      });
    given(collecting)
      .when(said({ untilAt: days(now, 15) }))
      .thenRefused('too_far_ahead', { pointer: '#/until', max_days: 14 });
    given(collecting)
      .when(said({ untilAt: now }))
      .thenRefused('not_in_future');
  });

  it('rests as long as the policy said when the ladder was planned last; plans that did not say so mean one day', () => {
    const ruled = (claimRestWorkingDays: number): Past[] => [
      ...collecting,
      {
        type: 'reminder.planned',
        data: { ...invoiceFacts(), limits: { pauseMaxDays: 180, promiseMaxDays: 60, customerPromiseMaxDays: 14, customerPromiseMaxTimes: 2, graceDays: 1, claimRestWorkingDays } },
      },
    ];
    const restsUntil = (past: Past[]) =>
      decide(said({ untilAt: null }), stateAfter(past), { now, actor: customer.actor, commandId: 'cmd_1' }).map(happening => happening.type === 'payment.claimed' && happening.data.untilAt);
    expect([restsUntil(collecting), restsUntil(ruled(1)), restsUntil(ruled(3))]).toEqual([[days(now, 1)], [days(now, 1)], [days(now, 3)]]);
    given(ruled(3))
      .when(said({ untilAt: days(now, 28) }), customer)
      .thenInOrder('payment.claimed');
    given(ruled(3))
      .when(said({ untilAt: days(now, 29) }), customer)
      .thenRefused('too_far_ahead', { pointer: '#/until', max_days: 28 });
  });

  it('is not believed of a day that is still to come anywhere on earth, nor of a sum that is none', () => {
    given(collecting)
      .when(said({ paidOn: '2030-04-03' }))
      .thenRefused('validation_failed', { pointer: '#/paid_on' });
    for (const amountMinor of [0, -1]) given(collecting).when(said({ amountMinor })).thenRefused('amount_out_of_range', { pointer: '#/amount' });
  });

  it('says it in vain while finance is looking: no rest is put on top of another', () => {
    given([...collecting, claimed()])
      .when(said({ documentId: null }), customer)
      .thenRefused('payment_claim_open', { until: days(now, 2) });
  });

  it('may say it again once the rest is over, as often as the policy allows and no more', () => {
    const twice: Past[] = [...collecting, claimed(1), ranOut(1), claimed(2), ranOut(2)];
    given(twice).when(said(), customer).thenInOrder('payment.claimed');
    given([...twice, claimed(3), ranOut(3)])
      .when(said(), customer)
      .thenRefused('too_many_claims', { max_times: 3 });
    const limits = { pauseMaxDays: 180, promiseMaxDays: 60, customerPromiseMaxDays: 14, customerPromiseMaxTimes: 2, graceDays: 1, claimMaxTimes: 1 };
    given([...collecting, claimed(1), ranOut(1), { type: 'reminder.planned', data: { ...invoiceFacts(), limits } }])
      .when(said(), customer)
      .thenRefused('too_many_claims', { max_times: 1 });
  });

  it('has nothing to say of an invoice that is paid, unknown, or of a deal that is closed', () => {
    given([...collectingTwo, paid(116_000_000), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }])
      .when(said())
      .thenRefused('invoice_not_open');
    given(collecting)
      .when(said({ invoiceId: 'inv_9' }))
      .thenRefused('unknown_invoice');
    given([...collecting, closed('written_off')])
      .when(said())
      .thenRefused('wrong_stage');
  });
});

describe('a payment order that is added to the word', () => {
  const add = (documentId = 'doc_2'): Command => ({ type: 'add_payment_order', invoiceId: 'inv_1', documentId });
  const added = (documentId: string): Past => ({ type: 'payment_order.added', data: { pauseId: 'clm_1', invoiceId: 'inv_1', documentId } });
  const withFile = (documentId: string): Past => ({ ...claimed(), data: { ...claimed().data, documentId } });

  it('is recorded beside it while letters rest, and changes neither the rest nor how often it may be said', () => {
    given([...collecting, claimed()])
      .when(add(), customer)
      .then(added('doc_2'));
    const before = stateAfter([...collecting, claimed()]),
      after = stateAfter([...collecting, claimed(), added('doc_2')]);
    if (before.phase.status !== 'billing' || after.phase.status !== 'billing') throw new Error('the deal collects');
    expect(after.phase.pauses).toEqual(before.phase.pauses);
    expect(after.phase.invoices['inv_1']?.paymentClaims).toEqual({ times: 1, pauseId: 'clm_1', documentIds: ['doc_2'] });
    const event = { n: 9, at: now, actor: customer.actor, commandId: 'cmd_2', type: 'payment_order.added', data: { pauseId: 'clm_1', invoiceId: 'inv_1', documentId: 'doc_2' } } as const;
    expect(effectsOf(event, after)).toEqual([]);
  });

  it('is no second one where the same file came with the word, or after it', () => {
    given([...collecting, withFile('doc_1')])
      .when(add('doc_1'), customer)
      .then();
    given([...collecting, claimed(), added('doc_2')])
      .when(add('doc_2'), customer)
      .then();
  });

  it('is refused beyond what anybody reads, the one that came with the word counted; a new word counts anew', () => {
    const rest = Array.from({ length: paymentOrdersMax - 1 }, (_, no) => added(`doc_${no + 2}`));
    given([...collecting, withFile('doc_1'), ...rest])
      .when(add('doc_new'), customer)
      .thenRefused('too_many_payment_orders', { max_files: paymentOrdersMax });
    given([...collecting, withFile('doc_1'), ...rest, ranOut(1), claimed(2)])
      .when(add('doc_new'), customer)
      .then({ type: 'payment_order.added', data: { pauseId: 'clm_2', invoiceId: 'inv_1', documentId: 'doc_new' } });
  });

  it('is refused where nobody has said so, where the rest is over, and where nothing is owed any more', () => {
    given(collecting).when(add(), customer).thenRefused('payment_claim_over');
    given([...collecting, claimed(), ranOut()])
      .when(add(), customer)
      .thenRefused('payment_claim_over');
    given([...collecting, claimed(), paid(116_000_000), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }])
      .when(add(), customer)
      .thenRefused('invoice_not_open');
  });
});
