import { spawn } from 'node:child_process';
import path from 'node:path';
import type { StackFile } from '../../local/addresses.ts';

export type Ending = Readonly<{ code: number | null; signal: NodeJS.Signals | null }>;

/** A program of the project in a process of its own, as a person would run it. */
export type Program = Readonly<{
  pid: number;
  /** All it has said so far, on both channels. */
  said: () => string;
  ended: Promise<Ending>;
  kill: (signal: NodeJS.Signals) => void;
}>;

/** `noted` is told of the program as soon as it runs, so that it can be ended whatever becomes of the test. */
export type Order = Readonly<{ checkout: string; env?: Readonly<Record<string, string>>; noted?: (program: Program) => void }>;

/** What a person's shell hands over, and nothing of what a test runner adds. */
function shell(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'CHROMIUM_PATH'];
  return Object.fromEntries(names.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** Starts `node <args>` in a checkout. The channel between us ends with this process, and a start program then stops by itself. */
export function run(args: readonly string[], { checkout, env, noted }: Order): Program {
  const child = spawn(process.execPath, args, { cwd: checkout, env: { ...shell(), ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const parts: string[] = [];
  for (const channel of [child.stdout, child.stderr]) channel?.on('data', (part: Buffer) => parts.push(part.toString()));
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const program: Program = { pid: child.pid ?? 0, said: () => parts.join(''), ended, kill: signal => void child.kill(signal) };
  noted?.(program);
  return program;
}

export type Started = Program & { readonly stack: StackFile; readonly readySeconds: number };

/** What `npm start` runs, for a program that reads the answer. */
export const npmStart = [path.join('local', 'start.mjs'), '--json', '--no-open'] as const;

/** `npm start -- --json --no-open`; answers when it has printed its start file. */
export async function start(order: Order, dataDir?: string): Promise<Started> {
  const began = performance.now();
  const args = [...npmStart, ...(dataDir === undefined ? [] : ['--data', dataDir])];
  const program = run(args, order);
  let over: Ending | undefined;
  void program.ended.then(how => {
    over = how;
  });
  for (;;) {
    const line = /^\{"api".*\}$/m.exec(program.said())?.[0];
    if (line !== undefined) return { ...program, stack: JSON.parse(line) as StackFile, readySeconds: (performance.now() - began) / 1000 };
    if (over !== undefined) throw new Error(`npm start ended with ${over.code ?? over.signal}:\n${program.said()}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
