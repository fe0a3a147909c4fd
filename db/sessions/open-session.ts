import { session } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Begins a session of a person; only the hash of its token is kept. */
export async function openSession(db: Db, opened: { tokenSha256: string; userId: string; createdAt: string; expiresAt: string }): Promise<void> {
  await db.insert(session).values(opened);
}
