import { Client, Connection } from '@temporalio/client';
import { buildApp } from '../api/app.ts';
import type { ApiContext } from '../api/context.ts';
import { createPool } from '../db/pool.ts';
import { readDb } from '../db/unit-of-work.ts';

const publicUrl = 'http://localhost:3000';

/** The OpenAPI text of the API, from its routes; no database and no process engine is asked. */
export async function specification(): Promise<string> {
  const pool = createPool('postgres://nobody@127.0.0.1:1/none');
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const config = { publicUrl, linkKey: Buffer.alloc(32), namespace: 'none', temporalUiUrl: null, fastForward: true, signalDecisions: false, demo: false, inboxDir: null, trustProxy: false };
  const ctx: ApiContext = { pool, db: readDb(pool), temporal: new Client({ connection }), config, now: () => new Date() };
  const app = await buildApp(ctx);
  try {
    await app.ready();
    return `${JSON.stringify(app.swagger(), null, 2)}\n`;
  } finally {
    await app.close();
    await connection.close();
    await pool.end();
  }
}
