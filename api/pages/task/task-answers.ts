import { findOpenTask, findTaskToken } from '../../../db/pages/read-task-link.ts';
import { differencesOfPackages } from '../../../templates/pages/views/differences-of-packages.ts';
import type { FormState, PublicFrame } from '../../../templates/pages/views/frame-view.ts';
import type { LaterVersion, TaskDecidedView, TaskSupersededView } from '../../../templates/pages/views/task-view.ts';
import type { ApiContext } from '../../context.ts';
import { newFormToken } from '../forms/form-token.ts';
import { nextStep } from './next-step.ts';
import { departureOf, type OpenedLink, type TaskState } from './open-link.ts';
import { taskBase } from './task-base.ts';

const justNowMs = 120_000;

/** What a step came to, as the page tells it to whoever follows the link afterwards; the reader's own fresh decision can be taken back. */
export async function taskDecided(ctx: ApiContext, opened: OpenedLink, told: { frame: PublicFrame; state: TaskState; form: FormState | null }): Promise<TaskDecidedView> {
  const { file, person, people, link, nowAt } = opened;
  const { task } = file;
  const byReader = task.decidedById === person.id;
  const mayRecall = byReader && task.actsAt !== null && task.actsAt > nowAt;
  const next = nextStep(opened);
  const outcome = outcomeOf(opened, told.state);
  return {
    ...taskBase(opened, told.frame),
    ...outcome,
    byReader: outcome.decision === 'handed_over' ? !outcome.moved : byReader,
    justNow: outcome.decision !== 'expired' && !outcome.moved && (outcome.decision === 'handed_over' || byReader) && Date.parse(nowAt) - Date.parse(outcome.decidedAt) < justNowMs,
    decidedByName: outcome.decision === 'expired' ? null : (people.get(task.decidedById ?? '')?.name ?? null),
    recall: mayRecall && told.state === 'decided' ? { untilAt: task.actsAt ?? nowAt, nonce: newFormToken(ctx, { purpose: 'recall', subject: link.tokenSha256 }).text } : null,
    later: await laterVersion(ctx, opened),
    nextPersonName: people.get(next?.personId ?? '')?.name ?? null,
    nextRole: next?.role ?? null,
    form: told.form,
  };
}

function outcomeOf(opened: OpenedLink, state: TaskState): Pick<TaskDecidedView, 'decision' | 'decidedAt' | 'comment' | 'handedToName' | 'moved'> {
  const { file, people, nowAt } = opened;
  const { task, notes } = file;
  if (state === 'handed_over') {
    const event = departureOf(opened);
    return {
      decision: 'handed_over',
      decidedAt: event?.at ?? task.openedAt ?? task.expiresAt,
      comment: notes.get(String(event?.data['noteId'] ?? '')) ?? null,
      handedToName: people.get(String(event?.data['toUserId'] ?? event?.data['personId'] ?? ''))?.name ?? null,
      moved: event?.type === 'approval.replanned',
    };
  }
  const comment = notes.get(task.noteId ?? '') ?? null;
  switch (task.status) {
    case 'approved':
    case 'rejected':
    case 'changes_requested':
      return { decision: task.status, decidedAt: task.decidedAt ?? task.expiresAt, comment, handedToName: null, moved: false };
    default:
      return { decision: 'expired', decidedAt: task.expiresAt < nowAt ? task.expiresAt : (file.deal.closedAt ?? file.deal.waitingSince ?? nowAt), comment: null, handedToName: null, moved: false };
  }
}

/** A newer version stands in place of the one asked about: what changed, and this person's new link where they are asked again. */
export async function taskSuperseded(ctx: ApiContext, opened: OpenedLink, frame: PublicFrame): Promise<TaskSupersededView> {
  const { file } = opened;
  const current = file.versions.at(-1) ?? file.version;
  return {
    ...taskBase(opened, frame),
    currentVersion: current.version,
    differences: differencesOfPackages(file.version, current),
    newUrl: await newUrl(ctx, opened),
    keptApproval: isKept(opened, current.version),
  };
}

/** Whoever decided on a version before is told by the same link that the one after it asks them again, and why. */
async function laterVersion(ctx: ApiContext, opened: OpenedLink): Promise<LaterVersion | null> {
  const { file } = opened;
  const current = file.versions.at(-1) ?? file.version;
  if (current.version <= file.task.version) return null;
  const kept = isKept(opened, current.version),
    url = kept ? null : await newUrl(ctx, opened);
  return { version: current.version, kept, newUrl: url, differences: url === null ? [] : differencesOfPackages(file.version, current) };
}

/** Where the deal now waits for the reader; null where it does not, or where no letter has brought the link yet. */
async function newUrl(ctx: ApiContext, { file, person }: OpenedLink): Promise<string | null> {
  const open = await findOpenTask(ctx.db, file.deal.id, person.id);
  const token = open ? await findTaskToken(ctx.db, ctx.config.linkKey, { taskId: open.id, dealId: file.deal.id, personId: person.id }) : null;
  return token === null ? null : `/t/${token}`;
}

/** True where what was approved on this person's step before still holds for a version. */
function isKept({ file, person }: OpenedLink, version: number): boolean {
  const origins = file.tasks.filter(step => step.version === version).map(step => file.tasks.find(other => other.id === step.keptFromId));
  return origins.some(origin => origin?.personId === person.id || origin?.decidedById === person.id);
}
