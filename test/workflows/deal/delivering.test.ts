import { describe, expect, it } from 'vitest';
import { deadlines } from '../../../workflows/deal/deadlines.ts';
import { dueRungs } from '../../../workflows/deal/effects.ts';
import type { WatchPlan } from '../../../workflows/ports.ts';
import { given, now, type Past, stateAfter } from './given.ts';
import { billed, closed, collecting, days, hours, instalment, invoiceFacts, issued, ladder, paid, paused, rungAt } from './sample-past.ts';

const whole = 116_000_000;
const week = 7 * 86_400_000;
const ofRung = (rung: string, reason: string | null = null) => ({ invoiceId: 'inv_1', rung, dueAt: rungAt[rung] ?? '', reason });
const sentRung = (rung: string): Past => ({ type: 'reminder.sent', data: ofRung(rung) });
const verifyRung = (rung: string): Past => ({ type: 'reminder.unresolved', data: { ...ofRung(rung, 'no_answer'), outcome: 'verify' } });
const invoiceSent: Past = { type: 'invoice.sent', data: { invoiceId: 'inv_1' } };
const reported = (meaning: 'address_dead' | 'returned' | 'complaint', rung: string | null = null) =>
  ({ type: 'letter_reported', invoiceId: 'inv_1', rung, meaning, code: meaning === 'address_dead' ? '5.1.1' : null }) as const;
const returned = (rung: string | null, reason: 'address_dead' | 'returned' = 'address_dead'): Past => ({ type: 'letter.returned', data: { invoiceId: 'inv_1', rung, reason, code: '5.1.1' } });
const disputed = (amountMinor: number | null, untilAt: string): Past => ({
  type: 'dispute.opened',
  data: {
    ...{ pauseId: 'dis_1', invoiceId: 'inv_1', amountMinor, fromAt: now, untilAt, noteId: 'note_1', reasonText: null },
    claim: { amountMinor, paidBeforeMinor: null, keptAtMinor: null, scheduleId: null },
  },
});
const invoiceOf = (past: readonly Past[]) => {
  const { phase } = stateAfter(past);
  if (phase.status !== 'billing') throw new Error('not billing');
  return phase.invoices['inv_1'];
};

describe('a letter that comes back after the mail server had taken it', () => {
  it('makes its rung one that was in vain, and burns no other', () => {
    given([...collecting, sentRung('-3')])
      .when(reported('address_dead', '-3'))
      .then({ type: 'letter.returned', data: { invoiceId: 'inv_1', rung: '-3', reason: 'address_dead', code: '5.1.1' } });
    expect(invoiceOf([...collecting, sentRung('-3'), returned('-3')])?.settled).toEqual({ '-3': 'undeliverable' });
  });

  it('is one return however often it is reported, whatever is heard first', () => {
    given([...collecting, sentRung('-3'), returned('-3')])
      .when(reported('address_dead', '-3'))
      .thenNothingHappens();
    given([...collecting, invoiceSent, returned(null)])
      .when(reported('returned'))
      .thenNothingHappens();
    // The report outran the answer of the activity that sent the letter.
    given([...collecting, returned('-3')])
      .when({ type: 'rung_finished', invoiceId: 'inv_1', rung: '-3', outcome: 'sent', reason: null, heldUntil: null })
      .thenNothingHappens();
  });

  it('is posted anew to another address where it brought the invoice; everything else goes by a new plan', () => {
    given([...collecting, invoiceSent, returned(null)])
      .when({ type: 'address_changed' })
      .then({ type: 'address.changed', data: {} }, { type: 'invoice.reposted', data: { invoiceId: 'inv_1', letterNo: 2 } });
    given([...collecting, invoiceSent, sentRung('-3'), returned('-3')])
      .when({ type: 'address_changed' })
      .then({ type: 'address.changed', data: {} });
    given([...collecting, invoiceSent, returned(null), paid(whole), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }])
      .when({ type: 'address_changed' })
      .then({ type: 'address.changed', data: {} });
    given([...collecting, invoiceSent, returned(null), { type: 'invoice.closed', data: { invoiceId: 'inv_1', status: 'void' } }])
      .when({ type: 'address_changed' })
      .then({ type: 'address.changed', data: {} });
  });

  it('posted anew is an attempt of its own, so that its sending is no repeat of the first', () => {
    const past: Past[] = [...collecting, invoiceSent, returned(null), { type: 'address.changed', data: {} }, { type: 'invoice.reposted', data: { invoiceId: 'inv_1', letterNo: 2 } }];
    given(past)
      .when({ type: 'invoice_letter_finished', invoiceId: 'inv_1', outcome: 'sent', reason: null })
      .then({ type: 'invoice.sent', data: { invoiceId: 'inv_1', attempt: 2 } });
  });

  it('complained of is news, and no return', () =>
    given([...collecting, sentRung('-3')])
      .when(reported('complaint', '-3'))
      .then({ type: 'letter.complained', data: { invoiceId: 'inv_1', rung: '-3' } }));

  it('concerns an invoice of the deal, while the deal is open', () => {
    given(collecting)
      .when({ ...reported('returned'), invoiceId: 'inv_9' })
      .thenRefused('unknown_invoice', { pointer: '#/invoice_id' });
    given([...collecting, closed()])
      .when(reported('returned'))
      .thenRefused('wrong_stage');
  });
});

