import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

export type Postgres = { readonly port: number; url(database: string): string };

/** The address of a database of the local server. */
export function databaseUrl(port: number, password: string, database: string): string {
  return `postgres://q2c:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A server that goes away in the middle is told by the query; without a listener it would end the process as well.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether a server answers there, takes our password and serves this very data folder. */
export async function servesFolder(url: string, dataDir: string): Promise<boolean> {
  try {
    return await withClient(url, async client => {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      return path.resolve(rows[0]?.data_directory ?? '') === path.resolve(dataDir);
    });
  } catch {
    return false;
  }
}

const quoted = (name: string) => pg.escapeIdentifier(name);

/** Makes the database unless it is there. Answers its address. */
export async function createDatabase(server: Postgres, name: string): Promise<string> {
  await withClient(server.url('postgres'), async client => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${quoted(name)}`);
  });
  return server.url(name);
}

/** Makes a database as a copy of another one, which nobody may be connected to; about 40 ms. Answers its address. */
export async function createFromTemplate(adminUrl: string, name: string, template: string): Promise<string> {
  await withClient(adminUrl, client => client.query(`create database ${quoted(name)} template ${quoted(template)} strategy wal_log`));
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

/** Removes a database, connections and all. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, client => client.query(`drop database if exists ${quoted(name)} with (force)`));
}

/** The port at which a Postgres that an earlier start left behind still serves this folder, if one does. */
export async function postgresPortInUse(dataDir: string, password: string): Promise<number | undefined> {
  const file = path.join(dataDir, 'postmaster.pid');
  const port = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[3]) : 0;
  return port > 0 && (await servesFolder(databaseUrl(port, password, 'postgres'), dataDir)) ? port : undefined;
}
