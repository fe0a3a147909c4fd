import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ProblemCode } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { moveClock } from '../../process/move-clock.ts';
import type { DealForm } from './deal-verbs.ts';

const afterRungMs = 60_000;

/** Moves a deal's clock by the days of the form, or to just after its next letter; answers null where that worked, else the problem to tell. */
export async function forwardDeal(ctx: ApiContext, { deal }: DealFile, { days }: DealForm): Promise<ProblemCode | null> {
  const to = days === undefined ? untilAfter(deal.nextRungAt) : /^[1-9]\d{0,2}$/.test(days) ? { days: Number(days) } : null;
  if (to === null) return 'wrong_stage';
  try {
    await moveClock(ctx.temporal, deal.workflowId, to);
    return null;
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    if (error.code === 'time_travel_unavailable' || error.code === 'temporal_unavailable') return 'try_again';
    if (error.code === 'not_in_future' || error.code === 'wrong_stage') return 'wrong_stage';
    throw error;
  }
}

function untilAfter(nextRungAt: string | null): { untilAt: string } | null {
  return nextRungAt === null ? null : { untilAt: new Date(Date.parse(nextRungAt) + afterRungMs).toISOString() };
}
