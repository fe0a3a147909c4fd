import type { TaskRow } from '../../../db/pages/read-deal-file.ts';
import type { Approvers } from '../../../db/read/approvers.ts';
import type { Voice } from '../../../templates/pages/views/task-view.ts';
import { coversBehind } from './came-by.ts';
import type { OpenedStep } from './open-link.ts';

/** Who has said what so far: the words of earlier versions in their order, then the seller who submitted this one, and every step of its route. */
export function voicesOf(opened: OpenedStep, approvers: Approvers): Voice[] {
  const { file, people } = opened;
  const { task, deal, version } = file;
  const submitted: Voice = {
    name: people.get(deal.ownerId)?.name ?? null,
    isReader: false,
    coverFor: null,
    role: 'seller',
    status: 'submitted',
    at: version.frozenAt,
    comment: null,
    keptFromVersion: null,
    earlierVersion: null,
  };
  const route = file.tasks.filter(other => other.round === task.round && other.version === task.version);
  return [...earlierWords(opened, route).map(step => ({ ...voiceOf(step, opened, approvers), earlierVersion: step.version })), submitted, ...route.map(step => voiceOf(step, opened, approvers))];
}

/** Decisions on the versions before that were acted on. One that still holds stands on the route, and not here as well. */
function earlierWords({ file: { task, tasks } }: OpenedStep, route: readonly TaskRow[]): TaskRow[] {
  const held = new Set(route.map(step => step.keptFromId));
  return tasks
    .filter(step => step.version < task.version && step.keptFromId === null && !held.has(step.id) && decisions.has(step.status))
    .toSorted((a, b) => (a.decidedAt ?? '').localeCompare(b.decidedAt ?? ''));
}

const decisions: ReadonlySet<TaskRow['status']> = new Set(['approved', 'rejected', 'changes_requested']);

function voiceOf(step: TaskRow, opened: OpenedStep, approvers: Approvers): Voice {
  const { file, person, people } = opened;
  const speaker = people.get(step.decidedById ?? step.personId ?? '');
  const [holder] = coversBehind(step, opened, approvers);
  // A kept approval was spoken on another version; its words stand there.
  const spoken = file.tasks.find(other => other.id === step.keptFromId) ?? step;
  return {
    name: speaker?.name ?? null,
    isReader: speaker?.id === person.id,
    coverFor: people.get(holder?.personId ?? '')?.name ?? null,
    role: step.role,
    status: step.status,
    at: step.decidedAt,
    comment: file.notes.get(spoken.noteId ?? '') ?? null,
    keptFromVersion: step.keptFromVersion,
    earlierVersion: null,
  };
}
