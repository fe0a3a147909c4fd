import { randomUUID } from 'node:crypto';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import Long from 'long';
import { errorCodes } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { stateQuery } from '../../workflows/deal/messages.ts';
import { asRuleViolation } from './command-deal.ts';

export type Forwarding = Readonly<{ temporal: Client; namespace: string }>;

/** gRPC codes: the call is unknown or switched off; there is no such execution. */
const unimplemented = 12,
  notFound = 5;
/** Answers of the poll (temporal.md 1.3): ask again. Both others end the wait: done, or the deal ended on the way. */
const pollAgain = 1;
const withinMs = 120_000;
const probed = new WeakSet<Client>();

/** Throws `time_travel_unavailable` where this server cannot skip time: it is asked for a workflow that does not exist (temporal.md 1.2). */
export async function probeFastForward({ temporal, namespace }: Forwarding): Promise<void> {
  if (probed.has(temporal)) return;
  const nowhere = { namespace, workflowExecution: { workflowId: 'deal:probe', runId: '' }, fastForwardId: 'probe' };
  try {
    await temporal.withDeadline(Date.now() + 5_000, () => temporal.workflowService.pollWorkflowExecutionTimeSkipping(nowhere));
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    if (error.code === unimplemented) throw new RuleViolation('time_travel_unavailable', errorCodes.time_travel_unavailable);
    if (error.code !== notFound) throw asRuleViolation(error);
  }
  probed.add(temporal);
}

/** Moves one deal's own clock by `ms`; every timer and letter on the way happens at its instant. A deal that ends on the way is no error. */
export async function fastForwardDeal({ temporal, namespace }: Forwarding, workflowId: string, ms: number): Promise<void> {
  const id = randomUUID(),
    execution = { workflowId, runId: '' },
    until = Date.now() + withinMs;
  const duration = { seconds: Long.fromNumber(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1e6 };
  const timeSkippingConfig = { enabled: true, maxSessionSkipCount: 1000, fastForwardConfig: { id, duration } };
  try {
    await temporal.withDeadline(until, () =>
      temporal.workflowService.updateWorkflowExecutionOptions({
        namespace,
        workflowExecution: execution,
        workflowExecutionOptions: { timeSkippingConfig },
        updateMask: { paths: ['time_skipping_config'] },
        identity: 'api',
      }),
    );
    for (;;) {
      const { fastForwardPollingResult: result } = await temporal.withDeadline(until, () =>
        temporal.workflowService.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution: execution, fastForwardId: id }),
      );
      if (result !== pollAgain) return;
    }
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === notFound) throw new RuleViolation('wrong_stage', 'The deal has ended; its time stands still.');
    throw asRuleViolation(error);
  }
}

/** The deal's now on the server's clock for it. */
export async function dealClock(temporal: Client, workflowId: string): Promise<string> {
  try {
    const description = await temporal.withDeadline(Date.now() + 5_000, () => temporal.workflow.getHandle(workflowId).describe());
    const time = description.raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
    return time ? new Date(Number(time.seconds) * 1000 + Math.floor((time.nanos ?? 0) / 1e6)).toISOString() : new Date().toISOString();
  } catch (error) {
    throw asRuleViolation(error);
  }
}

/** The number of the last event that the process has decided; what is recorded may lag behind it for a moment. */
export async function lastEventOf(temporal: Client, workflowId: string): Promise<number> {
  const { n } = await temporal.withDeadline(Date.now() + 5_000, () => temporal.workflow.getHandle(workflowId).query(stateQuery));
  return n;
}
