import { isDeepStrictEqual } from 'node:util';
import { eq, inArray } from 'drizzle-orm';
import { recordChange, setUpActor } from '../changes/record-change.ts';
import { stableId } from '../ids.ts';
import { handWorkOn } from '../people/hand-work-on.ts';
import { appUser, userCover } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { CompanyFile } from './company-file.ts';

/** Adds the people of the file and brings those on record, told by their email, up to it. Others stay as they are. Answers who changed. */
export async function putPeople(db: Db, file: CompanyFile, now: string): Promise<string[]> {
  const onRecord = new Map((await db.select().from(appUser)).map(row => [row.email, row]));
  const idOf = (email: string) => onRecord.get(email)?.id ?? stableId('usr', email);
  const changed: string[] = [];
  const left: string[] = [];
  for (const [at, person] of file.people.entries()) {
    const { covers, superiorEmail, timeZone, workingHours, ...rest } = person;
    const earlier = onRecord.get(person.email);
    // The first holder of a role is asked first; the order of the file is kept by a millisecond each.
    const createdAt = earlier?.createdAt ?? new Date(Date.parse(now) + at).toISOString();
    const standing = {
      superiorId: superiorEmail === null ? null : idOf(superiorEmail),
      timeZone: timeZone ?? file.company.zone,
      workingHours: workingHours === undefined ? (earlier?.workingHours ?? null) : workingHours,
    };
    const row = { ...rest, ...standing, id: idOf(person.email), createdAt };
    if (isDeepStrictEqual(earlier && { ...earlier }, row)) continue;
    await db.insert(appUser).values(row).onConflictDoUpdate({ target: appUser.id, set: row });
    await recordChange(db, { actor: setUpActor, now }, { what: earlier ? 'user.changed' : 'user.created', subjectId: row.id, before: earlier ?? null, after: row });
    changed.push(`person ${person.email}`);
    if (earlier?.active && !row.active) left.push(row.id);
  }
  for (const id of left) await handWorkOn(db, id);
  return [...changed, ...(await putCovers(db, file, { idOf, now }))];
}

/** Covers that stood in an earlier file, told by their stable id, go when the file no longer has them; covers entered elsewhere stay. */
async function putCovers(db: Db, file: CompanyFile, { idOf, now }: { idOf: (email: string) => string; now: string }): Promise<string[]> {
  const wanted = file.people.flatMap(person => person.covers.map(({ coverEmail, fromOn, toOn }) => coverRow({ userId: idOf(person.email), coverUserId: idOf(coverEmail), fromOn, toOn })));
  const present = await db
    .select()
    .from(userCover)
    .where(
      inArray(
        userCover.userId,
        file.people.map(person => idOf(person.email)),
      ),
    );
  const gone = present.filter(row => row.id === coverRow(row).id && !wanted.some(cover => cover.id === row.id));
  const added = wanted.filter(cover => !present.some(row => row.id === cover.id));
  for (const { id } of gone) await db.delete(userCover).where(eq(userCover.id, id));
  if (added.length > 0) await db.insert(userCover).values(added);
  const by = { actor: setUpActor, now };
  for (const cover of gone) await recordChange(db, by, { what: 'cover.removed', subjectId: cover.id, before: cover, after: null });
  for (const cover of added) await recordChange(db, by, { what: 'cover.created', subjectId: cover.id, before: null, after: cover });
  return [...gone, ...added].map(cover => `cover from ${cover.fromOn} to ${cover.toOn}`);
}

type CoverRow = typeof userCover.$inferSelect;

function coverRow({ userId, coverUserId, fromOn, toOn }: Omit<CoverRow, 'id'>): CoverRow {
  return { id: stableId('cov', userId, coverUserId, fromOn, toOn), userId, coverUserId, fromOn, toOn };
}
