import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endProcess, processIdentity } from './process-identity.ts';

/** Writes a file whole or not at all: a reader, or a kill in the middle, never sees half of it. */
export function writeWhole(file: string, text: string, mode = 0o600): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const half = `${file}.${process.pid}.tmp`;
  writeFileSync(half, text, { mode });
  renameSync(half, file);
}

/** How a process is to be ended: by which signal, and how long it may take before it is ended by force. */
export type EndingManners = { readonly signal: NodeJS.Signals; readonly patienceMs: number };

/** Remembers a process, so that a later start can recognise it as its own and end it as it wants to be ended. */
export function writePidFile(file: string, pid: number, manners: EndingManners): void {
  writeWhole(file, JSON.stringify({ pid, identity: processIdentity(pid), ...manners }));
}

/** The process a pid file names, if it still runs and is the very same one. */
export function livingProcess(file: string): ({ pid: number; identity: string } & Partial<EndingManners>) | undefined {
  try {
    const { identity, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; identity?: string } & Partial<EndingManners>;
    return identity !== undefined && processIdentity(rest.pid) === identity ? { identity, ...rest } : undefined;
  } catch {
    return undefined;
  }
}

/** Ends what an earlier start left running under this pid file. Answers true where there was something to end. */
export async function endLeftover(file: string): Promise<boolean> {
  const left = livingProcess(file);
  if (left) await endProcess(left.pid, left.identity, left);
  rmSync(file, { force: true });
  return left !== undefined;
}
