import { asc, eq, sql } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { newId } from '../ids.ts';
import { apiKey } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { apiKeySha256, newApiKeySecret } from './api-key-secret.ts';

export type ApiKeyRow = Omit<typeof apiKey.$inferSelect, 'secretSha256'>;

/** Makes a key; its secret is answered this once and kept nowhere. */
export async function createApiKey(db: Db, key: { name: string; scopes: readonly string[]; now: string }): Promise<{ row: ApiKeyRow; secret: string }> {
  const secret = newApiKeySecret();
  const row = { id: newId('key'), name: key.name, last4: secret.slice(-4), scopes: [...key.scopes], createdAt: key.now, lastUsedAt: null, revokedAt: null };
  await db.insert(apiKey).values({ ...row, secretSha256: apiKeySha256(secret) });
  return { row, secret };
}

export async function listApiKeys(db: Db): Promise<ApiKeyRow[]> {
  const rows = await db.select().from(apiKey).orderBy(asc(apiKey.createdAt), asc(apiKey.id));
  return rows.map(({ secretSha256: _, ...row }) => row);
}

/** Ends a key at once; repeated, it changes nothing. Throws `not_found`. */
export async function revokeApiKey(db: Db, id: string, now: string): Promise<ApiKeyRow> {
  const [row] = await db
    .update(apiKey)
    .set({ revokedAt: sql`coalesce(${apiKey.revokedAt}, ${now})` })
    .where(eq(apiKey.id, id))
    .returning();
  if (!row) throw new RuleViolation('not_found', `There is no key ${id}.`);
  const { secretSha256: _, ...rest } = row;
  return rest;
}