describe('an invoice in the hands of its customer', () => {
  it('DT2: is opened once, whether it was confirmed as received or not', () => {
    const viewed = { type: 'invoice_viewed', invoiceId: 'inv_1' } as const;
    given(collecting)
      .when(viewed)
      .then({ type: 'invoice.viewed', data: { invoiceId: 'inv_1' } });
    given([...collecting, { type: 'invoice.viewed', data: { invoiceId: 'inv_1' } }])
      .when(viewed)
      .thenNothingHappens();
    given([...collecting, { type: 'receipt.confirmed', data: { invoiceId: 'inv_1' } }])
      .when(viewed)
      .then({ type: 'invoice.viewed', data: { invoiceId: 'inv_1' } });
  });

  it('DT6: is confirmed as received once, opened before or not', () => {
    const confirm = { type: 'confirm_receipt', invoiceId: 'inv_1' } as const;
    given([...collecting, { type: 'invoice.viewed', data: { invoiceId: 'inv_1' } }])
      .when(confirm)
      .then({ type: 'receipt.confirmed', data: { invoiceId: 'inv_1' } });
    given([...collecting, { type: 'receipt.confirmed', data: { invoiceId: 'inv_1' } }])
      .when(confirm)
      .thenNothingHappens();
  });
});

describe('a letter without an answer', () => {
  const settle = (outcome: 'arrived' | 'send_again', rung: string | null, change: { noteId?: string | null } = {}) =>
    ({ type: 'settle_letter', letterId: 'let_1', invoiceId: 'inv_1', rung, outcome, noteId: 'note_1', reasonText: null, ...change }) as const;
  const undelivered: Past = { type: 'invoice.undeliverable', data: { invoiceId: 'inv_1', outcome: 'verify', reason: 'no_answer' } };
  const settled = (outcome: 'arrived' | 'send_again', rung: string | null) => ({
    type: 'letter.settled' as const,
    data: { letterId: 'let_1', invoiceId: 'inv_1', rung, outcome, noteId: 'note_1', reasonText: null },
  });

  it('that has arrived stands as sent', () => {
    given([...collecting, verifyRung('-3')])
      .when(settle('arrived', '-3'))
      .then(settled('arrived', '-3'));
    expect(invoiceOf([...collecting, verifyRung('-3'), settled('arrived', '-3')])?.settled).toEqual({ '-3': 'sent' });
    given([...collecting, undelivered])
      .when(settle('arrived', null))
      .then(settled('arrived', null), { type: 'invoice.sent', data: { invoiceId: 'inv_1', attempt: 2 } });
  });

  it('that is to be sent again is as if it had not gone, and its next outcome is one of its own', () => {
    const past = [...collecting, verifyRung('-3'), settled('send_again', '-3')];
    expect(invoiceOf(past)).toMatchObject({ settled: {}, resent: { '-3': 1 } });
    given(past)
      .when({ type: 'rung_finished', invoiceId: 'inv_1', rung: '-3', outcome: 'verify', reason: 'no_answer', heldUntil: null })
      .then({ type: 'reminder.unresolved', data: { ...ofRung('-3', 'no_answer'), attempt: 2, outcome: 'verify' } });
  });

  it('is settled once, with a reason, and only where nobody knew', () => {
    given([...collecting, verifyRung('-3')])
      .when(settle('arrived', '-3', { noteId: null }))
      .thenRefused('reason_required', { pointer: '#/reason' });
    given([...collecting, sentRung('-3')])
      .when(settle('arrived', '-3'))
      .thenNothingHappens();
    given([...collecting, sentRung('-3')])
      .when(settle('send_again', '-3'))
      .thenRefused('letter_not_uncertain', { state: 'sent' });
  });

  it('goes no more where the ladder has gone on, or the money has come', () => {
    given([...collecting, verifyRung('-3'), sentRung('0')])
      .when(settle('send_again', '-3'))
      .thenRefused('wrong_stage');
    given([...collecting, verifyRung('-3'), paid(whole), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }])
      .when(settle('send_again', '-3'))
      .thenRefused('invoice_not_open');
  });
});

