import { describe, expect, it } from 'vitest';
import type { RungFate } from '../../../workflows/deal/commands.ts';
import type { Happening } from '../../../workflows/deal/events.ts';
import { given, now, type Past, stateAfter } from './given.ts';
import { billed, closed, collecting, collectingTwo, dueOn, inApproval, instalment, invoiceFacts, issued, ladder, overdueFromAt, paid, rungAt } from './sample-past.ts';

const whole = 116_000_000;
const payment = (amountMinor: number, allocationId = 'all_1', invoiceId = 'inv_1') => ({ type: 'payment_recorded', invoiceId, paymentId: `pay_${allocationId}`, allocationId, amountMinor }) as const;
const received = (amountMinor: number, allocationId = 'all_1', invoiceId = 'inv_1') => ({
  type: 'payment.received' as const,
  data: { invoiceId, paymentId: `pay_${allocationId}`, allocationId, amountMinor },
});
const finished = (rung: string, outcome: RungFate, change: { reason?: string; heldUntil?: string } = {}) =>
  ({ type: 'rung_finished', invoiceId: 'inv_1', rung, outcome, reason: null, heldUntil: null, ...change }) as const;
const rung = (name: string, reason: string | null = null) => ({ invoiceId: 'inv_1', rung: name, dueAt: rungAt[name] ?? '', reason });
const closedAsPaid = { type: 'deal.closed', data: { closing: 'paid', noteId: null, reasonText: null } } as const;
const lastPaid: Past = { type: 'invoice.paid', data: { invoiceId: 'inv_1' } };

describe('money', () => {
  it('in part is received; with the rest the invoice and the deal are paid', () => {
    given(collecting).when(payment(1)).then(received(1));
    given([...collecting, paid(1, 'all_0')])
      .when(payment(whole - 1))
      .then(received(whole - 1), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }, closedAsPaid);
  });

  it('INV-8: the same allocation told twice is one payment', () =>
    given([...collecting, paid(1)])
      .when(payment(1))
      .thenNothingHappens());

  it('closes the deal only with its last invoice, the ones not yet issued included', () => {
    given(collectingTwo).when(payment(whole)).thenInOrder('payment.received', 'invoice.paid');
    given([...collectingTwo, paid(whole), lastPaid])
      .when(payment(whole, 'all_2', 'inv_2'))
      .thenInOrder('payment.received', 'invoice.paid', 'deal.closed');
    given([...billed(instalment(1), instalment(2, { trigger: 'delivery' })), issued()])
      .when(payment(whole))
      .thenInOrder('payment.received', 'invoice.paid');
  });

  it('taken back opens the invoice again', () => {
    const past = [...collectingTwo, paid(whole), lastPaid];
    given(past).when(payment(-whole, 'all_2')).then(received(-whole, 'all_2'));
    given([...past, paid(-whole, 'all_2')])
      .when(payment(whole, 'all_3'))
      .thenInOrder('payment.received', 'invoice.paid');
  });

  it('pays an invoice in manual collection too', () =>
    given([...collecting, { type: 'collection.manual_started', data: rung('+21') }])
      .when(payment(whole))
      .thenInOrder('payment.received', 'invoice.paid', 'deal.closed'));

  it('is refused for an unknown invoice and outside billing', () => {
    given(collecting)
      .when(payment(1, 'all_1', 'inv_9'))
      .thenRefused('unknown_invoice', { pointer: '#/invoice_id' });
    given(inApproval()).when(payment(1)).thenRefused('wrong_stage');
    given([...collecting, closed()])
      .when(payment(1))
      .thenRefused('wrong_stage');
  });
});

