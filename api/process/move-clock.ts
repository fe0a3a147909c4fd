import { randomBytes } from 'node:crypto';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import Long from 'long';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { asRuleViolation } from './command-deal.ts';

const completed = 2, failed = 3, unimplemented = 12;
const withinMs = 60_000;

/** The deal's present instant on the server's clock for it; the real one where the server keeps no such clock. */
export async function clockOf(temporal: Client, workflowId: string): Promise<string> {
  const { raw } = await temporal.workflow.getHandle(workflowId).describe();
  const time = raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return time ? new Date(Number(time.seconds) * 1000 + Math.floor((time.nanos ?? 0) / 1e6)).toISOString() : new Date().toISOString();
}

/**
 * Moves one deal's own clock ahead on the real server and answers its new now (temporal.md 1). Everything that falls due on the way happens, each at its own instant.
 * Throws `not_in_future`, `time_travel_unavailable` where the server cannot, `temporal_unavailable`.
 */
export async function moveClock(temporal: Client, workflowId: string, to: { untilAt: string } | { days: number }): Promise<string> {
  try {
    const ms = 'days' in to ? to.days * 86_400_000 : Date.parse(to.untilAt) - Date.parse(await clockOf(temporal, workflowId));
    if (!(ms > 0)) throw new RuleViolation('not_in_future', 'A deal’s clock goes forward only.', { pointer: '#/until' });
    return await temporal.withDeadline(Date.now() + withinMs, () => skip(temporal, workflowId, ms));
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === unimplemented) throw new RuleViolation('time_travel_unavailable', 'This Temporal server cannot fast-forward a workflow.');
    throw asRuleViolation(error);
  }
}

async function skip(temporal: Client, workflowId: string, ms: number): Promise<string> {
  const { namespace } = temporal.options;
  const service = temporal.connection.workflowService;
  const fastForwardId = randomBytes(8).toString('hex');
  const workflowExecution = { workflowId, runId: '' };
  const duration = { seconds: Long.fromNumber(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1e6 };
  const timeSkippingConfig = { enabled: true, maxSessionSkipCount: 1000, fastForwardConfig: { id: fastForwardId, duration } };
  await service.updateWorkflowExecutionOptions({ namespace, workflowExecution, workflowExecutionOptions: { timeSkippingConfig }, updateMask: { paths: ['time_skipping_config'] }, identity: 'q2c' });
  for (;;) {
    const { fastForwardPollingResult: result } = await service.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution, fastForwardId });
    if (result === failed) throw new RuleViolation('time_travel_unavailable', 'The server gave up moving the clock of this deal.');
    if (result === completed) return clockOf(temporal, workflowId);
  }
}
