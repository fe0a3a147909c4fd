import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDemoKey } from '../../../db/keys/ensure-demo-key.ts';
import { scopes } from '../../../db/keys/scopes.ts';
import { createPool } from '../../../db/pool.ts';
import { freshDatabase } from '../../setup/stack.ts';

const secret = 'q2c_test_0123456789abcdef0123456789abcdef';
let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 1);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const keys = async () => (await pool.query('select id, scopes, created_at from api_key')).rows;

describe('the key of the demo', () => {
  it('may do everything, and learns at the next start what has come since; it stays the same key', async () => {
    await ensureDemoKey(database.url, secret);
    const [made] = await keys();
    expect([...made.scopes].sort()).toEqual([...scopes].sort());
    await pool.query("update api_key set scopes = '{deals:read}'");
    await ensureDemoKey(database.url, secret);
    await ensureDemoKey(database.url, secret);
    expect(await keys()).toEqual([made]);
    const changes = (await pool.query('select what, subject_id, actor, before from change order by seq')).rows;
    const start = { subject_id: made.id, actor: { type: 'system', id: 'start' } };
    expect(changes).toEqual([
      { what: 'api_key.created', ...start, before: null },
      { what: 'api_key.changed', ...start, before: { scopes: ['deals:read'] } },
    ]);
  });
});
