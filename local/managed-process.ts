import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { type EndingManners, endLeftover, writePidFile } from './pid-file.ts';
import { endProcess, processIdentity } from './process-identity.ts';

const largestLogBytes = 5_000_000;

export type ProcessOrder = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Logs and pid files of all parts lie here, as logs/<name>.log and pids/<name>.json. */
  readonly dataDir: string;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** How it is ended; SIGTERM and 15 s unless told otherwise. */
  readonly manners?: Partial<EndingManners>;
};

export type ManagedProcess = {
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the process has ended, for whatever reason, with a sentence that says how. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
};

/** The last lines a part has written, for a message about its failure. */
export function lastLines(logFile: string, count = 20): string {
  return existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : '';
}

function openLog(logFile: string): number {
  mkdirSync(path.dirname(logFile), { recursive: true });
  if (existsSync(logFile) && statSync(logFile).size > largestLogBytes) renameSync(logFile, `${logFile}.1`);
  return openSync(logFile, 'a', 0o600);
}

function howItEnded(child: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    child.once('error', error => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`));
  });
}

/**
 * Starts a part in a process group of its own, so that Ctrl+C reaches only the start program, which stops the parts in order.
 * It writes to a log file, not to a pipe: a pipe would break with the death of this process and take the part along.
 */
export async function startProcess(order: ProcessOrder): Promise<ManagedProcess> {
  const pidFile = path.join(order.dataDir, 'pids', `${order.name}.json`),
    logFile = path.join(order.dataDir, 'logs', `${order.name}.log`);
  await endLeftover(pidFile);
  const log = openLog(logFile);
  const child = spawn(order.command, order.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: order.env,
    cwd: order.cwd ?? order.dataDir,
    ...(order.uid === undefined ? {} : { uid: order.uid }),
    ...(order.gid === undefined ? {} : { gid: order.gid }),
  });
  closeSync(log);
  const ended = howItEnded(child),
    pid = child.pid;
  if (pid === undefined) throw new Error(`${order.name} ${await ended}`);
  const manners: EndingManners = { signal: 'SIGTERM', patienceMs: 15_000, ...order.manners };
  writePidFile(pidFile, pid, manners);
  const identity = processIdentity(pid);
  const stop = async () => {
    if (identity !== undefined) await endProcess(pid, identity, manners);
    await ended;
    rmSync(pidFile, { force: true });
  };
  return { pid, logFile, ended, stop };
}

/** Repeats `ready` until it answers true; fails with the part's own last words where it ends first or takes too long. */
export async function waitUntilReady(part: { name: string; process: ManagedProcess; ready: () => Promise<boolean>; withinMs: number }): Promise<void> {
  const { name, process: running, ready, withinMs } = part,
    until = performance.now() + withinMs;
  let how: string | undefined;
  void running.ended.then(text => {
    how = text;
  });
  for (;;) {
    if (how !== undefined) throw new Error(`${name} ${how}. Its last lines (${running.logFile}):\n${lastLines(running.logFile)}`);
    if (await ready().catch(() => false)) return;
    if (performance.now() > until) throw new Error(`${name} was not ready within ${withinMs / 1000} s. Its last lines (${running.logFile}):\n${lastLines(running.logFile)}`);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}
