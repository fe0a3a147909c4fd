import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { dealTaskQueues } from '../../workflows/deal/ids.ts';
import type { DealStart } from '../../workflows/deal/messages.ts';
import { asRuleViolation } from './command-deal.ts';

const startWithinMs = 5_000;

/** Starts the one process of a deal; repeated for the same deal, running or ended, it starts no second one (INV-8). */
export async function startDeal(temporal: Client, workflowId: string, start: DealStart): Promise<void> {
  try {
    await temporal.withDeadline(Date.now() + startWithinMs, () =>
      temporal.workflow.start('deal', {
        workflowId,
        taskQueue: dealTaskQueues.deals,
        args: [start],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: start.dealId,
      }),
    );
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    throw asRuleViolation(error);
  }
}
