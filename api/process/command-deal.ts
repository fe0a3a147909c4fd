import { type Client, isGrpcServiceError, ServiceError, WorkflowNotFoundError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { type ErrorCode, errorCodes } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type Answer, dealUpdate, type Message, type MessageName } from '../../workflows/deal/messages.ts';

const answerWithinMs = 8_000;
/** The gRPC code of a request that no repeat will mend. */
const invalidArgument = 3;

/**
 * Gives a command to a deal's process and answers when its events are recorded.
 * Refusals of the process come back as RuleViolation with their code; a process engine that does not answer is `temporal_unavailable`.
 * The command id makes a repeat harmless, so after `temporal_unavailable` the caller may ask again.
 */
export async function commandDeal(temporal: Client, workflowId: string, command: { name: MessageName; message: Message }): Promise<Answer> {
  const handle = temporal.workflow.getHandle(workflowId);
  try {
    return await temporal.withDeadline(Date.now() + answerWithinMs, () => handle.executeUpdate(dealUpdate(command.name), { args: [command.message], updateId: command.message.command_id }));
  } catch (error) {
    throw asRuleViolation(error);
  }
}

/** Every failure of the process engine as one closed set of codes. */
export function asRuleViolation(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const { type, message, details } = error.cause;
    const code: ErrorCode = type && type in errorCodes ? (type as ErrorCode) : 'internal';
    const [data] = details ?? [];
    return new RuleViolation(code, message, typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {});
  }
  if (error instanceof WorkflowNotFoundError) return new RuleViolation('wrong_stage', 'The deal has ended; nothing more can be done to it.');
  // The client wraps what a call failed with; what the server calls an invalid request is our own mistake.
  const cause = error instanceof ServiceError ? error.cause : error;
  if (isGrpcServiceError(cause) && cause.code === invalidArgument) return error;
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || error instanceof ServiceError || isGrpcServiceError(error))
    return new RuleViolation('temporal_unavailable', errorCodes.temporal_unavailable);
  return error;
}
