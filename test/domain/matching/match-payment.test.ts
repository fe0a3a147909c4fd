import { describe, expect, it } from 'vitest';
import { matchPayment } from '../../../domain/matching/match-payment.ts';
import { defaultMatchingPolicy, type IncomingPayment, type MatchDecision, type OpenInvoice } from '../../../domain/matching/matching.ts';
import { makePaymentReference } from '../../../domain/reference/payment-reference.ts';

const reference = makePaymentReference(118);

function invoice(number: string, remainingMinor: number, change: Partial<OpenInvoice> = {}): OpenInvoice {
  return {
    invoiceId: `inv_${number}`,
    number,
    reference: null,
    customerId: 'cus_market',
    customerTaxId: '991240992012',
    customerIbans: ['KZ53601TEST000000077'],
    remainingMinor,
    totalMinor: remainingMinor,
    currency: 'KZT',
    dueOn: '2026-09-15',
    issuedOn: '2026-09-01',
    ...change,
  };
}

function payment(amountMinor: number, purpose: string, change: Partial<IncomingPayment> = {}): IncomingPayment {
  return { amountMinor, currency: 'KZT', receivedOn: '2026-09-14', payer: { name: 'ТОО «Пример Маркет»', taxId: '991240992012', iban: 'KZ53601TEST000000077' }, purpose, ...change };
}

const first = invoice('2026-000118', 58_000_00, { reference });
const second = invoice('2026-000119', 34_800_00, { dueOn: '2026-09-10' });
const stranger = { payer: { name: 'ТОО «Образец Строй»', taxId: '991240993010', iban: 'KZ33965TEST000000088' } };

const decide = (paid: IncomingPayment, openInvoices: readonly OpenInvoice[], policy = defaultMatchingPolicy): MatchDecision => matchPayment({ payment: paid, openInvoices }, policy);

function allocated(decision: MatchDecision): readonly (readonly [string, number])[] {
  return decision.decision === 'allocate' ? decision.allocations.map(({ invoiceId, amountMinor }) => [invoiceId, amountMinor] as const) : [];
}

function reasons(decision: MatchDecision): readonly string[] {
  return decision.decision === 'review' ? decision.reasons.map(({ kind }) => kind) : [];
}

function candidates(decision: MatchDecision): readonly string[] {
  return decision.decision === 'review' ? decision.candidates.map(({ invoiceId }) => invoiceId) : [];
}

describe('what allocates by itself', () => {
  it.each([
    ['the reference', payment(58_000_00, `Оплата ${reference}`), [['inv_2026-000118', 58_000_00]]],
    ['the reference in lower case with a dash', payment(58_000_00, `оплата ${reference.slice(0, 4).toLowerCase()}-${reference.slice(4)}`), [['inv_2026-000118', 58_000_00]]],
    ['the number', payment(34_800_00, 'по счету № 2026-000119'), [['inv_2026-000119', 34_800_00]]],
    ['a part of one named invoice', payment(10_000_00, 'частичная оплата по счету 2026-000118'), [['inv_2026-000118', 10_000_00]]],
    ['one tiyn of it', payment(1, 'по счету 2026-000118'), [['inv_2026-000118', 1]]],
    [
      'two named invoices in full',
      payment(92_800_00, 'по счетам 2026-000118 и 2026-000119'),
      [
        ['inv_2026-000118', 58_000_00],
        ['inv_2026-000119', 34_800_00],
      ],
    ],
    ['reference and number of one invoice', payment(58_000_00, `счет 2026-000118, ${reference}`), [['inv_2026-000118', 58_000_00]]],
    ['a payer known by IBAN alone', payment(58_000_00, 'счет 2026-000118', { payer: { iban: 'kz53 601t est0 0000 0077' } }), [['inv_2026-000118', 58_000_00]]],
    ['the full sum of the open one, though another cited number is not open', payment(58_000_00, 'сч 2026-000118, 2026-000777'), [['inv_2026-000118', 58_000_00]]],
  ])('%s', (_case, paid, expected) => {
    const decision = decide(paid, [first, second]);
    expect(allocated(decision)).toEqual(expected);
    expect(decision).toMatchObject({ unallocatedMinor: 0 });
  });

  it('keeps the evidence of each allocation', () => {
    const decision = decide(payment(58_000_00, `счет № 2026-000118 ${reference}`), [first]);
    expect(decision.decision === 'allocate' && decision.allocations[0]?.evidence).toEqual([
      { kind: 'reference', detail: reference },
      { kind: 'number', detail: '2026-000118' },
      { kind: 'payer_tax_id', detail: '991240992012' },
      { kind: 'amount_exact', detail: '5800000' },
    ]);
  });

  it('takes the payer’s own of two invoices that carry one number', () => {
    const foreign = invoice('45', 58_000_00, { invoiceId: 'inv_foreign', customerId: 'cus_other', customerTaxId: '991240993010', customerIbans: [] });
    expect(allocated(decide(payment(58_000_00, 'счет 0000-000045'), [foreign, invoice('0000-000045', 58_000_00)]))).toEqual([['inv_0000-000045', 58_000_00]]);
  });
});

