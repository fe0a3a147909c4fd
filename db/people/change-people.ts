import { and, eq, gte, lte, ne, sql } from 'drizzle-orm';
import { superiorCircle } from '../../domain/approval/superior-circle.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { newId } from '../ids.ts';
import { type CoverRow, listUsers, readUser, requireUser, type UserRow } from '../read/people.ts';
import { appUser, change, userCover } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { handWorkOn } from './hand-work-on.ts';
import { standingFields, standingSeen } from './standing-seen.ts';
import { tellApprovingDeals } from './tell-approving-deals.ts';

export type UserChange = Partial<Omit<UserRow, 'id' | 'createdAt'>>;

/** Adds a person; throws `validation_failed` where the address is somebody else's, `unknown_user` for an unknown superior. */
export async function addUser(db: Db, person: Omit<UserRow, 'id' | 'createdAt'>, by: By): Promise<UserRow> {
  await refuseWrong(db, null, person);
  const [row] = await db
    .insert(appUser)
    .values({ ...person, id: newId('usr'), createdAt: by.now })
    .onConflictDoNothing()
    .returning();
  if (!row) throw emailTaken();
  await recordChange(db, by, { what: 'user.created', subjectId: row.id, before: null, after: row });
  return row;
}

/** Changes a person, whose open steps follow, and whose open work goes to somebody else where they leave; throws `not_found`, `precondition_failed` where the standing no longer is as it was seen, and as `addUser` does. */
export async function changeUser(db: Db, id: string, { change, seen, by }: { change: UserChange; seen?: string; by: By }): Promise<UserRow> {
  // Two changes at once could close a circle of superiors that neither of them sees.
  await db.select({ id: appUser.id }).from(appUser).orderBy(appUser.id).for('update');
  const before = await readUser(db, id);
  if (seen !== undefined && seen !== standingSeen(before)) throw new RuleViolation('precondition_failed', 'This person has been changed since.');
  await refuseWrong(db, id, change);
  if (Object.keys(change).length === 0) return before;
  const [row = before] = await db.update(appUser).set(change).where(eq(appUser.id, id)).returning();
  await recordChange(db, by, { what: 'user.changed', subjectId: id, before, after: row });
  if (before.active && !row.active) await handWorkOn(db, id);
  if (standingFields.some(field => change[field] !== undefined)) await tellApprovingDeals(db, by.now);
  return row;
}

async function refuseWrong(db: Db, id: string | null, { email, superiorId }: UserChange): Promise<void> {
  if (email !== undefined) {
    const [taken] = await db
      .select({ id: appUser.id })
      .from(appUser)
      .where(and(eq(appUser.email, email), id === null ? undefined : ne(appUser.id, id)));
    if (taken) throw emailTaken();
  }
  if (!superiorId) return;
  await requireUser(db, { id: superiorId, pointer: '#/superior_id' });
  const everybody = await listUsers(db);
  const circle = superiorCircle(
    id ?? '',
    superiorId,
    everybody.map(person => ({ personId: person.id, superiorId: person.superiorId })),
  );
  if (circle === null) return;
  const names = circle.map(each => everybody.find(person => person.id === each)?.name ?? each);
  throw new RuleViolation('validation_failed', `Nobody is above himself, not even by way of others: ${names.join(' → ')}.`, { pointer: '#/superior_id', circle: names });
}

const emailTaken = () => new RuleViolation('validation_failed', 'Somebody else has this address.', { pointer: '#/email' });

/** Throws `not_found`, `unknown_user` or `validation_failed` for a cover that cannot be noted: of oneself, ending before it begins, or on days that are covered already. */
export async function refuseWrongCover(db: Db, cover: Omit<CoverRow, 'id'>): Promise<void> {
  await readUser(db, cover.userId);
  await requireUser(db, { id: cover.coverUserId, pointer: '#/cover_user_id' });
  if (cover.coverUserId === cover.userId) throw new RuleViolation('validation_failed', 'Nobody covers himself.', { pointer: '#/cover_user_id' });
  if (cover.toOn < cover.fromOn) throw new RuleViolation('validation_failed', 'A cover ends on its first day or later.', { pointer: '#/to_on' });
  const [overlap] = await db
    .select()
    .from(userCover)
    .where(and(eq(userCover.userId, cover.userId), lte(userCover.fromOn, cover.toOn), gte(userCover.toOn, cover.fromOn)));
  if (overlap) throw new RuleViolation('validation_failed', `From ${overlap.fromOn} to ${overlap.toOn} somebody stands in already.`, { pointer: '#/from_on', cover_id: overlap.id });
}

/** Notes an absence and who stands in, open steps included; two covers of one person never overlap. Throws as `refuseWrongCover` does. */
export async function addCover(db: Db, cover: Omit<CoverRow, 'id'>, by: By): Promise<CoverRow> {
  await db.select({ id: appUser.id }).from(appUser).where(eq(appUser.id, cover.userId)).for('update');
  await refuseWrongCover(db, cover);
  const row = { ...cover, id: newId('cov') };
  await db.insert(userCover).values(row);
  await recordChange(db, by, { what: 'cover.created', subjectId: row.id, before: null, after: row });
  await tellApprovingDeals(db, by.now);
  return row;
}

/** Takes a cover back; repeated, it changes nothing. Throws `not_found` where there never was such a cover of that person. */
export async function removeCover(db: Db, { id, userId }: { id: string; userId: string }, by: By): Promise<void> {
  const [gone] = await db
    .delete(userCover)
    .where(and(eq(userCover.id, id), eq(userCover.userId, userId)))
    .returning();
  if (!gone) return refuseUnknownCover(db, { id, userId });
  await recordChange(db, by, { what: 'cover.removed', subjectId: id, before: gone, after: null });
  await tellApprovingDeals(db, by.now);
}

async function refuseUnknownCover(db: Db, { id, userId }: { id: string; userId: string }): Promise<void> {
  const [removed] = await db
    .select({ seq: change.seq })
    .from(change)
    .where(and(eq(change.subjectId, id), eq(change.what, 'cover.removed'), sql`${change.before} ->> 'userId' = ${userId}`))
    .limit(1);
  if (!removed) throw new RuleViolation('not_found', 'There is no such cover.');
}
