import { recordChange } from '../changes/record-change.ts';
import { newId } from '../ids.ts';
import { createPool } from '../pool.ts';
import { apiKey } from '../schema/index.ts';
import { unitOfWork } from '../unit-of-work.ts';
import { apiKeySha256 } from './api-key-secret.ts';

/** Everything a key can be allowed to do; the demo's key may do it all. */
const allScopes = ['deals:read', 'deals:write', 'approvals:decide', 'invoices:read', 'invoices:write', 'payments:read', 'payments:write', 'reminders:write', 'receivables:read', 'admin'];

/** The key of the demo, kept by the hash of its secret; asked again it changes nothing. */
export async function ensureDemoKey(databaseUrl: string, secret: string): Promise<void> {
  const pool = createPool(databaseUrl, 1);
  try {
    const now = new Date().toISOString();
    const row = { id: newId('key'), name: 'Demo', last4: secret.slice(-4), scopes: allScopes, createdAt: now };
    await unitOfWork(pool, async db => {
      const [made] = await db
        .insert(apiKey)
        .values({ ...row, secretSha256: apiKeySha256(secret) })
        .onConflictDoNothing()
        .returning({ id: apiKey.id });
      const { name, last4, scopes } = row;
      if (made) await recordChange(db, { actor: { type: 'system', id: 'start' }, now }, { what: 'api_key.created', subjectId: made.id, before: null, after: { name, last4, scopes } });
    });
  } finally {
    await pool.end();
  }
}
