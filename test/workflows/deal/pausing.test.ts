import { describe, expect, it } from 'vitest';
import type { Command } from '../../../workflows/deal/commands.ts';
import { given, now, type Past, stateAfter } from './given.ts';
import { closed, collecting, collectingTwo, days, inApproval, paid, paused } from './sample-past.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
const pause = (change: Partial<Of<'pause_reminders'>> = {}): Command => ({ type: 'pause_reminders', invoiceId: null, untilAt: days(now, 10), noteId: 'note_1', reasonText: null, ...change });
const promise = (change: Partial<Of<'promise_to_pay'>> = {}): Command => ({ type: 'promise_to_pay', invoiceId: 'inv_1', payOn: '2030-04-05', untilAt: days(now, 5), amountMinor: null, ...change });
const dispute = (change: Partial<Of<'dispute'>> = {}): Command => ({ type: 'dispute', invoiceId: 'inv_1', amountMinor: null, untilAt: days(now, 30), noteId: 'note_1', reasonText: null, ...change });

const firstPaid: Past[] = [...collectingTwo, paid(116_000_000), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }];
const promised: Past = { type: 'promise.made', data: { pauseId: 'pro_1', invoiceId: 'inv_1', payOn: '2030-04-05', amountMinor: null, fromAt: now, untilAt: days(now, 5) } };
const disputed: Past = { type: 'dispute.opened', data: { pauseId: 'dis_1', invoiceId: 'inv_1', amountMinor: null, fromAt: now, untilAt: days(now, 30), noteId: 'note_1', reasonText: null } };
const customer = { actor: { type: 'customer', id: 'cus_1' } } as const;

describe('a pause', () => {
  it('covers the deal or one invoice, from now to its end, and is named by its command', () => {
    const data = { pauseId: 'pau_1_cmd_1', scope: 'deal' as const, invoiceId: null, fromAt: now, untilAt: days(now, 10), noteId: 'note_1', reasonText: null };
    given(collecting).when(pause()).then({ type: 'reminder.paused', data });
    given(collecting)
      .when(pause({ invoiceId: 'inv_1' }))
      .then({ type: 'reminder.paused', data: { ...data, scope: 'invoice', invoiceId: 'inv_1' } });
  });

  it('ends in the future and at most 180 days away', () => {
    for (const untilAt of [now, days(now, -1), 'no date']) given(collecting).when(pause({ untilAt })).thenRefused('not_in_future', { pointer: '#/until' });
    given(collecting)
      .when(pause({ untilAt: days(now, 180) }))
      .thenInOrder('reminder.paused');
    given(collecting)
      .when(pause({ untilAt: days(now, 181) }))
      .thenRefused('too_far_ahead', { max_days: 180 });
  });

  it('needs a reason and an open invoice', () => {
    given(collecting)
      .when(pause({ noteId: null }))
      .thenRefused('reason_required');
    given(collecting)
      .when(pause({ noteId: null, reasonText: 'audit' }))
      .thenInOrder('reminder.paused');
    given(collecting)
      .when(pause({ invoiceId: 'inv_9' }))
      .thenRefused('unknown_invoice');
    given(firstPaid)
      .when(pause({ invoiceId: 'inv_1' }))
      .thenRefused('invoice_not_open');
    given(inApproval()).when(pause()).thenRefused('wrong_stage');
    given([...collecting, closed()])
      .when(pause())
      .thenRefused('wrong_stage');
  });
});

describe('the end of a pause', () => {
  const over = (pauseId = 'pau_1'): Command => ({ type: 'pause_over', pauseId });

  it('resumes by itself, at its end and once', () => {
    given([...collecting, paused()])
      .when(over(), { now: days(now, 10) })
      .then({ type: 'reminder.resumed', data: { scope: 'deal', invoiceId: null, automatic: true, pauseId: 'pau_1' } });
    given([...collecting, paused()])
      .when(over())
      .thenNothingHappens();
    given(collecting)
      .when(over(), { now: days(now, 10) })
      .thenNothingHappens();
  });

  it('leaves a longer pause of the same scope in force', () => {
    const both = [...collecting, paused(), paused({ pauseId: 'pau_2', untilAt: days(now, 20) })];
    const after = stateAfter([...both, { type: 'reminder.resumed', data: { scope: 'deal', invoiceId: null, automatic: true, pauseId: 'pau_1' } }]);
    expect(after.phase.status === 'billing' && after.phase.pauses.map(p => p.pauseId)).toEqual(['pau_2']);
  });

  it('asked for ends every pause of that scope and no other', () => {
    const both = [...collecting, paused(), paused({ pauseId: 'pau_2' }), paused({ pauseId: 'pau_3', scope: 'invoice', invoiceId: 'inv_1' }), promised];
    const resumed = { type: 'reminder.resumed' as const, data: { scope: 'deal' as const, invoiceId: null, automatic: false, pauseId: null } };
    given(both).when({ type: 'resume_reminders', invoiceId: null }).then(resumed);
    const after = stateAfter([...both, resumed]);
    expect(after.phase.status === 'billing' && after.phase.pauses.map(p => p.pauseId)).toEqual(['pau_3', 'pro_1']);
  });

  it('asked for where nothing runs is no error', () => {
    given(collecting).when({ type: 'resume_reminders', invoiceId: null }).thenNothingHappens();
    given([...collecting, promised])
      .when({ type: 'resume_reminders', invoiceId: 'inv_1' })
      .thenNothingHappens();
    given(inApproval()).when({ type: 'resume_reminders', invoiceId: null }).thenRefused('wrong_stage');
  });
});

