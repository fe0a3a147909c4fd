import { describe, expect, it } from 'vitest';
import { effectsOf } from '../../../workflows/deal/effects.ts';
import { given, machine, now, type Past, stateAfter } from './given.ts';
import { approvedByManager, billed, closed, collecting, inApproval, instalment, invoiceFacts, issued } from './sample-past.ts';

const reviewed: Past = { type: 'invoice.review_required', data: { instalment: 1, review: 'contract_type' } };
const refused: Past = { type: 'invoice.refused', data: { instalment: 1, code: 'requisites_incomplete', field: 'customer.tax_id' } };

describe('the plan of invoices', () => {
  it('is kept, and what a person must see first waits at the gate', () => {
    const [free, gated, later] = [instalment(1), instalment(2, { review: 'special_terms' }), instalment(3, { trigger: 'delivery', review: 'special_terms' })];
    given(approvedByManager)
      .when({ type: 'billing_planned', instalments: [free, gated, later] })
      .then({ type: 'billing.planned', data: { instalments: [free, gated, later] } }, { type: 'invoice.review_required', data: { instalment: 2, review: 'special_terms' } });
  });
  it('counts a delivery that was told before it was made', () => {
    const delivered: Past = { type: 'deal.delivered', data: { on: '2030-04-10' } };
    const later = instalment(1, { trigger: 'delivery' });
    given([...approvedByManager, delivered])
      .when({ type: 'billing_planned', instalments: [{ ...later, review: 'special_terms' }] })
      .thenInOrder('billing.planned', 'invoice.review_required');
    const planned: Past = { type: 'billing.planned', data: { instalments: [later] } };
    expect(effectsOf({ ...planned, n: 99, at: now, actor: machine, commandId: null }, stateAfter([...approvedByManager, delivered, planned]))).toEqual([{ kind: 'issue_invoice', instalment: 1 }]);
  });
  it('is made once, and dropped where the deal has ended', () => {
    given(billed(instalment(1)))
      .when({ type: 'billing_planned', instalments: [instalment(1), instalment(2)] })
      .thenNothingHappens();
    given([...approvedByManager, closed()])
      .when({ type: 'billing_planned', instalments: [instalment(1)] })
      .thenNothingHappens();
  });
});

describe('delivery', () => {
  const delivered = { type: 'mark_delivered', on: '2030-04-10' } as const;
  const advance = billed(instalment(1), instalment(2, { trigger: 'delivery' }));
  it('makes the invoices due that waited for it, past the gate where one stands', () => {
    given(advance)
      .when(delivered)
      .then({ type: 'deal.delivered', data: { on: '2030-04-10' } });
    given(billed(instalment(1, { trigger: 'delivery', review: 'special_terms' })))
      .when(delivered)
      .thenInOrder('deal.delivered', 'invoice.review_required');
  });
  it('told twice is no error', () =>
    given([...advance, { type: 'deal.delivered', data: { on: '2030-04-10' } }])
      .when(delivered)
      .thenNothingHappens());
  it('is refused before the deal is invoiced', () => given(inApproval()).when(delivered).thenRefused('wrong_stage'));
});

describe('the release of an invoice', () => {
  const release = { type: 'release_invoice', instalment: 1 } as const;
  it('opens the gate, and asks again after a requisite was corrected', () => {
    for (const stopped of [reviewed, refused])
      given([...billed(instalment(1)), stopped])
        .when(release)
        .then({ type: 'invoice.released', data: { instalment: 1 } });
  });
  it('is no error where it is on its way or issued', () => {
    given(billed(instalment(1)))
      .when(release)
      .thenNothingHappens();
    given(collecting).when(release).thenNothingHappens();
  });
  it('is refused before delivery, of an unknown invoice, and before invoicing', () => {
    given(billed(instalment(1, { trigger: 'delivery' })))
      .when(release)
      .thenRefused('wrong_stage');
    given(billed(instalment(1)))
      .when({ type: 'release_invoice', instalment: 7 })
      .thenRefused('unknown_invoice');
    given(inApproval()).when(release).thenRefused('wrong_stage');
  });
});

describe('what came of issuing', () => {
  it('is kept once: the second answer is dropped', () => {
    given(billed(instalment(1)))
      .when({ type: 'invoice_issued', instalment: 1, facts: invoiceFacts() })
      .then({ type: 'invoice.issued', data: { instalment: 1, external: false, ...invoiceFacts() } });
    given(collecting).when({ type: 'invoice_issued', instalment: 1, facts: invoiceFacts() }).thenNothingHappens();
    given([...billed(instalment(1)), closed()])
      .when({ type: 'invoice_issued', instalment: 1, facts: invoiceFacts() })
      .thenNothingHappens();
  });
  it('a wrong requisite is named, and nothing was sent', () => {
    const fact = { type: 'invoice_refused', instalment: 1, code: 'requisites_incomplete', field: 'customer.tax_id' } as const;
    given(billed(instalment(1)))
      .when(fact)
      .then({ type: 'invoice.refused', data: { instalment: 1, code: 'requisites_incomplete', field: 'customer.tax_id' } });
    given([...billed(instalment(1)), closed()])
      .when(fact)
      .thenNothingHappens();
    given(collecting).when(fact).thenNothingHappens();
  });
  it('the letter’s outcome is recorded, whatever it is', () => {
    const letter = (outcome: string, reason: string | null) => ({ type: 'invoice_letter_finished', invoiceId: 'inv_1', outcome, reason }) as const;
    given(collecting)
      .when(letter('sent', null))
      .then({ type: 'invoice.sent', data: { invoiceId: 'inv_1' } });
    given(collecting)
      .when(letter('verify', 'no_answer'))
      .then({ type: 'invoice.undeliverable', data: { invoiceId: 'inv_1', outcome: 'verify', reason: 'no_answer' } });
  });
});

describe('a document or letter that fails', () => {
  const failed = { type: 'effect_failed', what: 'document:quote:qtv_1', code: 'browser_missing', retryAt: '2030-04-01T05:00:30.000Z' } as const;
  const stuck: Past = { type: 'deal.stuck', data: { what: failed.what, code: failed.code, retryAt: failed.retryAt } };
  it('is shown since its first failure with its next try, and its recovery once', () => {
    given(inApproval())
      .when(failed)
      .then({ type: 'deal.stuck', data: { what: failed.what, code: failed.code, retryAt: failed.retryAt } });
    given([...inApproval(), stuck])
      .when({ ...failed, retryAt: '2030-04-01T05:01:30.000Z' }, { now })
      .then({ type: 'deal.stuck', data: { what: failed.what, code: failed.code, retryAt: '2030-04-01T05:01:30.000Z' } });
    expect(stateAfter([...inApproval(), stuck, { ...stuck, data: { ...stuck.data, retryAt: '2030-04-01T05:01:30.000Z' } }]).stuck).toMatchObject({
      [failed.what]: { since: stateAfter([...inApproval(), stuck]).stuck[failed.what]?.since, retryAt: '2030-04-01T05:01:30.000Z' },
    });
    given([...inApproval(), stuck])
      .when({ type: 'effect_recovered', what: failed.what })
      .then({ type: 'deal.unstuck', data: { what: failed.what } });
    given(inApproval()).when({ type: 'effect_recovered', what: failed.what }).thenNothingHappens();
  });
});

describe('an invoice that was issued elsewhere', () => {
  it('needs no plan of invoices', () => {
    given([{ type: 'deal.created', data: { entryStage: 'collecting' } }, issued()])
      .when({ type: 'billing_planned', instalments: [instalment(1)] })
      .thenNothingHappens();
  });
});
