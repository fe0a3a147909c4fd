import { newId } from '../ids.ts';
import { createPool } from '../pool.ts';
import { apiKey } from '../schema/index.ts';
import { unitOfWork } from '../unit-of-work.ts';
import { apiKeySha256 } from './api-key-secret.ts';

/** Everything a key can be allowed to do; the demo's key may do it all. */
const allScopes = [
  'deals:read',
  'deals:write',
  'approvals:decide',
  'invoices:read',
  'invoices:write',
  'payments:read',
  'payments:write',
  'reminders:write',
  'delivery:report',
  'receivables:read',
  'admin',
];

/** The key of the demo, kept by the hash of its secret; asked again it changes nothing. */
export async function ensureDemoKey(databaseUrl: string, secret: string): Promise<void> {
  const pool = createPool(databaseUrl, 1);
  try {
    const row = { id: newId('key'), name: 'Demo', secretSha256: apiKeySha256(secret), last4: secret.slice(-4), scopes: allScopes, createdAt: new Date().toISOString() };
    await unitOfWork(pool, db => db.insert(apiKey).values(row).onConflictDoNothing());
  } finally {
    await pool.end();
  }
}
