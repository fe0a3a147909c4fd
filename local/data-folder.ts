import { createHash, randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeftover, writeWhole } from './pid-file.ts';
import { requireOwnFolder, runsAsRoot } from './postgres-binaries.ts';
import { commandLine, endProcess, processIdentity } from './process-identity.ts';

/** The checkout this file belongs to. */
export const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export type Secrets = { readonly postgresPassword: string; readonly linkKey: string; readonly apiKey: string };
export type DataFolder = { readonly dir: string; readonly postgresDir: string; readonly mailDir: string; readonly secrets: Secrets };

const rootFolder = '/var/tmp/q2c';
/** The order in which parts are stopped: what depends on others goes first. */
const stopOrder = ['server', 'worker', 'temporal-ui', 'temporal', 'postgres'] as const;

/** Where everything of this checkout is kept unless told otherwise. */
export const usualDataDir = path.join(projectRoot, '.data');

/** Postgres runs as the user nobody where we are root, and that user cannot enter root's home: its data then lies elsewhere. */
export function postgresDirFor(dataDir: string): string {
  if (!runsAsRoot) return path.join(dataDir, 'postgres');
  return path.join(rootFolder, createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 12), 'postgres');
}

function makeRootFolder(): void {
  mkdirSync(rootFolder, { recursive: true, mode: 0o755 });
  requireOwnFolder(rootFolder);
}

async function endPostmaster(postgresDir: string): Promise<void> {
  const file = path.join(postgresDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]),
    identity = processIdentity(pid);
  if (identity !== undefined && commandLine(pid).includes(postgresDir)) await endProcess(pid, identity, { signal: 'SIGINT' });
}

/** Ends every part that an earlier start of this data folder left running, but for those named. Answers the names of what was ended. */
export async function endLeftovers(dataDir: string, keep: readonly string[] = []): Promise<string[]> {
  const ended: string[] = [];
  for (const name of stopOrder) if (!keep.includes(name) && (await endLeftover(path.join(dataDir, 'pids', `${name}.json`)))) ended.push(name);
  return ended;
}

/** Ends what runs on the data folder and removes it whole, Postgres's part included. */
export async function wipeDataFolder(dataDir: string): Promise<void> {
  const postgresDir = postgresDirFor(dataDir);
  await endLeftovers(dataDir);
  await endPostmaster(postgresDir);
  if (runsAsRoot && existsSync(rootFolder)) {
    requireOwnFolder(rootFolder);
    rmSync(path.dirname(postgresDir), { recursive: true, force: true });
  }
  rmSync(dataDir, { recursive: true, force: true });
}

function makeSecrets(file: string): Secrets {
  const secrets = { postgresPassword: randomBytes(18).toString('base64url'), linkKey: randomBytes(32).toString('hex'), apiKey: `q2c_test_${randomBytes(20).toString('hex')}` };
  writeWhole(file, JSON.stringify(secrets));
  return secrets;
}

/** A folder that a start may take: empty, or with no more in it than ports, logs and the lock of a start. */
const holdsNoData = (dir: string) => readdirSync(dir).every(name => ['start.json', 'logs', 'ports.json'].includes(name));

/** Whether the folder is one of ours, or nothing would be lost with it. Anything else is not to be wiped on a slip of the keyboard. */
export function isDataFolder(dataDir: string): boolean {
  return !existsSync(dataDir) || existsSync(path.join(dataDir, 'secrets.json')) || holdsNoData(dataDir);
}

/**
 * Opens the data folder, making it and its secrets on the first start.
 * @throws Error where data is there and its secrets are not: nothing could be read any more.
 */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const dir = path.resolve(dataDir),
    postgresDir = postgresDirFor(dir),
    secretsFile = path.join(dir, 'secrets.json');
  if (runsAsRoot) makeRootFolder();
  if (!existsSync(secretsFile)) {
    if (existsSync(dir) && !holdsNoData(dir)) throw new Error(`${dir} holds data but secrets.json is gone, so it cannot be opened. Put it back, or wipe everything: npm run reset`);
    // A folder removed by hand leaves Postgres's part behind where that lies elsewhere.
    await endPostmaster(postgresDir);
    if (runsAsRoot) rmSync(path.dirname(postgresDir), { recursive: true, force: true });
  }
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  if (lstatSync(dir).uid !== (process.getuid?.() ?? lstatSync(dir).uid)) throw new Error(`${dir} belongs to another user. Start as that user, or name another folder: npm start -- --data DIR`);
  const secrets = existsSync(secretsFile) ? (JSON.parse(readFileSync(secretsFile, 'utf8')) as Secrets) : makeSecrets(secretsFile);
  return { dir, postgresDir, mailDir: path.join(dir, 'mail'), secrets };
}
