import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPayment } from '../../../domain/matching/match-payment.ts';
import { defaultMatchingPolicy, type OpenInvoice } from '../../../domain/matching/matching.ts';
import { findOnlySubset } from '../../../domain/matching/only-subset.ts';
import { makePaymentReference } from '../../../domain/reference/payment-reference.ts';

const taxIds = ['991240992012', '991240993010'] as const;

const openInvoice = fc
  .record({
    id: fc.nat(30),
    number: fc.integer({ min: 1, max: 12 }),
    owner: fc.constantFrom(...taxIds),
    remainingMinor: fc.integer({ min: 0, max: 6 }),
    currency: fc.constantFrom('KZT', 'KZT', 'USD'),
  })
  .map(
    ({ id, number, owner, remainingMinor, currency }): OpenInvoice => ({
      invoiceId: `inv_${id}`,
      number: `2026-${String(number).padStart(6, '0')}`,
      reference: makePaymentReference(id),
      customerId: owner,
      customerTaxId: owner,
      customerIbans: [],
      remainingMinor,
      totalMinor: 10,
      currency,
      dueOn: `2026-09-${String(number).padStart(2, '0')}`,
      issuedOn: '2026-08-01',
    }),
  );
const openInvoices = fc.uniqueArray(openInvoice, { selector: ({ invoiceId }) => invoiceId, maxLength: 12 });

describe('INV-3: matching conserves money', () => {
  it('never allocates more than the payment or the remainder, to a foreign payer or currency, or to what was not named', () => {
    let allocatedCount = 0;
    const noise = fc.constantFrom('', '', 'за счет 2 квартала', 'договор № 15/26', `счет № 2026-000011`, makePaymentReference(77));
    const named = fc.array(fc.record({ at: fc.nat(11), byReference: fc.boolean() }), { maxLength: 3 });
    const payer = fc.constantFrom(...taxIds);
    fc.assert(
      fc.property(openInvoices, named, fc.tuple(noise, payer, fc.integer({ min: -4, max: 4 }), fc.boolean()), (open, picks, [other, taxId, missMinor, isExact]) => {
        const cited = picks.flatMap(({ at, byReference }) => (open[at] === undefined ? [] : [{ invoice: open[at], text: byReference ? (open[at].reference ?? '') : `счет № ${open[at].number}` }]));
        const citations = [...cited.map(({ text }) => text), other];
        const openMinor = [...new Set(cited.map(({ invoice }) => invoice))].reduce((sum, { remainingMinor }) => sum + remainingMinor, 0);
        const amountMinor = isExact ? openMinor : openMinor + missMinor;
        const decision = matchPayment(
          { payment: { amountMinor, currency: 'KZT', receivedOn: '2026-09-14', payer: { taxId }, purpose: citations.join(' ') }, openInvoices: open },
          defaultMatchingPolicy,
        );
        if (decision.decision === 'review') return;
        allocatedCount += 1;
        expect(decision.allocations.reduce((sum, allocation) => sum + allocation.amountMinor, decision.unallocatedMinor)).toBe(amountMinor);
        expect(new Set(decision.allocations.map(({ invoiceId }) => invoiceId)).size).toBe(decision.allocations.length);
        for (const allocation of decision.allocations) {
          const target = open.find(({ invoiceId }) => invoiceId === allocation.invoiceId);
          expect(allocation.amountMinor).toBeGreaterThan(0);
          expect(allocation.amountMinor).toBeLessThanOrEqual(target?.remainingMinor ?? 0);
          expect(target).toMatchObject({ customerTaxId: taxId, currency: 'KZT' });
          expect(citations.some(text => text.includes(target?.number ?? '?') || text === target?.reference)).toBe(true);
        }
      }),
      { numRuns: 3000, verbose: 1 },
    );
    expect(allocatedCount).toBeGreaterThan(50);
  });
});

describe('the only subset', () => {
  it('is what counting every subset finds', () => {
    fc.assert(
      fc.property(openInvoices, fc.integer({ min: 1, max: 20 }), (open, amountMinor) => {
        const payable = open.filter(({ remainingMinor }) => remainingMinor > 0);
        const solutions: (readonly OpenInvoice[])[] = [];
        for (let mask = 0; mask < 2 ** payable.length; mask += 1) {
          const chosen = payable.filter((_, at) => (mask >> at) % 2 === 1);
          if (chosen.length > 1 && chosen.length <= 6 && chosen.reduce((sum, { remainingMinor }) => sum + remainingMinor, 0) === amountMinor) solutions.push(chosen);
        }
        const found = findOnlySubset(amountMinor, open, defaultMatchingPolicy);
        const ids = (invoices: readonly OpenInvoice[] | null | undefined): readonly string[] | undefined => invoices?.map(({ invoiceId }) => invoiceId).sort();
        expect(ids(found)).toEqual(solutions.length === 1 ? ids(solutions[0]) : undefined);
      }),
      { numRuns: 150, verbose: 1 },
    );
  });

  it('is not sought among more candidates than the limit', () => {
    const many = Array.from(
      { length: 25 },
      (_, at): OpenInvoice => ({
        invoiceId: `inv_${at}`,
        number: String(at),
        reference: null,
        customerId: 'c',
        customerTaxId: null,
        customerIbans: [],
        remainingMinor: 2 ** at,
        totalMinor: 2 ** at,
        currency: 'KZT',
        dueOn: '2026-09-01',
        issuedOn: '2026-08-01',
      }),
    );
    expect(findOnlySubset(3, many, defaultMatchingPolicy)).toHaveLength(2);
    expect(findOnlySubset(2 ** 24 + 1, many.slice(1), defaultMatchingPolicy)).toBeNull();
    expect(findOnlySubset(2 ** 25, many, defaultMatchingPolicy)).toBeNull();
    expect(findOnlySubset(2 ** 23 + 1, many.slice(0, 24), defaultMatchingPolicy)).toHaveLength(2);
  });
});
