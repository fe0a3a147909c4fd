import { describe, expect, it } from 'vitest';
import type { Command, PromisePart } from '../../../workflows/deal/commands.ts';
import { decide } from '../../../workflows/deal/decide.ts';
import type { Claim } from '../../../workflows/deal/state.ts';
import { viewOf } from '../../../workflows/deal/view.ts';
import { given, now, type Past, stateAfter } from './given.ts';
import { billed, closed, collecting, collectingTwo, days, inApproval, instalment, invoiceFacts, issued, paid, paused } from './sample-past.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
const pause = (change: Partial<Of<'pause_reminders'>> = {}): Command => ({
  type: 'pause_reminders',
  invoiceId: null,
  fromAt: null,
  untilAt: days(now, 10),
  noteId: 'note_1',
  reasonText: null,
  ...change,
});
const promise = (change: Partial<PromisePart> = {}): Command => ({ type: 'promise_to_pay', invoiceId: 'inv_1', parts: [{ payOn: '2030-04-05', untilAt: days(now, 5), amountMinor: null, ...change }] });
const schedule = (...parts: [day: number, amountMinor: number][]): Command => ({
  type: 'promise_to_pay',
  invoiceId: 'inv_1',
  parts: parts.map(([day, amountMinor]) => ({ payOn: `2030-04-${String(day).padStart(2, '0')}`, untilAt: days(now, day), amountMinor })),
});
const resume = (change: Partial<Of<'resume_reminders'>> = {}): Command => ({ type: 'resume_reminders', invoiceId: null, pauseId: null, ...change });
const resolve = (pauseId = 'dis_1', outcome: 'upheld' | 'rejected' | null = null): Command => ({ type: 'resolve_dispute', pauseId, invoiceId: null, outcome });
const dispute = (change: Partial<Of<'dispute'>> = {}): Command => ({ type: 'dispute', invoiceId: 'inv_1', amountMinor: null, untilAt: days(now, 30), noteId: 'note_1', reasonText: null, ...change });

const firstPaid: Past[] = [...collectingTwo, paid(116_000_000), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }];
const promised: Extract<Past, { type: 'promise.made' }> = {
  type: 'promise.made',
  data: { pauseId: 'pro_1', invoiceId: 'inv_1', payOn: '2030-04-05', amountMinor: null, fromAt: now, untilAt: days(now, 5) },
};
const disputed: Extract<Past, { type: 'dispute.opened' }> = {
  type: 'dispute.opened',
  data: { pauseId: 'dis_1', invoiceId: 'inv_1', amountMinor: null, fromAt: now, untilAt: days(now, 30), noteId: 'note_1', reasonText: null },
};
const limits = { pauseMaxDays: 180, promiseMaxDays: 60, customerPromiseMaxDays: 14, customerPromiseMaxTimes: 2, graceDays: 1 };
const claim = (change: Partial<Claim> = {}): Claim => ({ amountMinor: null, paidBeforeMinor: null, keptAtMinor: null, scheduleId: null, ...change });
const untilOf = (past: Past[], command: Command) => {
  const [made] = decide(command, stateAfter(past), { now, actor: customer.actor, commandId: 'cmd_1' });
  return made?.type === 'promise.made' ? made.data.untilAt : null;
};
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
    given(both).when(resume()).then(resumed);
    const after = stateAfter([...both, resumed]);
    expect(after.phase.status === 'billing' && after.phase.pauses.map(p => p.pauseId)).toEqual(['pau_3', 'pro_1']);
  });

  it('asked for where nothing runs is no error', () => {
    given(collecting).when(resume()).thenNothingHappens();
    given([...collecting, promised])
      .when(resume({ invoiceId: 'inv_1' }))
      .thenNothingHappens();
    given(inApproval()).when(resume()).thenRefused('wrong_stage');
  });
});

