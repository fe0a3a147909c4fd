import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Fields of /proc/<pid>/stat after the command name, which may itself hold spaces and brackets. */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'boot';
  }
}

/**
 * Names one process for good: a process id is used again after a while, the id with its start time is not.
 * Answers undefined where no such process runs; a zombie does not run.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const fields = statFields(pid);
    if (!fields || fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${bootId()}:${fields[19]}`;
  }
  const listed = spawnSync('ps', ['-p', String(pid), '-o', 'stat=,lstart='], { encoding: 'utf8' }).stdout?.trim();
  return !listed || listed.startsWith('Z') ? undefined : listed.replace(/^\S+\s+/, '');
}

/** The arguments a process was started with, joined by blanks; empty where it is gone or closed to us. */
export function commandLine(pid: number): string {
  if (process.platform !== 'linux') return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout?.trim() ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Sends a signal; a process that is already gone is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Waits until exactly this process has ended. Answers false where it still runs after `withinMs`. */
export async function waitUntilEnded(pid: number, identity: string, { withinMs, everyMs = 20 }: { withinMs: number; everyMs?: number }): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (processIdentity(pid) === identity) {
    if (performance.now() > until) return false;
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
  return true;
}

/** Ends exactly this process: first politely, after `patienceMs` by force. */
export async function endProcess(pid: number, identity: string, how: { signal?: NodeJS.Signals; patienceMs?: number } = {}): Promise<void> {
  if (processIdentity(pid) !== identity) return;
  signalProcess(pid, how.signal ?? 'SIGTERM');
  if (await waitUntilEnded(pid, identity, { withinMs: how.patienceMs ?? 15_000 })) return;
  signalProcess(pid, 'SIGKILL');
  await waitUntilEnded(pid, identity, { withinMs: 5_000 });
}