describe('the fate of a rung', () => {
  it('is recorded as the letter’s critical section found it', () => {
    given(collecting)
      .when(finished('-3', 'sent'))
      .then({ type: 'reminder.sent', data: rung('-3') });
    given(collecting)
      .when(finished('-3', 'skipped', { reason: 'paid' }))
      .then({ type: 'reminder.skipped', data: rung('-3', 'paid') });
    given(collecting)
      .when(finished('-3', 'held', { reason: 'stale_bank_data', heldUntil: rungAt['0'] ?? '' }))
      .then({ type: 'reminder.held', data: { ...rung('-3', 'stale_bank_data'), heldUntil: rungAt['0'] ?? '' } });
    for (const outcome of ['verify', 'undeliverable'] as const)
      given(collecting)
        .when(finished('-3', outcome))
        .then({ type: 'reminder.unresolved', data: { ...rung('-3'), outcome } });
  });

  it('INV-2: is settled once: a second answer for the rung is dropped', () =>
    given([...collecting, { type: 'reminder.sent', data: rung('-3') }])
      .when(finished('-3', 'verify'))
      .thenNothingHappens());

  it('INV-2: leaves no earlier rung without a recorded reason', () => {
    given(collecting)
      .when(finished('+3', 'sent'))
      .then({ type: 'reminder.skipped', data: rung('-3', 'missed') }, { type: 'reminder.skipped', data: rung('0', 'missed') }, { type: 'reminder.sent', data: rung('+3') });
    given(collecting).when(finished('+21', 'done')).thenInOrder('reminder.skipped', 'reminder.skipped', 'reminder.skipped', 'reminder.skipped', 'reminder.skipped', 'collection.manual_started');
  });

  it('is still recorded where the deal closed meanwhile, and dropped for an unknown rung or invoice', () => {
    given([...collecting, closed()])
      .when(finished('-3', 'sent'))
      .then({ type: 'reminder.sent', data: rung('-3') });
    given(inApproval()).when(finished('-3', 'sent')).thenNothingHappens();
  });

  describe('that a new plan has left behind while its letter was under way', () => {
    const late = (outcome: RungFate, change: { reason?: string; heldUntil?: string } = {}) => ({ ...finished('+7', outcome, change), dueAt: rungAt['+7'] ?? '' });
    const dropped: Past[] = [...collecting, { type: 'reminder.planned', data: invoiceFacts('inv_1', { rungs: ladder().filter(r => r.rung !== '+7') }) }];
    const taken: Past[] = [...collecting, { type: 'reminder.planned', at: rungAt['+14'] ?? '', data: invoiceFacts('inv_1', { rungs: ladder({ '+7': { outcome: 'skipped', reason: 'missed' } }) }) }];

    it('is recorded all the same, with the instant of the plan that called for it', () => {
      given(dropped)
        .when(late('sent'))
        .then({ type: 'reminder.sent', data: rung('+7') });
      given(dropped)
        .when(late('skipped', { reason: 'policy_change' }))
        .then({ type: 'reminder.skipped', data: rung('+7', 'policy_change') });
      for (const outcome of ['verify', 'undeliverable'] as const)
        given(dropped)
          .when(late(outcome, { reason: 'no_answer' }))
          .then({ type: 'reminder.unresolved', data: { ...rung('+7', 'no_answer'), outcome } });
      given([...dropped, closed()])
        .when(late('sent'))
        .then({ type: 'reminder.sent', data: rung('+7') });
    });

    it('goes before what the plan took for missed: a letter that has gone has gone', () => {
      given(taken).when(late('sent')).thenInOrder('reminder.skipped', 'reminder.skipped', 'reminder.skipped', 'reminder.sent');
      given(taken)
        .when(late('skipped', { reason: 'missed' }))
        .thenNothingHappens();
    });

    it('is settled once, and one that is held is no end', () => {
      given([...dropped, { type: 'reminder.sent', data: rung('+7') }])
        .when(late('verify'))
        .thenNothingHappens();
      given(dropped)
        .when(late('held', { heldUntil: rungAt['+14'] ?? '' }))
        .thenNothingHappens();
    });

    it('whose letter has no answer can be settled by a person', () => {
      const asked = { type: 'settle_letter', letterId: 'let_1', invoiceId: 'inv_1', rung: '+7', outcome: 'arrived', noteId: null, reasonText: 'В журнале сервера.' } as const;
      given(dropped).when(asked).thenRefused('letter_not_uncertain');
      given([...dropped, { type: 'reminder.unresolved', data: { ...rung('+7', 'no_answer'), outcome: 'verify' } }])
        .when(asked)
        .thenInOrder('letter.settled');
    });

    it('was lost in deals from before, whose facts name no instant', () => given(dropped).when(finished('+7', 'sent')).thenNothingHappens());
  });
});

