import { readPolicy } from '../../../../db/read/company-rules.ts';
import type { PolicyVersion } from '../../../../db/read/reminder-policies.ts';
import { type AdoptionCounts, readChangedDeals } from '../../../../db/reminders/preview-adoption.ts';
import { isChanged, sumUp } from '../../../../domain/dunning/compare-plans.ts';
import { type ReminderPolicy, segments } from '../../../../domain/dunning/policy.ts';
import type { ReminderPreviewView, ReminderProblem, TakingOn } from '../../../../templates/pages/views/reminder-settings-view.ts';
import type { ApiContext } from '../../../context.ts';
import { dealNow } from '../../../routes/deals/deal-now.ts';
import { keptCounts } from '../../../routes/reminder-policies/kept-counts.ts';
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
  const adopting = { next, scope: 'all_open' as const, inForce };
  const counts = await keptCounts(ctx, adopting);
  const changed = (await readChangedDeals(ctx.db, adopting, { nowOf: deal => dealNow(ctx, deal), afterDealId: null, limit: changedShown })).flatMap(each => each.invoices);
  const { scope: _scope, ...kept } = values;
  return {
    ...{ policyId, version, before, after, stale: looking.stale },
    examples: { before: before === null ? [] : example.ladderOf(before), after: example.ladderOf(after) },
    form: { problems: looking.problems, values },
    takingOn: [...(before === null ? [] : [{ scope: 'new_deals' as const, invoices: 0, difference: sumUp([]) }]), ...takingOnOf(counts)],
    changed: changed.slice(0, changedShown).map(({ customerName, dealTitle, row, rungs }) => ({ customerName, dealTitle, number: row.number, rungs: rungs.filter(isChanged) })),
    changedTotal: counts.invoicesChanged,
    countedAt: counts.countedAt,
    ...{ action: looking.action || policyPath(policyId), hidden: { ...kept, version: String(version) }, mayMend: values['change'] !== 'rung_remove' && values['change'] !== 'adopt' },
  };
}

/** All open invoices, and those of each segment that is not all of them. */
function takingOnOf({ invoices: all, difference, bySegment }: AdoptionCounts): TakingOn[] {
  const ofSegment = segments.flatMap(segment => {
    const theirs = bySegment.get(segment);
    return theirs && theirs.invoices > 0 && theirs.invoices < all ? [{ scope: { segment }, ...theirs }] : [];
  });
  return [...ofSegment, { scope: 'all_open', invoices: all, difference }];
}
