import { type CoverRow, readCoversBy } from '../../../db/pages/read-covers.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { ApiContext } from '../../context.ts';
import type { OpenedLink } from './open-link.ts';

/** For whom the holder of a step stood in on the day it was opened: first those whose role the step asks; none where it came to him otherwise. */
export async function coversInHand(ctx: ApiContext, { file, people, nowAt }: OpenedLink): Promise<CoverRow[]> {
  const { task } = file;
  if (task.personVia !== 'cover') return [];
  const { zone } = await readPolicy(ctx.db);
  const covers = await readCoversBy(ctx.db, task.personId ?? '', dateInZone(task.openedAt ?? nowAt, zone));
  const isOfRole = ({ userId }: CoverRow): boolean => people.get(userId)?.roles.includes(task.role) ?? false;
  return covers.toSorted((a, b) => Number(isOfRole(b)) - Number(isOfRole(a)));
}
