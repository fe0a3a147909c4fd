import { and, asc, eq, isNull } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { newId } from '../ids.ts';
import { apiKey } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { apiKeySha256, newApiKeySecret } from './api-key-secret.ts';

export type ApiKeyRow = Omit<typeof apiKey.$inferSelect, 'secretSha256'>;

/** Makes a key; its secret is answered this once and kept nowhere. */
export async function createApiKey(db: Db, key: { name: string; scopes: readonly string[] }, by: By): Promise<{ row: ApiKeyRow; secret: string }> {
  const secret = newApiKeySecret();
  const row = { id: newId('key'), name: key.name, last4: secret.slice(-4), scopes: [...key.scopes], createdAt: by.now, lastUsedAt: null, revokedAt: null };
  await db.insert(apiKey).values({ ...row, secretSha256: apiKeySha256(secret) });
  await recordChange(db, by, { what: 'api_key.created', subjectId: row.id, before: null, after: { name: row.name, last4: row.last4, scopes: row.scopes } });
  return { row, secret };
}

export async function listApiKeys(db: Db): Promise<ApiKeyRow[]> {
  const rows = await db.select().from(apiKey).orderBy(asc(apiKey.createdAt), asc(apiKey.id));
  return rows.map(({ secretSha256: _, ...row }) => row);
}

/** Ends a key at once; repeated, it changes nothing. Throws `not_found`. */
export async function revokeApiKey(db: Db, id: string, by: By): Promise<ApiKeyRow> {
  const [ended] = await db
    .update(apiKey)
    .set({ revokedAt: by.now })
    .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
    .returning();
  if (ended) await recordChange(db, by, { what: 'api_key.revoked', subjectId: id, before: { revokedAt: null }, after: { revokedAt: ended.revokedAt } });
  const [row] = await db.select().from(apiKey).where(eq(apiKey.id, id));
  if (!row) throw new RuleViolation('not_found', `There is no key ${id}.`);
  const { secretSha256: _, ...rest } = row;
  return rest;
}
