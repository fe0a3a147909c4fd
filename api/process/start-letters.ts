import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { dealTaskQueues } from '../../workflows/deal/ids.ts';
import { type SignInLetterInput, signInWorkflowId } from '../../workflows/staff-sign-in/messages.ts';
import { type StepUpCodeInput, stepUpWorkflowId } from '../../workflows/step-up/messages.ts';
import { type TaskLinkInput, taskLinkWorkflowId } from '../../workflows/task-link/messages.ts';
import { asRuleViolation } from './command-deal.ts';

const startWithinMs = 5_000;

/** Has the sign-in letter written; the same letter asked for twice is one. Throws `temporal_unavailable`. */
export async function startSignInLetter(temporal: Client, input: SignInLetterInput): Promise<void> {
  await startOnce(temporal, { workflowType: 'staffSignIn', workflowId: signInWorkflowId(input.letterId), input });
}

/** Has a letter with a new link to an open step written; the same letter asked for twice is one. Throws `temporal_unavailable`. */
export async function startTaskLinkLetter(temporal: Client, input: TaskLinkInput): Promise<void> {
  await startOnce(temporal, { workflowType: 'taskLink', workflowId: taskLinkWorkflowId(input.letterId), input });
}

/** Has the letter with the code of a decision written; the same letter asked for twice is one. Throws `temporal_unavailable`. */
export async function startStepUpLetter(temporal: Client, input: StepUpCodeInput): Promise<void> {
  await startOnce(temporal, { workflowType: 'stepUpCode', workflowId: stepUpWorkflowId(input.letterId), input });
}

async function startOnce(temporal: Client, { workflowType, workflowId, input }: { workflowType: string; workflowId: string; input: unknown }): Promise<void> {
  try {
    await temporal.withDeadline(Date.now() + startWithinMs, () =>
      temporal.workflow.start(workflowType, { workflowId, taskQueue: dealTaskQueues.deals, args: [input], workflowIdReusePolicy: 'REJECT_DUPLICATE', workflowIdConflictPolicy: 'USE_EXISTING' }),
    );
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    throw asRuleViolation(error);
  }
}