describe('a promise to pay', () => {
  it('covers its invoice until its day is over', () => {
    const data = { pauseId: 'pro_1_cmd_1', invoiceId: 'inv_1', payOn: '2030-04-05', amountMinor: null, fromAt: now, untilAt: days(now, 5) };
    given(collecting)
      .when(promise())
      .then({ type: 'promise.made', data: { ...data, claim: { amountMinor: null, paidBeforeMinor: null, keptAtMinor: null, scheduleId: null } } });
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
  it('without an end of its own holds to the end of its day of grace, where the customer is', () => {
    const made = given(collecting).when(promise({ untilAt: null }));
    made.thenInOrder('promise.made');
    expect(untilOf([...collecting], promise({ untilAt: null }))).toBe('2030-04-06T19:00:00.000Z');
  });
  it('of a customer is allowed as often as the policy says, as long as it says', () => {
    const limited: Past[] = [...billed(instalment(1)), issued(1, invoiceFacts('inv_1', { limits: { ...limits, customerPromiseMaxTimes: 2, promiseMaxDays: 5 } }))];
    const byCustomer: Past = { ...promised, actor: customer.actor };
    given([...limited, byCustomer])
      .when(promise(), customer)
      .thenInOrder('promise.made');
    given([...limited, byCustomer, byCustomer])
      .when(promise(), customer)
      .thenRefused('too_many_promises', { max_times: 2 });
    given([...limited, byCustomer, byCustomer])
      .when(promise())
      .thenInOrder('promise.made');
    given(limited)
      .when(promise({ untilAt: days(now, 8) }))
      .thenRefused('too_far_ahead', { max_days: 7 });
  });
  it('takes the place of the one before', () => {
    const earlier: Past = { ...promised, data: { ...promised.data, claim: claim() } };
    const { phase } = stateAfter([...collecting, earlier, { ...promised, data: { ...promised.data, pauseId: 'pro_2', claim: claim(), replaces: ['pro_1'] } }]);
    given([...collecting, earlier])
      .when(promise())
      .then(expect.objectContaining({ data: expect.objectContaining({ replaces: ['pro_1'] }) }));
    expect(phase.status === 'billing' && phase.pauses.map(p => p.pauseId)).toEqual(['pro_2']);
  });
  it('not kept is broken at its end', () => {
    given([...collecting, promised])
      .when({ type: 'pause_over', pauseId: 'pro_1' }, { now: days(now, 5) })
      .then({ type: 'promise.broken', data: { pauseId: 'pro_1', invoiceId: 'inv_1' } });
  });
});

describe('a promise of a part', () => {
  const half = 58_000_000;
  const promisedHalf: Past[] = [...collecting, { ...promised, data: { ...promised.data, amountMinor: half, claim: claim({ amountMinor: half, paidBeforeMinor: 0, keptAtMinor: half }) } }];
  const pay = (amountMinor: number, id = 'all_1'): Command => ({ type: 'payment_recorded', invoiceId: 'inv_1', paymentId: `pay_${id}`, allocationId: id, amountMinor });

  it('leaves the deal unpaused, and one of the whole pauses it', () => {
    expect(viewOf(stateAfter(promisedHalf)).paused).toBe(false);
    const whole: Past = { ...promised, data: { ...promised.data, claim: claim() } };
    expect(viewOf(stateAfter([...collecting, whole])).paused).toBe(true);
    // What comes closes the gap: with half disputed besides, nothing is left to ask for.
    const disputedHalf: Past = { ...disputed, data: { ...disputed.data, amountMinor: half, claim: claim({ amountMinor: half }) } };
    expect(viewOf(stateAfter([...promisedHalf, disputedHalf])).paused).toBe(true);
  });
  it('is kept the moment as much has come since, and then over', () => {
    given(promisedHalf)
      .when(pay(half - 1))
      .thenInOrder('payment.received');
    given([...promisedHalf, paid(half - 1)])
      .when(pay(1, 'all_2'))
      .thenInOrder('payment.received', 'promise.kept');
    given([...promisedHalf, paid(half), { type: 'promise.kept', data: { pauseId: 'pro_1', invoiceId: 'inv_1' } }])
      .when({ type: 'pause_over', pauseId: 'pro_1' }, { now: days(now, 5) })
      .thenNothingHappens();
  });
  it('counts only what came after it', () => {
    given([...collecting, paid(half, 'all_0')])
      .when(promise({ amountMinor: 10 }))
      .then(expect.objectContaining({ data: expect.objectContaining({ claim: { amountMinor: 10, paidBeforeMinor: half, keptAtMinor: half + 10, scheduleId: null } }) }));
  });
  it('of the whole is kept with the last of what is owed, before the thanks', () => {
    const whole: Past = { ...promised, data: { ...promised.data, claim: claim() } };
    given([...collecting, whole])
      .when(pay(2 * half))
      .thenInOrder('payment.received', 'promise.kept', 'invoice.paid', 'deal.closed');
  });
});

describe('a schedule of promises', () => {
  const [first, second] = [16_000_000, 100_000_000];

  it('is as many promises, each for a growing sum, under one name', () => {
    const base = { invoiceId: 'inv_1', fromAt: now };
    const parts = { paidBeforeMinor: 0, scheduleId: 'pro_1_cmd_1' };
    given(collecting)
      .when(schedule([20, second], [10, first]))
      .then(
        {
          type: 'promise.made',
          data: { ...base, pauseId: 'pro_1_cmd_1_1', payOn: '2030-04-10', untilAt: days(now, 10), amountMinor: first, claim: { ...parts, amountMinor: first, keptAtMinor: first } },
        },
        {
          type: 'promise.made',
          data: { ...base, pauseId: 'pro_1_cmd_1_2', payOn: '2030-04-20', untilAt: days(now, 20), amountMinor: second, claim: { ...parts, amountMinor: second, keptAtMinor: first + second } },
        },
      );
  });
  it('makes up what is owed and not disputed, with a day for each sum', () => {
    for (const wrong of [schedule([10, first], [20, second - 1]), schedule([10, first], [10, second]), schedule([10, 2 * first], [20, second - first], [21, -0])])
      given(collecting)
        .when(wrong)
        .thenRefused('amount_out_of_range', { pointer: '#/schedule', chased_minor: first + second });
    const part: Past = { ...disputed, data: { ...disputed.data, amountMinor: 6_000_000, claim: claim({ amountMinor: 6_000_000 }) } };
    given([...collecting, part])
      .when(schedule([10, 10_000_000], [20, second]))
      .thenInOrder('promise.made', 'promise.made');
  });
  it('ends whole with the first that is broken', () => {
    const made = (no: number, day: number, amountMinor: number, keptAtMinor: number): Past => ({
      ...promised,
      data: { ...promised.data, pauseId: `pro_${no}`, amountMinor, untilAt: days(now, day), claim: { amountMinor, paidBeforeMinor: 0, keptAtMinor, scheduleId: 'sch' } },
    });
    const both = [...collecting, made(1, 10, first, first), made(2, 20, second, first + second)];
    const broken = { type: 'promise.broken' as const, data: { pauseId: 'pro_1', invoiceId: 'inv_1', lapsed: ['pro_2'] } };
    given(both)
      .when({ type: 'pause_over', pauseId: 'pro_1' }, { now: days(now, 10) })
      .then(broken);
    const { phase } = stateAfter([...both, broken]);
    expect(phase.status === 'billing' && phase.pauses).toEqual([]);
    // The first kept, the ladder sleeps on to the second.
    given([...both, paid(first), { type: 'promise.kept', data: { pauseId: 'pro_1', invoiceId: 'inv_1' } }])
      .when({ type: 'pause_over', pauseId: 'pro_1' }, { now: days(now, 10) })
      .thenNothingHappens();
  });
});

describe('a pause of a scope that has one', () => {
  const one = (change: object): Past => paused({ pauseId: 'pau_0', ...change });

  it('takes its place, so that an earlier end shortens; others stay', () => {
    const past = [...collecting, one({}), one({ pauseId: 'pau_9', scope: 'invoice', invoiceId: 'inv_1' }), promised];
    given(past)
      .when(pause({ untilAt: days(now, 2) }))
      .then(expect.objectContaining({ data: expect.objectContaining({ untilAt: days(now, 2), replaces: ['pau_0'] }) }));
    const { phase } = stateAfter([...past, paused({ untilAt: days(now, 2), replaces: ['pau_0'] })]);
    expect(phase.status === 'billing' && phase.pauses.map(p => p.pauseId)).toEqual(['pau_9', 'pro_1', 'pau_1']);
  });
  it('that is known in advance begins at its time, and takes the place only of those to come that it overlaps', () => {
    const later = one({ fromAt: days(now, 20), untilAt: days(now, 30) });
    given([...collecting, later])
      .when(pause())
      .then(expect.not.objectContaining({ data: expect.objectContaining({ replaces: expect.anything() }) }));
    given([...collecting, one({ pauseId: 'pau_7' }), later])
      .when(pause({ fromAt: days(now, 25), untilAt: days(now, 28) }))
      .then(expect.objectContaining({ data: expect.objectContaining({ fromAt: days(now, 25), replaces: ['pau_0'] }) }));
    expect(viewOf(stateAfter([...collecting, later])).paused).toBe(false);
    const begun = { type: 'reminder.pause_begun' as const, data: { pauseId: 'pau_0', scope: 'deal' as const, invoiceId: null } };
    given([...collecting, later])
      .when({ type: 'pause_begins', pauseId: 'pau_0' }, { now: days(now, 20) })
      .then(begun);
    expect(viewOf(stateAfter([...collecting, later, begun])).paused).toBe(true);
    given([...collecting, later])
      .when({ type: 'pause_begins', pauseId: 'pau_0' })
      .thenNothingHappens();
  });
  it('begins at most a year ahead and ends after it begins', () => {
    given(collecting)
      .when(pause({ fromAt: days(now, 367), untilAt: days(now, 368) }))
      .thenRefused('too_far_ahead', { pointer: '#/from' });
    given(collecting)
      .when(pause({ fromAt: days(now, 300), untilAt: days(now, 300) }))
      .thenRefused('not_in_future', { pointer: '#/until' });
    given(collecting)
      .when(pause({ fromAt: days(now, 300), untilAt: days(now, 480) }))
      .thenInOrder('reminder.paused');
  });
  it('is ended alone by its name', () => {
    const past = [...collecting, one({}), one({ pauseId: 'pau_9', fromAt: days(now, 30), untilAt: days(now, 40) })];
    given(past)
      .when(resume({ pauseId: 'pau_9' }))
      .then({ type: 'reminder.resumed', data: { scope: 'deal', invoiceId: null, automatic: false, pauseId: 'pau_9' } });
    given(past)
      .when(resume({ pauseId: 'pau_8' }))
      .thenNothingHappens();
  });
  it('in deals from before the ledger stood beside it, and a promise covered everything', () => {
    given([...collecting, one({})])
      .when({ ...pause(), ledger: false } as Command)
      .then({ type: 'reminder.paused', data: { pauseId: 'pau_1_cmd_1', scope: 'deal', invoiceId: null, fromAt: now, untilAt: days(now, 10), noteId: 'note_1', reasonText: null } });
    given(collecting)
      .when({ ...promise({ amountMinor: 5 }), ledger: false } as Command)
      .then({ type: 'promise.made', data: { pauseId: 'pro_1_cmd_1', invoiceId: 'inv_1', payOn: '2030-04-05', amountMinor: 5, fromAt: now, untilAt: days(now, 5) } });
    const before: Past = { ...promised, data: { ...promised.data, amountMinor: 5 } };
    expect(viewOf(stateAfter([...collecting, before])).paused).toBe(true);
  });
});

describe('a dispute', () => {
  it('stops the chase until it is resolved or ends; opened twice it is one', () => {
    given(collecting).when(dispute()).thenInOrder('dispute.opened');
    given([...collecting, disputed])
      .when(dispute())
      .thenNothingHappens();
    given([...collecting, disputed])
      .when(resolve())
      .then({ type: 'dispute.resolved', data: { pauseId: 'dis_1', invoiceId: 'inv_1' } });
    given([...collecting, disputed])
      .when(resolve('dis_1', 'upheld'))
      .then({ type: 'dispute.resolved', data: { pauseId: 'dis_1', invoiceId: 'inv_1', outcome: 'upheld' } });
    given([...collecting, disputed])
      .when({ type: 'pause_over', pauseId: 'dis_1' }, { now: days(now, 30) })
      .thenInOrder('dispute.resolved');
  });
  it('resolved twice, or where none runs, is no error', () => {
    given(collecting).when(resolve()).thenNothingHappens();
    given([...collecting, paused()])
      .when(resolve('pau_1'))
      .thenNothingHappens();
    given(inApproval()).when(resolve()).thenRefused('wrong_stage');
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