describe('a letter without an answer whose rung another ladder has no more', () => {
  const facts = invoiceFacts('inv_1', { rungs: ladder().filter(each => each.rung !== '-3') });
  const past: Past[] = [...collecting, verifyRung('-3'), { type: 'reminder.planned', data: facts }];
  const settle = (outcome: 'arrived' | 'send_again', rung: string | null = '-3') =>
    ({ type: 'settle_letter', letterId: 'let_1', invoiceId: 'inv_1', rung, outcome, noteId: 'note_1', reasonText: null }) as const;

  it('is not sent again: no plan would have an hour for it', () => given(past).when(settle('send_again')).thenRefused('reminder_not_in_ladder', { rung: '-3' }));

  it('is so told before anything is said of rungs that have gone since', () =>
    given([...past, sentRung('0')])
      .when(settle('send_again'))
      .thenRefused('reminder_not_in_ladder'));

  it('may still be found to have arrived, and the letter with the invoice is no rung', () => {
    given(past).when(settle('arrived')).thenInOrder('letter.settled');
    given([...past, { type: 'invoice.undeliverable', data: { invoiceId: 'inv_1', outcome: 'verify', reason: 'no_answer' } }])
      .when(settle('send_again', null))
      .thenInOrder('letter.settled');
  });

  it('was taken in deals from before, whose past must replay', () =>
    given(past)
      .when({ ...settle('send_again'), anyLadder: true })
      .thenInOrder('letter.settled'));
});

describe('a reminder that is held for bank data', () => {
  const heldUntil = days(rungAt['-3'] ?? '', 3);
  const held: Past = { type: 'reminder.held', data: { ...ofRung('-3', 'stale_bank_data'), heldUntil } };
  const decide = (outcome: 'send_now' | 'skip', noteId: string | null = 'note_1') => ({ type: 'decide_held', outcome, invoiceId: 'inv_1', rung: '-3', noteId, reasonText: null }) as const;
  const at = hours(rungAt['-3'] ?? '', 1);

  it('goes at once when finance says so, with its decision kept for the checks', () => {
    const released: Past = { type: 'reminder.released', at, data: { ...ofRung('-3'), noteId: 'note_1', reasonText: null } };
    given([...collecting, held])
      .when(decide('send_now'), { now: at })
      .then({ type: 'reminder.released', data: released.data });
    const state = stateAfter([...collecting, held, released]);
    expect(dueRungs(state, at).map(rung => rung.rung)).toEqual(['-3']);
    expect(dueRungs(stateAfter([...collecting, held]), at)).toEqual([]);
    expect(invoiceOf([...collecting, held, released])?.waived).toEqual(['-3']);
  });

  it('never goes when finance says so', () =>
    given([...collecting, held])
      .when(decide('skip'))
      .then({ type: 'reminder.skipped', data: { ...ofRung('-3', 'by_decision'), noteId: 'note_1', reasonText: null } }));

  it('is decided once, with a reason, and only while it is held', () => {
    given([...collecting, held])
      .when(decide('skip', null))
      .thenRefused('reason_required', { pointer: '#/reason' });
    given(collecting).when(decide('send_now')).thenRefused('reminder_not_held', { rung: '-3' });
    given([...collecting, held, { type: 'reminder.skipped', data: ofRung('-3', 'by_decision') }])
      .when(decide('skip'))
      .thenNothingHappens();
  });
});

