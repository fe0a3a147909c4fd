import { and, eq, isNull } from 'drizzle-orm';
import { type Colleague, headAbove, whoTakes } from '../../domain/dunning/who-takes.ts';
import { appUser, humanTask } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Who has the work of a person now: somebody who is there. */
export async function takerFor(db: Db, personId: string): Promise<string> {
  return whoTakes(personId, await readColleagues(db));
}

/** Who is told of the debts of a person as their head: somebody who is there. */
export async function headOf(db: Db, personId: string): Promise<string> {
  return headAbove(personId, await readColleagues(db));
}

/** The open work of somebody who has left goes to whoever has it now. Their deals stay in their name until they are handed over. */
export async function handWorkOn(db: Db, personId: string): Promise<void> {
  const assigneeId = await takerFor(db, personId);
  await db
    .update(humanTask)
    .set({ assigneeId })
    .where(and(eq(humanTask.assigneeId, personId), isNull(humanTask.doneAt)));
}

async function readColleagues(db: Db): Promise<Colleague[]> {
  return db.select({ id: appUser.id, roles: appUser.roles, superiorId: appUser.superiorId, active: appUser.active }).from(appUser).orderBy(appUser.createdAt, appUser.id);
}