describe('what a person decides', () => {
  it.each([
    ['a third party pays a named invoice', payment(58_000_00, 'счет 2026-000118', stranger), ['payer_differs'], 'inv_2026-000118'],
    [
      'a third party pays by reference from the customer’s account',
      payment(58_000_00, reference, { payer: { taxId: '991240993010', iban: 'KZ53601TEST000000077' } }),
      ['payer_differs'],
      'inv_2026-000118',
    ],
    ['the payer is not named at all', payment(58_000_00, 'счет 2026-000118', { payer: {} }), ['payer_unknown'], 'inv_2026-000118'],
    ['one tiyn too much', payment(58_000_01, 'счет 2026-000118'), ['overpayment'], 'inv_2026-000118'],
    ['a part of several named invoices', payment(60_000_00, 'счета 2026-000118, 2026-000119'), ['part_of_several'], 'inv_2026-000119'],
    ['a part, while another cited number is not open', payment(10_000_00, 'сч 2026-000118, 2026-000777'), ['cited_but_not_open'], 'inv_2026-000118'],
    ['a number that is not open', payment(58_000_00, 'счет 2026-000777'), ['cited_but_not_open'], 'inv_2026-000118'],
    ['only the tail of the number', payment(12_00, 'счет 119'), ['cited_but_not_open'], 'inv_2026-000119'],
    ['only the exact sum of one open invoice', payment(34_800_00, 'за товар'), ['nothing_named'], 'inv_2026-000119'],
    ['only a contract number', payment(34_800_00, 'по договор № 15/26'), ['nothing_named'], 'inv_2026-000119'],
    ['«за счет 2 квартала»', payment(34_800_00, 'за счет 2 квартала'), ['nothing_named'], 'inv_2026-000119'],
  ])('%s', (_case, paid, why, topCandidate) => {
    const decision = decide(paid, [first, second]);
    expect(reasons(decision)).toEqual(why);
    expect(candidates(decision)[0]).toBe(topCandidate);
  });

  it('does not take «счет 2» out of «за счет 2 квартала» even where an invoice 2 is open', () => {
    expect(reasons(decide(payment(5_00, 'за счет 2 квартала'), [invoice('2', 5_00)]))).toEqual(['nothing_named']);
  });

  it('does not choose between two invoices of the payer with one number', () => {
    const twins = [invoice('45', 5_00, { invoiceId: 'inv_b' }), invoice('0045', 5_00, { invoiceId: 'inv_a' })];
    const decision = decide(payment(5_00, 'счет 45'), twins);
    expect(reasons(decision)).toContain('ambiguous_number');
    expect(candidates(decision)).toEqual(['inv_a', 'inv_b']);
  });

  it('shows two equal candidates with equal scores and chooses neither', () => {
    const decision = decide(payment(7_00, 'оплата'), [invoice('1', 7_00), invoice('2', 7_00)]);
    expect(decision.decision === 'review' && decision.candidates.map(({ score }) => score)).toEqual([42, 42]);
  });

  it('suggests the only set of open invoices with the sum, and no set where there are two', () => {
    const open = [invoice('1', 3_00), invoice('2', 5_00), invoice('3', 9_00)];
    const suggested = (all: readonly OpenInvoice[]): readonly string[] => {
      const decision = decide(payment(8_00, 'оплата'), all);
      return decision.decision === 'review' ? decision.candidates.filter(({ evidence }) => evidence.some(({ kind }) => kind === 'only_subset')).map(({ invoiceId }) => invoiceId) : [];
    };
    expect(suggested(open)).toEqual(['inv_1', 'inv_2']);
    expect(suggested([...open, invoice('4', 6_00), invoice('5', 2_00)])).toEqual([]);
  });

  it('suggests the exact sum of another customer’s invoice, below the payer’s own', () => {
    const foreign = invoice('9', 34_800_00, { customerTaxId: '991240993010', customerIbans: [] });
    expect(candidates(decide(payment(34_800_00, 'оплата'), [foreign, first]))).toEqual(['inv_2026-000118', 'inv_9']);
  });

  it('obeys a policy that lets numbers allocate nothing', () => {
    const policy = { ...defaultMatchingPolicy, allocateBy: ['reference'] as const };
    expect(reasons(decide(payment(58_000_00, 'счет 2026-000118'), [first], policy))).toEqual(['policy']);
    expect(allocated(decide(payment(58_000_00, `счет 2026-000118 ${reference}`), [first], policy))).toEqual([['inv_2026-000118', 58_000_00]]);
  });
});

describe('what never matches', () => {
  it.each([
    ['money that went out', payment(58_000_00, 'счет 2026-000118', { direction: 'out' }), 'not_incoming'],
    ['money of unknown direction', payment(58_000_00, 'счет 2026-000118', { direction: 'unknown' }), 'not_incoming'],
    ['nothing', payment(0, 'счет 2026-000118'), 'not_positive'],
    ['less than nothing', payment(-5, 'счет 2026-000118'), 'not_positive'],
    ['a refund', payment(58_000_00, 'возврат по счету 2026-000118'), 'returned_payment'],
  ])('%s', (_case, paid, why) => {
    expect(decide(paid, [first])).toEqual({ decision: 'review', candidates: [], reasons: [expect.objectContaining({ kind: why })] });
  });

  it('an invoice in another currency', () => {
    const decision = decide(payment(58_000_00, `счет 2026-000118 ${reference}`, { currency: 'USD' }), [first]);
    expect(decision.decision).toBe('review');
    expect(candidates(decision)).toEqual([]);
  });

  it('an invoice with nothing left to pay', () => {
    expect(reasons(decide(payment(58_000_00, 'счет 2026-000118'), [{ ...first, remainingMinor: 0 }]))).toEqual(['cited_but_not_open']);
  });
});
