import { and, asc, eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { appUser, userCover } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type UserRow = typeof appUser.$inferSelect;
export type CoverRow = typeof userCover.$inferSelect;

/** People of the company in the order they came. */
export async function listUsers(db: Db): Promise<UserRow[]> {
  return db.select().from(appUser).orderBy(asc(appUser.createdAt), asc(appUser.id));
}

/** One person; throws `not_found`. */
export async function readUser(db: Db, id: string): Promise<UserRow> {
  const [row] = await db.select().from(appUser).where(eq(appUser.id, id));
  if (!row) throw new RuleViolation('not_found', `There is no person ${id}.`);
  return row;
}

/** A person named in a request; throws `unknown_user` where there is none or the person is no longer active. */
export async function requireUser(db: Db, { id, pointer }: { id: string; pointer: string }): Promise<UserRow> {
  const [row] = await db
    .select()
    .from(appUser)
    .where(and(eq(appUser.id, id), eq(appUser.active, true)));
  if (!row) throw new RuleViolation('unknown_user', `There is no active person ${id}.`, { pointer });
  return row;
}

export async function listCovers(db: Db, userId: string): Promise<CoverRow[]> {
  return db.select().from(userCover).where(eq(userCover.userId, userId)).orderBy(asc(userCover.fromOn), asc(userCover.id));
}
