import { listCoversFrom } from '../../../db/pages/read-covers.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import type { SignedInPerson } from '../../../db/sessions/find-session.ts';
import type { TasksPageView } from '../../../templates/pages/views/tasks-view.ts';
import type { ApiContext } from '../../context.ts';

/** Who stands in for a person and for whom the person stands in, now and to come. */
export async function myCovers(ctx: ApiContext, person: SignedInPerson): Promise<TasksPageView['covers']> {
  const [rows, people] = await Promise.all([listCoversFrom(ctx.db, ctx.now().toISOString(), person.id), readPeople(ctx.db)]);
  return rows.map(({ userId, coverUserId, fromOn, toOn, runs }) => {
    const mine = userId === person.id;
    return { mine, name: people.get(mine ? coverUserId : userId)?.name ?? '', fromOn, toOn, runs };
  });
}
