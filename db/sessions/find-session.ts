import { and, eq, gt, isNull } from 'drizzle-orm';
import { appUser, session } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type SignedInPerson = typeof appUser.$inferSelect;

/** The active person behind a living session at `at`, or null where it is unknown, over, or revoked. */
export async function findSession(db: Db, found: { tokenSha256: string; at: string }): Promise<SignedInPerson | null> {
  const [row] = await db
    .select({ person: appUser })
    .from(session)
    .innerJoin(appUser, eq(appUser.id, session.userId))
    .where(and(eq(session.tokenSha256, found.tokenSha256), isNull(session.revokedAt), gt(session.expiresAt, found.at), eq(appUser.active, true)));
  return row?.person ?? null;
}
