import type { CoverRow } from '../../../db/pages/read-covers.ts';
import type { TaskRow } from '../../../db/pages/read-deal-file.ts';
import type { Voice } from '../../../templates/pages/views/task-view.ts';
import type { OpenedLink } from './open-link.ts';

/** Who has said what so far: the seller who submitted the version, then every step of the route in its order. */
export function voicesOf(opened: OpenedLink, covers: readonly CoverRow[]): Voice[] {
  const { file, people } = opened;
  const { task, deal, version } = file;
  const submitted: Voice = { name: people.get(deal.ownerId)?.name ?? null, isReader: false, coverFor: null, role: 'seller', status: 'submitted', at: version.frozenAt, comment: null };
  const route = file.tasks.filter(other => other.round === task.round && other.version === task.version);
  return [submitted, ...route.map(step => voiceOf(step, opened, covers))];
}

function voiceOf(step: TaskRow, { file, person, people }: OpenedLink, covers: readonly CoverRow[]): Voice {
  const speaker = people.get(step.decidedById ?? step.personId ?? '');
  const covered = step.id === file.task.id ? covers[0] : undefined;
  return {
    name: speaker?.name ?? null,
    isReader: speaker?.id === person.id,
    coverFor: people.get(covered?.userId ?? '')?.name ?? null,
    role: step.role,
    status: step.status,
    at: step.decidedAt,
    comment: file.notes.get(step.noteId ?? '') ?? null,
  };
}
