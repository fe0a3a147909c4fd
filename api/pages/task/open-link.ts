import type { EventRow } from '../../../db/pages/read-deal-file.ts';
import { type PersonRow, readPeople } from '../../../db/pages/read-people.ts';
import { readTaskFile, type TaskFile } from '../../../db/pages/read-task-file.ts';
import { type LinkRow, readTaskLink } from '../../../db/pages/read-task-link.ts';
import type { ApiContext } from '../../context.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';

/** A step before the eyes of one person, by the deal's own now. `token` is of the link that leads to it, empty where no letter has brought one yet. */
export type OpenedStep = Readonly<{ token: string; person: PersonRow; people: ReadonlyMap<string, PersonRow>; file: TaskFile; nowAt: string }>;
export type OpenedLink = OpenedStep & Readonly<{ link: LinkRow }>;

/** What a task link shows: the question, an outcome, a newer version, or nothing. */
export type TaskState = 'open' | 'decided' | 'handed_over' | 'expired' | 'superseded' | 'dead';

/** Follows a link to its step. A token of another form is not even looked up; `known` is false where there never was such a link. */
export async function openLink(ctx: ApiContext, token: string): Promise<Readonly<{ known: boolean; opened: OpenedLink | null }>> {
  const link = /^[A-Za-z0-9_-]{43}$/.test(token) ? await readTaskLink(ctx.db, token) : null;
  if (!link) return { known: false, opened: null };
  const [file, people] = await Promise.all([readTaskFile(ctx.db, link.subjectId), readPeople(ctx.db)]);
  const person = people.get(link.personId ?? '');
  if (!file || !person) return { known: true, opened: null };
  return { known: true, opened: { token, link, person, people, file, nowAt: dealNow(ctx, file.deal) } };
}

/** The state of a link by the deal's own now. A step that went to somebody else still tells its former holder so. */
export function stateOfLink(opened: OpenedLink): TaskState {
  const { link, person, file, nowAt } = opened;
  const { task, versions } = file;
  const handedOver = departureOf(opened) !== null;
  if (link.revokedAt !== null) return handedOver ? 'handed_over' : 'dead';
  if (!person.active) return 'dead';
  // A link ends with its round: that is what it has to say then.
  if (link.expiresAt !== null && link.expiresAt <= nowAt) return task.status === 'expired' ? 'expired' : 'dead';
  switch (task.status) {
    case 'open':
      return isAsked(task, person.id) ? 'open' : handedOver ? 'handed_over' : 'dead';
    case 'approved':
    case 'rejected':
    case 'changes_requested':
      return 'decided';
    case 'superseded':
      return versions.some(version => version.version > task.version) ? 'superseded' : 'expired';
    case 'expired':
      return 'expired';
    case 'handed_over':
      return 'handed_over';
    case 'waiting':
      return 'dead';
  }
}

/** The event by which a step left this person: handed over, or given to somebody else as people and covers changed. Null where it is theirs or never was. */
export function departureOf({ person, file: { task, events } }: OpenedStep): EventRow | null {
  if (task.personId === person.id) return null;
  const left = (event: EventRow) => event.type === 'approval.handed_over' || (event.type === 'approval.replanned' && event.data['personId'] !== person.id);
  return events.findLast(event => left(event) && event.data['taskId'] === task.id && event.data['fromUserId'] === person.id) ?? null;
}

/** True for the person whom a step was given to, and for their superior once it has escalated. */
export function isAsked(task: TaskFile['task'], personId: string): boolean {
  return task.personId === personId || (task.escalatedAt !== null && task.superiorId === personId);
}
