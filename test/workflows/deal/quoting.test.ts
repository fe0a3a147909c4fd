import { describe, it } from 'vitest';
import { given } from './given.ts';
import { allRoles, approvedByManager, approvers, closed, collecting, created, inApproval, packageRef, roundPlan, submitted, taskOf } from './sample-past.ts';

const superseded = (version: number, role: 'manager' | null) => ({
  type: 'approval.superseded' as const,
  data: { round: 1, version, taskId: role && taskOf(role), personId: role && approvers[role] },
});

describe('create', () => {
  it('begins at quoting, and is submitted at once where that was asked for', () => {
    given([])
      .when({ type: 'create', entryStage: 'quoting', submit: false, invoices: [] })
      .then({ type: 'deal.created', data: { entryStage: 'quoting' } });
    given([]).when({ type: 'create', entryStage: 'quoting', submit: true, invoices: [] }).thenInOrder('deal.created', 'deal.submitted');
    given([]).when({ type: 'create', entryStage: 'approving', submit: false, invoices: [] }).thenInOrder('deal.created', 'deal.submitted');
  });

  it('brings the invoices issued elsewhere along where it enters at collecting', () => {
    const facts = { invoiceId: 'inv_1', totalMinor: 100, paidMinor: 0, dueOn: '2030-04-15', overdueFromAt: '2030-04-15T19:00:00.000Z', rungs: [] };
    given([])
      .when({ type: 'create', entryStage: 'collecting', submit: false, invoices: [facts] })
      .then({ type: 'deal.created', data: { entryStage: 'collecting' } }, { type: 'invoice.issued', data: { instalment: 1, external: true, ...facts } });
  });

  it('is done once', () => given([created]).when({ type: 'create', entryStage: 'quoting', submit: true, invoices: [] }).thenNothingHappens());
});

describe('submit', () => {
  it('starts the next round', () => {
    given([created])
      .when({ type: 'submit' })
      .then({ type: 'deal.submitted', data: { round: 1 } });
    const rejected = [...inApproval(), { type: 'deal.returned' as const, data: { round: 1, decision: 'rejected' as const, role: 'manager', noteId: 'note_1' } }];
    given(rejected)
      .when({ type: 'submit' })
      .then({ type: 'deal.submitted', data: { round: 2 } });
  });

  it('is no error where it was done already', () => {
    given([created, submitted]).when({ type: 'submit' }).thenNothingHappens();
    given(inApproval()).when({ type: 'submit' }).thenNothingHappens();
  });

  it('is refused once the deal is approved, invoiced or closed', () => {
    given(approvedByManager, { acceptance: 'customer_accepts' }).when({ type: 'submit' }).thenRefused('wrong_stage', { status: 'accepting' });
    given(collecting).when({ type: 'submit' }).thenRefused('wrong_stage', { status: 'billing' });
    given([created, closed('lost')])
      .when({ type: 'submit' })
      .thenRefused('wrong_stage', { status: 'closed' });
  });
});

describe('a changed draft', () => {
  const change = { type: 'change_package', draftRevision: 3 } as const;
  const changed = { type: 'deal.draft_changed', data: { draftRevision: 3 } } as const;

  it('stays a draft while quoting', () => given([created]).when(change).then(changed));

  it('supersedes the version in approval and names the person who had it', () => given(inApproval()).when(change).then(changed, superseded(1, 'manager')));

  it('supersedes the version that waits for the customer', () => given(approvedByManager, { acceptance: 'customer_accepts' }).when(change).then(changed, superseded(1, null)));

  it('is frozen again where it comes while the submitted draft is being frozen', () => given([created, submitted]).when(change).then(changed, superseded(0, null)));

  it('is refused once the deal is invoiced or closed', () => {
    given(collecting).when(change).thenRefused('wrong_stage', { status: 'billing' });
    given([created, closed('lost')])
      .when(change)
      .thenRefused('wrong_stage');
  });
});

describe('the prepared round', () => {
  it('freezes the version, starts the round and opens its first step', () => {
    const { package: pack, firstStep, ...route } = roundPlan();
    given([created, submitted])
      .when({ type: 'round_prepared', plan: roundPlan() })
      .then(
        { type: 'quote.version_created', data: pack },
        { type: 'approval.round_started', data: { round: 1, packageId: pack.packageId, version: 1, ...route } },
        { type: 'approval.requested', data: { version: 1, round: 1, position: 0, role: 'manager', ...firstStep } },
      );
  });

  it('is dropped where nobody waits for it any more', () => {
    for (const past of [[created], inApproval(), collecting, [created, submitted, closed('lost')]])
      given(past)
        .when({ type: 'round_prepared', plan: roundPlan(allRoles, 2) })
        .thenNothingHappens();
  });

  it('INV-5: a route without steps is a bug and never an approval', () =>
    given([created, submitted])
      .when({ type: 'round_prepared', plan: { ...roundPlan(), steps: [] } })
      .thenRefused('internal'));
});

describe('a draft that cannot be frozen', () => {
  const refused = { type: 'package_refused', code: 'unknown_vat_code', field: '#/lines/0/vat_code' } as const;
  it('goes back to the seller with the field', () =>
    given([created, submitted])
      .when(refused)
      .then({ type: 'deal.submit_refused', data: { code: 'unknown_vat_code', field: '#/lines/0/vat_code' } }));
  it('is dropped where nobody waits for it any more', () => given(inApproval()).when(refused).thenNothingHappens());
});

describe('a package frozen for invoicing', () => {
  const entered = [{ type: 'deal.created' as const, data: { entryStage: 'invoicing' } }];
  it('becomes the version of the deal, once', () => {
    given(entered).when({ type: 'package_frozen', package: packageRef() }).then({ type: 'quote.version_created', data: packageRef() });
    given([...entered, { type: 'quote.version_created', data: packageRef() }])
      .when({ type: 'package_frozen', package: packageRef() })
      .thenNothingHappens();
  });
});
