import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { livingProcess, writeWhole } from './pid-file.ts';
import { processIdentity, waitUntilEnded } from './process-identity.ts';

const lockFile = (dataDir: string) => path.join(dataDir, 'start.json');
const record = (stopping: boolean) => JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid), stopping });

/** The start program that holds this data folder, if one is alive. */
export function runningStart(dataDir: string): { pid: number; identity: string; stopping: boolean } | undefined {
  const file = lockFile(dataDir),
    alive = livingProcess(file);
  if (!alive) return undefined;
  const { stopping } = JSON.parse(readFileSync(file, 'utf8')) as { stopping: boolean };
  return { ...alive, stopping };
}

/**
 * Takes the data folder for this process; one that is just stopping is waited for.
 * @throws Error where another start holds it.
 */
export async function takeDataFolder(dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lockFile(dataDir), record(false), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const other = runningStart(dataDir);
    if (!other) rmSync(lockFile(dataDir), { force: true });
    else if (!other.stopping || !(await waitUntilEnded(other.pid, other.identity, { withinMs: 60_000 }))) {
      const stack = path.join(dataDir, 'stack.json');
      const where = existsSync(stack) ? ` at ${(JSON.parse(readFileSync(stack, 'utf8')) as { api: string }).api}` : '';
      throw new Error(`The stack of this folder is already running${where} (process ${other.pid}). Stop it with Ctrl+C there, or: kill ${other.pid}`);
    }
  }
}

/** Tells a next start that this one is on its way out. */
export function announceStopping(dataDir: string): void {
  if (existsSync(lockFile(dataDir))) writeWhole(lockFile(dataDir), record(true));
}

/** Gives the data folder back. */
export function leaveDataFolder(dataDir: string): void {
  rmSync(lockFile(dataDir), { force: true });
}
