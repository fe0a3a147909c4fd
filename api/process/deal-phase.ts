import type { Client } from '@temporalio/client';
import { stateQuery } from '../../workflows/deal/messages.ts';
import type { DealState } from '../../workflows/deal/state.ts';
import { asRuleViolation } from './command-deal.ts';

const answerWithinMs = 5_000;

/** Where a deal stands by its process's own word, which may be a moment ahead of the record. Throws `temporal_unavailable` where nobody answers for it. */
export async function phaseOf(temporal: Client, workflowId: string): Promise<DealState['phase']['status']> {
  try {
    const { phase } = await temporal.withDeadline(Date.now() + answerWithinMs, () => temporal.workflow.getHandle(workflowId).query(stateQuery));
    return phase.status;
  } catch (error) {
    throw asRuleViolation(error);
  }
}
