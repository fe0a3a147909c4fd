import { and, asc, eq, sql } from 'drizzle-orm';
import { appUser } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { SignedInPerson } from './find-session.ts';

/** The active person of an address, whatever its case, or null. */
export async function findPersonByEmail(db: Db, email: string): Promise<SignedInPerson | null> {
  const [row] = await db
    .select()
    .from(appUser)
    .where(and(sql`lower(${appUser.email}) = ${email.trim().toLowerCase()}`, eq(appUser.active, true)));
  return row ?? null;
}

/** The active person of an id, or null. */
export async function findPerson(db: Db, id: string): Promise<SignedInPerson | null> {
  const [row] = await db
    .select()
    .from(appUser)
    .where(and(eq(appUser.id, id), eq(appUser.active, true)));
  return row ?? null;
}

/** Everybody who may sign in, in the order in which they came. */
export async function listActivePeople(db: Db): Promise<SignedInPerson[]> {
  return db.select().from(appUser).where(eq(appUser.active, true)).orderBy(asc(appUser.createdAt), asc(appUser.id));
}
