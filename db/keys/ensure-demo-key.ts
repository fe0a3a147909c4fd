import { eq } from 'drizzle-orm';
import { type By, recordChange } from '../changes/record-change.ts';
import { newId } from '../ids.ts';
import { createPool } from '../pool.ts';
import { apiKey } from '../schema/index.ts';
import { unitOfWork } from '../unit-of-work.ts';
import { apiKeySha256 } from './api-key-secret.ts';
import { scopes as allScopes } from './scopes.ts';

/** The key of the demo, which may do all that a key can, kept by the hash of its secret. Asked again, it learns the rights that have come since and is otherwise left alone. */
export async function ensureDemoKey(databaseUrl: string, secret: string): Promise<void> {
  const pool = createPool(databaseUrl, 1);
  try {
    const now = new Date().toISOString();
    const by: By = { actor: { type: 'system', id: 'start' }, now };
    const row = { id: newId('key'), name: 'Demo', last4: secret.slice(-4), scopes: [...allScopes], createdAt: now };
    const secretSha256 = apiKeySha256(secret);
    await unitOfWork(pool, async db => {
      const [made] = await db
        .insert(apiKey)
        .values({ ...row, secretSha256 })
        .onConflictDoNothing()
        .returning({ id: apiKey.id });
      const { name, last4, scopes } = row;
      if (made) return recordChange(db, by, { what: 'api_key.created', subjectId: made.id, before: null, after: { name, last4, scopes } });
      const [known] = await db.select().from(apiKey).where(eq(apiKey.secretSha256, secretSha256)).for('update');
      if (!known) return;
      await db.update(apiKey).set({ scopes }).where(eq(apiKey.id, known.id));
      await recordChange(db, by, { what: 'api_key.changed', subjectId: known.id, before: { scopes: known.scopes }, after: { scopes } });
    });
  } finally {
    await pool.end();
  }
}