describe('a plan of the ladder', () => {
  it('is taken for an open invoice and dropped for any other', () => {
    given(collecting).when({ type: 'reminders_planned', facts: invoiceFacts() }).then({ type: 'reminder.planned', data: invoiceFacts() });
    given([...collectingTwo, paid(whole), lastPaid])
      .when({ type: 'reminders_planned', facts: invoiceFacts() })
      .thenNothingHappens();
    given([...collecting, closed()])
      .when({ type: 'reminders_planned', facts: invoiceFacts() })
      .thenNothingHappens();
  });

  it('INV-9: a rung that waits and that it has no more is told to be skipped, once, and never comes again', () => {
    const held: Past = { type: 'reminder.held', data: { ...rung('-3', 'stale_bank_data'), heldUntil: rungAt['0'] ?? '' } };
    const facts = invoiceFacts('inv_1', { rungs: ladder().filter(each => each.rung !== '-3') });
    const dropped = [{ rung: '-3', dueAt: rungAt['-3'] ?? '' }];
    const planned = { type: 'reminders_planned', facts: { ...facts, dropped } } as const;
    const told: Happening[] = [
      { type: 'reminder.planned', data: facts },
      { type: 'reminder.skipped', data: rung('-3', 'policy_change') },
    ];
    given([...collecting, held])
      .when(planned)
      .then(...told);
    given([...collecting, held, ...told])
      .when(planned)
      .then({ type: 'reminder.planned', data: facts });
    const { phase } = stateAfter([...collecting, held, ...told]);
    expect(phase).toMatchObject({ invoices: { inv_1: { settled: { '-3': 'skipped' }, heldUntil: {} } } });
  });

  it('a rung that it skips is recorded as skipped, with its reason', () => {
    const planned: Past = { type: 'reminder.planned', data: invoiceFacts('inv_1', { rungs: ladder({ '-3': { outcome: 'skipped', reason: 'before_issue' } }) }) };
    const skip = { type: 'skip_rung', invoiceId: 'inv_1', rung: '-3' } as const;
    given([...collecting, planned])
      .when(skip)
      .then({ type: 'reminder.skipped', data: rung('-3', 'before_issue') });
    given(collecting).when(skip).thenNothingHappens();
    given([...collecting, closed()])
      .when(skip)
      .thenNothingHappens();
  });
});

describe('the due date', () => {
  const overdue = { type: 'invoice_overdue', invoiceId: 'inv_1' } as const;
  it(`of ${dueOn} has passed when the next day begins at the customer’s, once`, () => {
    given(collecting)
      .when(overdue, { now: overdueFromAt })
      .then({ type: 'invoice.overdue', data: { invoiceId: 'inv_1' } });
    given([...collecting, { type: 'invoice.overdue', data: { invoiceId: 'inv_1' } }])
      .when(overdue, { now: overdueFromAt })
      .thenNothingHappens();
  });
  it('does nothing before its time, or to a paid or closed invoice', () => {
    given(collecting).when(overdue, { now }).thenNothingHappens();
    given([...collectingTwo, paid(whole), lastPaid])
      .when(overdue, { now: overdueFromAt })
      .thenNothingHappens();
    given([...collecting, closed()])
      .when(overdue, { now: overdueFromAt })
      .thenNothingHappens();
  });
});