describe('a promise to pay', () => {
  it('covers its invoice until its day is over', () => {
    given(collecting)
      .when(promise())
      .then({ type: 'promise.made', data: { pauseId: 'pro_1_cmd_1', invoiceId: 'inv_1', payOn: '2030-04-05', amountMinor: null, fromAt: now, untilAt: days(now, 5) } });
  });
  it('lies in the future, for a customer less far ahead than for staff', () => {
    given(collecting)
      .when(promise({ untilAt: now }))
      .thenRefused('not_in_future', { pointer: '#/pay_on' });
    given(collecting)
      .when(promise({ untilAt: days(now, 16) }), customer)
      .thenInOrder('promise.made');
    given(collecting)
      .when(promise({ untilAt: days(now, 17) }), customer)
      .thenRefused('too_far_ahead');
    given(collecting)
      .when(promise({ untilAt: days(now, 62) }))
      .thenInOrder('promise.made');
    given(collecting)
      .when(promise({ untilAt: days(now, 63) }))
      .thenRefused('too_far_ahead');
  });
  it('is for a sum above zero and at most what is owed, of an open invoice', () => {
    for (const amountMinor of [0, -1, 116_000_001, 0.5]) given(collecting).when(promise({ amountMinor })).thenRefused('amount_out_of_range', { pointer: '#/amount' });
    given(collecting)
      .when(promise({ amountMinor: 116_000_000 }))
      .thenInOrder('promise.made');
    given(firstPaid).when(promise()).thenRefused('invoice_not_open');
    given(inApproval()).when(promise()).thenRefused('wrong_stage');
  });
  it('not kept is broken at its end', () => {
    given([...collecting, promised])
      .when({ type: 'pause_over', pauseId: 'pro_1' }, { now: days(now, 5) })
      .then({ type: 'promise.broken', data: { pauseId: 'pro_1', invoiceId: 'inv_1' } });
  });
});

describe('a dispute', () => {
  it('stops the chase until it is resolved or ends; opened twice it is one', () => {
    given(collecting).when(dispute()).thenInOrder('dispute.opened');
    given([...collecting, disputed])
      .when(dispute())
      .thenNothingHappens();
    given([...collecting, disputed])
      .when({ type: 'resolve_dispute', pauseId: 'dis_1' })
      .then({ type: 'dispute.resolved', data: { pauseId: 'dis_1', invoiceId: 'inv_1' } });
    given([...collecting, disputed])
      .when({ type: 'pause_over', pauseId: 'dis_1' }, { now: days(now, 30) })
      .thenInOrder('dispute.resolved');
  });
  it('resolved twice, or where none runs, is no error', () => {
    given(collecting).when({ type: 'resolve_dispute', pauseId: 'dis_1' }).thenNothingHappens();
    given([...collecting, paused()])
      .when({ type: 'resolve_dispute', pauseId: 'pau_1' })
      .thenNothingHappens();
    given(inApproval()).when({ type: 'resolve_dispute', pauseId: 'dis_1' }).thenRefused('wrong_stage');
  });
  it('needs a reason, a lawful sum and an end', () => {
    given(collecting)
      .when(dispute({ noteId: null }))
      .thenRefused('reason_required');
    given(collecting)
      .when(dispute({ amountMinor: 116_000_001 }))
      .thenRefused('amount_out_of_range');
    given(collecting)
      .when(dispute({ untilAt: days(now, 181) }))
      .thenRefused('too_far_ahead');
    given(collecting)
      .when(dispute({ untilAt: now }))
      .thenRefused('not_in_future');
    given(firstPaid).when(dispute()).thenRefused('invoice_not_open');
  });
});

describe('what is over', () => {
  it('covers nothing any more: a broken promise and a resolved dispute are gone, each alone', () => {
    const both = [...collecting, promised, disputed];
    const pausesAfter = (past: Past) => {
      const { phase } = stateAfter([...both, past]);
      return phase.status === 'billing' && phase.pauses.map(p => p.pauseId);
    };
    expect(pausesAfter({ type: 'promise.broken', data: { pauseId: 'pro_1', invoiceId: 'inv_1' } })).toEqual(['dis_1']);
    expect(pausesAfter({ type: 'dispute.resolved', data: { pauseId: 'dis_1', invoiceId: 'inv_1' } })).toEqual(['pro_1']);
  });
});

describe('a payment', () => {
  it('of the whole ends what covered that invoice, and leaves the rest', () => {
    const after = stateAfter([
      ...collectingTwo,
      paused({ scope: 'invoice', invoiceId: 'inv_1' }),
      promised,
      paused({ pauseId: 'pau_2' }),
      paid(116_000_000),
      { type: 'invoice.paid', data: { invoiceId: 'inv_1' } },
    ]);
    expect(after.phase.status === 'billing' && after.phase.pauses.map(p => p.pauseId)).toEqual(['pau_2']);
  });
});
