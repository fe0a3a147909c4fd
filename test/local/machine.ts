import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Ports, StackFile } from '../../local/addresses.ts';
import { wipeDataFolder } from '../../local/data-folder.ts';
import { processIdentity } from '../../local/process-identity.ts';
import { makeTestFolder } from '../setup/test-folder.ts';
import { aCheckout, choosePortsAhead } from './checkout.ts';
import { type Program, run, type Started, start } from './program.ts';
import { until } from './stranger.ts';

/** A machine with a fresh checkout, and what a person does at it. */
export type Machine = {
  readonly folder: string;
  readonly checkout: string;
  readonly dataDir: string;
  readonly ports: Ports;
  /** The stack as `start` has brought it up last. */
  readonly started: Started;
  start(): Promise<Started>;
  startBeside(env: Readonly<Record<string, string>>, dataDir: string): Promise<Started>;
  run(...args: readonly string[]): Program;
  startFile(): StackFile;
  /** `kill -9` of processes that the start file names; answers when they are gone. */
  kill(...names: string[]): Promise<void>;
  leave(): Promise<void>;
};

/** Which of these processes still run. */
export function alive(pids: StackFile['pids']): string[] {
  return Object.entries(pids).flatMap(([name, pid]) => (processIdentity(pid) === undefined ? [] : [name]));
}

export async function aMachine(): Promise<Machine> {
  const folder = await makeTestFolder('npm start'),
    checkout = aCheckout(folder),
    dataDir = path.join(checkout, '.data'),
    ports = await choosePortsAhead(dataDir);
  const programs: Program[] = [];
  const noted = (program: Program) => void programs.push(program);
  const startFile = () => JSON.parse(readFileSync(path.join(dataDir, 'stack.json'), 'utf8')) as StackFile;
  let last: Started | undefined;
  return {
    ...{ folder, checkout, dataDir, ports, startFile },
    get started() {
      if (!last) throw new Error('the stack has not come up');
      return last;
    },
    start: async () => {
      last = await start({ checkout, noted });
      return last;
    },
    startBeside: (env, otherDir) => start({ checkout, noted, env }, otherDir),
    run: (...args) => run(args, { checkout, noted }),
    kill: async (...names) => {
      const known = startFile().pids,
        pids = Object.fromEntries(names.map(name => [name, known[name] ?? 0]));
      for (const pid of Object.values(pids)) process.kill(pid, 'SIGKILL');
      await until(
        `the end of ${names.join(', ')}`,
        async () => alive(pids),
        left => left.length === 0,
      );
    },
    leave: async () => {
      for (const program of programs) program.kill('SIGINT');
      await Promise.all(programs.map(program => program.ended));
      await wipeDataFolder(dataDir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
