import { and, eq, isNull } from 'drizzle-orm';
import { apiKey } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { apiKeySha256 } from './api-key-secret.ts';

export type ApiKey = Pick<typeof apiKey.$inferSelect, 'id' | 'name' | 'scopes' | 'lastUsedAt'>;

const noteUseEveryMs = 60_000;

/** The living key of a secret, or null. */
export async function findApiKey(db: Db, secret: string): Promise<ApiKey | null> {
  const { id, name, scopes, lastUsedAt } = apiKey;
  const [key] = await db
    .select({ id, name, scopes, lastUsedAt })
    .from(apiKey)
    .where(and(eq(apiKey.secretSha256, apiKeySha256(secret)), isNull(apiKey.revokedAt)));
  return key ?? null;
}

/** Notes that a key was used, at most once a minute. */
export async function noteKeyUse(db: Db, key: ApiKey, now: Date): Promise<void> {
  if (key.lastUsedAt !== null && now.getTime() - Date.parse(key.lastUsedAt) < noteUseEveryMs) return;
  await db.update(apiKey).set({ lastUsedAt: now.toISOString() }).where(eq(apiKey.id, key.id));
}
