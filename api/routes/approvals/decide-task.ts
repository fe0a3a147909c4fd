import type { FastifyRequest } from 'fastify';
import { keepEvidence } from '../../../db/evidence/keep-evidence.ts';
import { readFormerHolders, readTask, type TaskRecord } from '../../../db/read/approval-tasks.ts';
import { requireUser } from '../../../db/read/people.ts';
import { approvalRoles } from '../../../domain/approval/policy.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { giveCommand } from '../../process/give-command.ts';
import { dealNow } from '../deals/deal-now.ts';

const outcomes = { approve: 'approved', reject: 'rejected', request_changes: 'changes_requested' } as const;
type DecisionName = keyof typeof outcomes;

/** Gives a decision to the deal's process, with what it was based on. In a deal that has ended the first outcome is the answer. */
export async function decideTask(ctx: ApiContext, request: FastifyRequest, decision: { taskId: string; name: DecisionName; version: number; comment?: string | undefined }): Promise<void> {
  const { taskId, name, version, comment } = decision;
  const record = await readTask(ctx.db, taskId);
  if (record.deal.closedAt !== null) return answerFromRecord(record, outcomes[name]);
  refuseUnknownVersion(record, version);
  const commandId = commandIdOf(request);
  const evidence_id = await keepProof(ctx, request, { record, commandId });
  await giveCommand(ctx, request, { deal: record.deal, command: { name, body: { task_id: taskId, version, evidence_id }, text: comment, commandId } });
}

/** Hands a step to another approver: a living person with a role of the route who has not had it before. */
export async function handOverTask(ctx: ApiContext, request: FastifyRequest, given: { taskId: string; version: number; toUserId: string; comment: string }): Promise<void> {
  const { taskId, version, toUserId, comment } = given;
  const record = await readTask(ctx.db, taskId),
    { task, deal } = record;
  refuseUnknownVersion(record, version);
  const person = await requireUser(ctx.db, { id: toUserId, pointer: '#/to_user_id' });
  if (!approvalRoles.some(role => person.roles.includes(role))) throw new RuleViolation('not_entitled', 'This person decides on no deals.', { pointer: '#/to_user_id' });
  const formerHolders = await readFormerHolders(ctx.db, task);
  if (formerHolders.includes(toUserId)) throw new RuleViolation('not_entitled', 'This person has had the step and handed it over.', { pointer: '#/to_user_id' });
  const commandId = commandIdOf(request);
  await keepProof(ctx, request, { record, commandId });
  await giveCommand(ctx, request, { deal, command: { name: 'hand_over', body: { task_id: taskId, version, to_user_id: toUserId }, text: comment, commandId } });
}

export async function recallTask(ctx: ApiContext, request: FastifyRequest, taskId: string): Promise<void> {
  const { deal } = await readTask(ctx.db, taskId);
  await giveCommand(ctx, request, { deal, command: { name: 'recall', body: { task_id: taskId } } });
}

/** A step is about one version; a higher number is of a version that its holder cannot have seen. A lower one the process refuses itself. */
function refuseUnknownVersion({ task }: TaskRecord, version: number): void {
  if (version > task.version) throw new RuleViolation('version_superseded', `This step is about version ${task.version}, not ${version}.`, { pointer: '#/version', current_version: task.version });
}

function answerFromRecord({ task }: TaskRecord, outcome: string): void {
  if (task.status === outcome) return;
  const isDecided = (Object.values(outcomes) as string[]).includes(task.status);
  throw isDecided
    ? new RuleViolation('already_decided', 'This step has already been decided otherwise.', { decision: task.status })
    : new RuleViolation('step_not_open', 'The deal has ended; this step is no longer open.');
}

/** A system decided by its key: nobody was asked by a letter or shown a page, and the address is the system's. */
async function keepProof(ctx: ApiContext, request: FastifyRequest, { record, commandId }: { record: TaskRecord; commandId: string }): Promise<string> {
  const { task, deal, versionHash } = record;
  const userAgent = request.headers['user-agent']?.slice(0, 500) ?? null;
  const decided = { byRight: 'api_key', channel: 'api', askedAt: task.openedAt, createdAt: dealNow(ctx, deal) } as const;
  return keepEvidence(ctx.db, { commandId, taskId: task.id, ...decided, ip: request.ip, userAgent, versionHash });
}
