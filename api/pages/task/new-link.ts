import { stableId } from '../../../db/ids.ts';
import { findOpenTask } from '../../../db/pages/read-task-link.ts';
import type { ApiContext } from '../../context.ts';
import { startTaskLinkLetter } from '../../process/start-letters.ts';
import type { OpenedLink } from './open-link.ts';

/**
 * Writes a letter with a new link to the person of a dead one, if the deal still waits for their decision. It goes to the address on record only.
 * The letter is named after its minute, so that a minute brings at most one.
 */
export async function sendNewLink(ctx: ApiContext, opened: OpenedLink | null): Promise<void> {
  if (!opened?.person.active) return;
  const { file, person, nowAt } = opened;
  const open = await findOpenTask(ctx.db, file.deal.id, person.id);
  if (!open) return;
  const letterId = stableId('let', 'task-link', open.id, person.id, ctx.now().toISOString().slice(0, 16));
  await startTaskLinkLetter(ctx.temporal, { taskId: open.id, dealId: file.deal.id, personId: person.id, letterId, now: nowAt });
}
