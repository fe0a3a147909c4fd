import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import type { PayerHistory, PayerInvoice } from '../../../domain/payers/payer-history.ts';
import { judgePayer, medianDays, type PayerJudgement } from '../../../domain/payers/payer-type.ts';
import { suggestTerms } from '../../../domain/payers/suggest-terms.ts';
import { holdsForAll } from '../holds-for-all.ts';

const asOn = '2026-12-01';
const dueOn = '2026-10-01';
const paid = (daysLate: number, invoiceId = 'inv_paid'): PayerInvoice => ({ invoiceId, dueOn, paidOn: addDays(dueOn, daysLate), seenOn: asOn, writtenOff: false, answered: false });
const open = (daysOverdue: number, answered: boolean): PayerInvoice => ({ invoiceId: 'inv_open', dueOn: addDays(asOn, -daysOverdue), paidOn: null, seenOn: asOn, writtenOff: false, answered });
const judge = (invoices: PayerInvoice[], brokenPromises = 0) => judgePayer({ invoices, brokenPromises });
const typeAndCodes = ({ type, reasons }: PayerJudgement) => [type, ...reasons.map(reason => reason.code)];

describe('the payer type (SG1)', () => {
  it.each<[string, PayerHistory['invoices'], number, (string | null)[]]>([
    ['without history has none', [], 0, [null, 'no_history']],
    ['of an invoice that is not due yet has none', [open(-5, false)], 0, [null, 'no_history']],
    ['of whoever pays in time has none', [paid(0), paid(-2), paid(3)], 0, [null, 'never_late']],
    ['is accidental at the first time late', [paid(0), paid(4)], 0, ['accidental', 'seldom_late']],
    ['is accidental while an invoice is late and the customer speaks', [paid(0), open(40, true)], 0, ['accidental', 'seldom_late']],
    ['is accidental for two late ones of two', [paid(10), paid(12)], 0, ['accidental', 'seldom_late']],
    ['is chronic for three late ones of six', [paid(9), paid(12), paid(20), paid(0), paid(1), paid(2)], 0, ['chronic', 'often_late']],
    ['is accidental for three late ones of seven', [paid(9), paid(12), paid(20), paid(0), paid(1), paid(2), paid(3)], 0, ['accidental', 'seldom_late']],
    ['is a problem after 21 days without a word', [open(21, false)], 0, ['problem', 'silent', 'seldom_late']],
    ['is not a problem the day before', [open(20, false)], 0, ['accidental', 'seldom_late']],
    ['is a problem after two broken promises', [paid(0)], 2, ['problem', 'promises_broken']],
    ['is not one after a single broken promise', [paid(0)], 1, [null, 'never_late']],
    ['is a problem where a debt was written off', [{ ...open(90, true), writtenOff: true }], 0, ['problem', 'written_off', 'seldom_late']],
  ])('%s', (_name, invoices, broken, expected) => {
    expect(typeAndCodes(judge([...invoices], broken))).toEqual(expected);
  });

  it('says the figures behind it', () => {
    expect(judge([paid(9), paid(12), paid(20)]).reasons).toEqual([{ code: 'often_late', late: 3, invoices: 3, medianDaysLate: 12 }]);
    expect(judge([open(30, false), { ...open(25, false), invoiceId: 'inv_later' }]).reasons[0]).toEqual({ code: 'silent', invoiceId: 'inv_open', daysOverdue: 30 });
  });

  it('is never made worse by one more invoice paid in time', () => {
    const invoice = fc.oneof(
      fc.integer({ min: -10, max: 60 }).map(days => paid(days)),
      fc.record({ days: fc.integer({ min: -10, max: 60 }), answered: fc.boolean() }).map(({ days, answered }) => open(days, answered)),
    );
    const worse = [null, 'accidental', 'chronic', 'problem'];
    holdsForAll(
      'an invoice paid in time never makes a payer worse',
      fc.property(fc.array(invoice, { maxLength: 12 }), fc.nat({ max: 3 }), (invoices, broken) => {
        expect(worse.indexOf(judge([...invoices, paid(0)], broken).type)).toBeLessThanOrEqual(worse.indexOf(judge(invoices, broken).type));
      }),
    );
  });

  it('does not depend on the order of invoices (INV-11)', () => {
    const invoices = [paid(9), open(30, false), paid(0), { ...open(25, false), invoiceId: 'inv_later' }, paid(20)];
    expect(judge([...invoices].reverse())).toEqual(judge(invoices));
  });
});

describe('the terms proposed (SG3)', () => {
  it('stay for whoever was late by accident', () => {
    expect(suggestTerms(judge([paid(0), paid(30)]))).toBeNull();
  });

  it('are shorter credit for a habit of some days, and prepayment with a discount for one of two weeks', () => {
    expect(suggestTerms(judge([paid(9), paid(9), paid(9)]))).toBe('shorter_credit');
    expect(suggestTerms(judge([paid(14), paid(14), paid(14)]))).toBe('prepay_with_discount');
  });

  it('are prepayment for a problem, and no credit at all after a write-off', () => {
    expect(suggestTerms(judge([open(30, false)]))).toBe('prepay');
    expect(suggestTerms(judge([{ ...open(90, true), writtenOff: true }]))).toBe('stop_credit');
  });
});

describe('the middle of some days', () => {
  it('is the lower of two middle ones, and null for none', () => {
    expect([medianDays([]), medianDays([5]), medianDays([9, 1]), medianDays([3, 1, 2])]).toEqual([null, 5, 1, 2]);
  });
});
