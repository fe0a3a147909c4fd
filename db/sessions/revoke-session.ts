import { and, eq, isNull } from 'drizzle-orm';
import { session } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Ends a session for good; ended twice it stays as it was. */
export async function revokeSession(db: Db, tokenSha256: string, at: string): Promise<void> {
  await db
    .update(session)
    .set({ revokedAt: at })
    .where(and(eq(session.tokenSha256, tokenSha256), isNull(session.revokedAt)));
}
