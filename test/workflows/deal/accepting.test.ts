import { describe, it } from 'vitest';
import { given, now, user } from './given.ts';
import { approvedByManager, collecting, created, days, inApproval } from './sample-past.ts';

const byCustomer = { acceptance: 'customer_accepts' } as const;
const bySignature = { acceptance: 'contract_signed' } as const;
const replaced = [...approvedByManager, { type: 'approval.superseded' as const, data: { round: 1, version: 1, taskId: null, personId: null } }];

describe('the customer’s yes', () => {
  it('is the customer’s own or noted by staff', () => {
    given(approvedByManager, byCustomer)
      .when({ type: 'accept' }, { actor: { type: 'customer', id: 'cus_1' } })
      .then({ type: 'quote.accepted', data: { by: 'customer' } });
    given(approvedByManager, byCustomer)
      .when({ type: 'accept' }, { actor: user('usr_seller') })
      .then({ type: 'quote.accepted', data: { by: 'staff' } });
  });

  it('given twice is no error', () =>
    given([...approvedByManager, { type: 'quote.accepted', data: { by: 'customer' } }], byCustomer)
      .when({ type: 'accept' })
      .thenNothingHappens());

  it('is refused where the deal is not that far, or waits for a signature', () => {
    given(inApproval(), byCustomer).when({ type: 'accept' }).thenRefused('wrong_stage');
    given([created], byCustomer).when({ type: 'accept' }).thenRefused('wrong_stage');
    given(approvedByManager, bySignature).when({ type: 'accept' }).thenRefused('wrong_stage');
  });

  it('is refused at the end of the quote’s validity and after it', () => {
    given(approvedByManager, byCustomer)
      .when({ type: 'accept' }, { now: days(now, 14) })
      .thenRefused('wrong_stage', { valid_until: days(now, 14) });
  });

  it('to a version that was just replaced is refused', () => {
    given(replaced, byCustomer).when({ type: 'accept' }).thenRefused('version_superseded');
    given(replaced, bySignature).when({ type: 'mark_signed' }).thenRefused('version_superseded');
  });
});

describe('the signature', () => {
  it('starts invoicing, once', () => {
    given(approvedByManager, bySignature).when({ type: 'mark_signed' }).then({ type: 'contract.signed', data: {} });
    given([...approvedByManager, { type: 'contract.signed', data: {} }], bySignature)
      .when({ type: 'mark_signed' })
      .thenNothingHappens();
  });

  it('is refused where the deal waits for the customer’s yes, or the quote has run out', () => {
    given(approvedByManager, byCustomer).when({ type: 'mark_signed' }).thenRefused('wrong_stage');
    given(approvedByManager, bySignature)
      .when({ type: 'mark_signed' }, { now: days(now, 15) })
      .thenRefused('wrong_stage');
  });
});

describe('the end of the quote’s validity', () => {
  it('loses a deal that nobody accepted', () =>
    given(approvedByManager, byCustomer)
      .when({ type: 'expire_quote' }, { now: days(now, 14) })
      .thenInOrder('quote.expired', 'deal.closed'));

  it('does nothing before its time, to a replaced version, or after the yes', () => {
    given(approvedByManager, byCustomer).when({ type: 'expire_quote' }).thenNothingHappens();
    given(replaced, byCustomer)
      .when({ type: 'expire_quote' }, { now: days(now, 14) })
      .thenNothingHappens();
    given(collecting)
      .when({ type: 'expire_quote' }, { now: days(now, 14) })
      .thenNothingHappens();
  });
});
