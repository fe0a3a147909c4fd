import { readPolicy } from '../../../../db/read/company-rules.ts';
import type { PolicyVersion } from '../../../../db/read/reminder-policies.ts';
import { type PreviewedInvoice, previewAdoption } from '../../../../db/reminders/preview-adoption.ts';
import { isChanged, sumUp } from '../../../../domain/dunning/compare-plans.ts';
import { type ReminderPolicy, segments } from '../../../../domain/dunning/policy.ts';
import type { ReminderPreviewView, ReminderProblem, TakingOn } from '../../../../templates/pages/views/reminder-settings-view.ts';
import type { ApiContext } from '../../../context.ts';
import { dealNow } from '../../../routes/deals/deal-now.ts';
import { exampleOf } from './examples.ts';
import { policyPath } from './paths.ts';

/** A change ready to be looked at. `before` is null where a version in force is only to be taken on. */
export type Looking = Readonly<{
  policyId: string;
  version: number;
  before: ReminderPolicy | null;
  after: ReminderPolicy;
  inForce: readonly PolicyVersion[];
  values: Readonly<Record<string, string>>;
  problems: readonly ReminderProblem[];
  stale: boolean;
  action: string;
}>;

const changedShown = 20;

/** What a change would do: the ladders and rules before and after, and every open invoice by who takes the version on. */
export async function previewOf(ctx: ApiContext, looking: Looking): Promise<Omit<ReminderPreviewView, 'frame'>> {
  const { policyId, version, before, after, inForce, values } = looking;
  const example = await exampleOf(ctx, await readPolicy(ctx.db));
  const next = { policyId, version: before === null ? version : version + 1, policy: after };
  const { all, changed } = await previewAdoption(ctx.db, { next, scope: 'all_open', inForce }, deal => dealNow(ctx, deal));
  const { scope: _scope, ...kept } = values;
  return {
    ...{ policyId, version, before, after, stale: looking.stale },
    examples: { before: before === null ? [] : example.ladderOf(before), after: example.ladderOf(after) },
    form: { problems: looking.problems, values },
    takingOn: [...(before === null ? [] : [{ scope: 'new_deals' as const, invoices: 0, difference: sumUp([]) }]), ...takingOnOf(all)],
    changed: changed.slice(0, changedShown).map(({ customerName, dealTitle, row, rungs }) => ({ customerName, dealTitle, number: row.number, rungs: rungs.filter(isChanged) })),
    changedTotal: changed.length,
    ...{ action: looking.action || policyPath(policyId), hidden: { ...kept, version: String(version) }, mayMend: values['change'] !== 'rung_remove' && values['change'] !== 'adopt' },
  };
}

/** All open invoices, and those of each segment that is not all of them. */
function takingOnOf(all: readonly PreviewedInvoice[]): TakingOn[] {
  const counted = (invoices: readonly PreviewedInvoice[]) => ({ invoices: invoices.length, difference: sumUp(invoices.map(({ rungs }) => rungs)) });
  const ofSegment = segments.map(segment => ({ scope: { segment }, ...counted(all.filter(each => each.segment === segment)) })).filter(({ invoices }) => invoices > 0 && invoices < all.length);
  return [...ofSegment, { scope: 'all_open', ...counted(all) }];
}
