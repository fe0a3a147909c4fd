import { noteClockAhead } from '../../../db/deals/clock-ahead.ts';
import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ProblemCode } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { dealClock, fastForwardDeal, probeFastForward } from '../../process/fast-forward-deal.ts';
import { untilRecorded } from '../../process/until-recorded.ts';
import type { DealForm } from './deal-form.ts';

const dayMs = 86_400_000;
/** Letters leave at their instant; a minute later they are gone. */
const afterRungMs = 60_000;

/** Moves a deal's clock by the days of the form, or to just after its next letter; answers null where that worked, else the problem to tell. */
export async function forwardDeal(ctx: ApiContext, { deal }: DealFile, { days }: DealForm): Promise<ProblemCode | null> {
  const { temporal, config } = ctx,
    forwarding = { temporal, namespace: config.namespace };
  try {
    await probeFastForward(forwarding);
    const from = await dealClock(temporal, deal.workflowId);
    const ms = days === undefined ? untilAfter(deal.nextRungAt, from) : /^[1-9]\d{0,2}$/.test(days) ? Number(days) * dayMs : 0;
    if (ms <= 0) return 'wrong_stage';
    await fastForwardDeal(forwarding, deal.workflowId, ms);
    const now = await dealClock(temporal, deal.workflowId);
    await noteClockAhead(ctx.db, deal.id, Date.parse(now) - ctx.now().getTime());
    await untilRecorded(ctx, deal);
    return null;
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    if (error.code === 'time_travel_unavailable' || error.code === 'temporal_unavailable') return 'try_again';
    if (error.code === 'wrong_stage') return 'wrong_stage';
    throw error;
  }
}

function untilAfter(nextRungAt: string | null, from: string): number {
  return nextRungAt === null ? 0 : Date.parse(nextRungAt) + afterRungMs - Date.parse(from);
}