describe('what is watched over an invoice', () => {
  const notSentAt = hours(now, 3);
  const watches: WatchPlan[] = [
    { kind: 'not_sent', at: notSentAt, afterMs: null },
    { kind: 'never_opened', at: null, afterMs: week },
    { kind: 'opened_unpaid', at: null, afterMs: week },
  ];
  const watched: Past[] = [...billed(instalment(1)), issued(1, invoiceFacts('inv_1', { watches }))];
  const sentAt = hours(now, 1);
  const sent: Past = { ...invoiceSent, at: sentAt };
  const openedAt = days(now, 2);
  const opened: Past = { type: 'invoice.viewed', at: openedAt, data: { invoiceId: 'inv_1' } };
  const coming = (past: readonly Past[]) => deadlines(stateAfter(past)).flatMap(({ at, code }) => (code.startsWith('watch:') ? [[code, at]] : []));
  const raised = (watch: 'not_sent' | 'never_opened' | 'opened_unpaid', reason: string = watch): Past => ({ type: 'watch.raised', data: { invoiceId: 'inv_1', watch, reason } });
  const due = (watch: 'not_sent' | 'never_opened' | 'opened_unpaid') => ({ type: 'watch_due', invoiceId: 'inv_1', watch }) as const;

  it('DT1: is its sending; somebody hears of it once, with what is in the way', () => {
    expect(coming(watched)).toEqual([['watch:not_sent', notSentAt]]);
    given(watched).when(due('not_sent'), { now: notSentAt }).then(raised('not_sent', 'under_way'));
    given([...watched, { type: 'deal.stuck', data: { what: 'invoice_letter:inv_1', code: 'mail_down', retryAt: now } }])
      .when(due('not_sent'), { now: notSentAt })
      .then(raised('not_sent', 'mail_down'));
    given([...watched, { type: 'deal.stuck', data: { what: 'document:invoice:inv_1', code: 'render_failed', retryAt: now } }])
      .when(due('not_sent'), { now: notSentAt })
      .then(raised('not_sent', 'render_failed'));
    given([...watched, raised('not_sent')])
      .when(due('not_sent'), { now: notSentAt })
      .thenNothingHappens();
    expect(coming([...watched, raised('not_sent')])).toEqual([]);
  });

  it('DT5: is its opening, from the sending on', () => {
    const at = new Date(Date.parse(sentAt) + week).toISOString();
    expect(coming([...watched, sent])).toEqual([['watch:never_opened', at]]);
    given([...watched, sent])
      .when(due('never_opened'), { now: at })
      .then(raised('never_opened'));
    given([...watched, sent])
      .when(due('never_opened'), { now: hours(at, -1) })
      .thenNothingHappens();
  });

  it('DT4: is its payment, from the opening on; that it was never opened is no matter then', () => {
    const at = days(openedAt, 7);
    expect(coming([...watched, sent, opened])).toEqual([['watch:opened_unpaid', at]]);
    given([...watched, sent, opened])
      .when(due('opened_unpaid'), { now: at })
      .then(raised('opened_unpaid'));
    expect(coming([...watched, sent, { type: 'receipt.confirmed', at: openedAt, data: { invoiceId: 'inv_1' } }])).toEqual([['watch:opened_unpaid', at]]);
  });

  it('costs no timer once it cannot come true: sent, paid, told otherwise', () => {
    expect(coming([...watched, sent, opened, raised('opened_unpaid')])).toEqual([]);
    expect(coming([...watched, sent, opened, paid(whole), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }])).toEqual([]);
    expect(coming([...watched, { type: 'invoice.undeliverable', data: { invoiceId: 'inv_1', outcome: 'verify', reason: 'no_answer' } }])).toEqual([]);
    expect(coming([...watched, sent, returned(null)])).toEqual([]);
  });

  it('waits for the end of a pause, a promise or a dispute', () => {
    const until = days(openedAt, 20);
    expect(coming([...watched, sent, opened, paused({ untilAt: until })])).toEqual([['watch:opened_unpaid', until]]);
    expect(coming([...watched, sent, opened, disputed(null, until)])).toEqual([['watch:opened_unpaid', until]]);
  });

  it('waits for no claim of a part: the rest is asked for', () => {
    expect(coming([...watched, sent, opened, disputed(whole / 2, days(openedAt, 20))])).toEqual([['watch:opened_unpaid', days(openedAt, 7)]]);
  });

  it('is planned anew by no later plan, and is unknown to deals from before', () => {
    const replanned: Past = { type: 'reminder.planned', at: days(now, 1), data: invoiceFacts('inv_1', { watches }) };
    expect(coming([...watched, sent, replanned])).toEqual(coming([...watched, sent]));
    expect(coming(collecting)).toEqual([]);
    // A deal from before learns of what is still to come, and raises nothing that is over.
    expect(coming([...collecting, replanned])).toEqual([]);
  });
});
