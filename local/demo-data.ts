import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { writeWhole } from './pid-file.ts';

type Record = { readonly claimed: readonly string[]; readonly seeded: readonly string[] };
const file = (dataDir: string) => path.join(dataDir, 'demo.json');
const read = (dataDir: string): Record => (existsSync(file(dataDir)) ? (JSON.parse(readFileSync(file(dataDir), 'utf8')) as Record) : { claimed: [], seeded: [] });
const add = (list: readonly string[], name: string) => [...new Set([...list, name])];

/** How a database is named in the record: ours by a word, another one by the hash of its address. */
function nameOf(externalUrl: string | undefined): string {
  if (externalUrl === undefined) return 'embedded';
  const { host, pathname } = new URL(externalUrl);
  return createHash('sha256')
    .update(host + pathname)
    .digest('hex')
    .slice(0, 16);
}

async function isEmpty(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return (await client.query("select 1 from pg_tables where schemaname not in ('pg_catalog', 'information_schema') limit 1")).rowCount === 0;
  } finally {
    await client.end();
  }
}

/**
 * Whether demo data may go into the database: ours always, another one where it was empty when we first saw it or DEMO=on says so.
 * To be asked before the migration. A company's own database never gets demo people by accident.
 */
export async function mayHoldDemo(dataDir: string, externalUrl: string | undefined, wish: string | undefined): Promise<boolean> {
  if (wish === 'off') return false;
  const name = nameOf(externalUrl),
    { claimed, seeded } = read(dataDir);
  if (externalUrl !== undefined && wish !== 'on' && !claimed.includes(name) && !(await isEmpty(externalUrl))) return false;
  writeWhole(file(dataDir), JSON.stringify({ claimed: add(claimed, name), seeded }));
  return true;
}

/** Whether the demo data was written to the end. */
export function isSeeded(dataDir: string, externalUrl: string | undefined): boolean {
  return read(dataDir).seeded.includes(nameOf(externalUrl));
}

/** Remembers that the demo data was written to the end. */
export function markSeeded(dataDir: string, externalUrl: string | undefined): void {
  const { claimed, seeded } = read(dataDir);
  writeWhole(file(dataDir), JSON.stringify({ claimed, seeded: add(seeded, nameOf(externalUrl)) }));
}
