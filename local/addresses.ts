import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { nextFreePort } from './free-ports.ts';
import { writeWhole } from './pid-file.ts';

export const usualPorts = { http: 3000, worker: 3001, postgres: 54329, temporal: 7233, temporalUi: 8233, smtp: 2525 } as const;
export type Ports = Record<keyof typeof usualPorts, number>;

/**
 * One free port per part: the one asked for by the person, else the one of the last start, so that links in old letters still lead
 * somewhere, else the usual one; where it is taken the next free one. What Postgres already holds for us counts as free.
 */
export async function choosePorts(dataDir: string, asked: { http?: number; worker?: number }, held: { postgres?: number }): Promise<Ports> {
  const file = path.join(dataDir, 'ports.json');
  const last: Partial<Ports> = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Ports>) : {};
  const chosen: Partial<Ports> = {},
    given: Partial<Ports> = { ...asked };
  for (const name of Object.keys(usualPorts) as (keyof Ports)[]) {
    const wished = given[name] ?? last[name] ?? usualPorts[name];
    chosen[name] = name === 'postgres' && held.postgres ? held.postgres : await nextFreePort(wished, Object.values(chosen));
  }
  writeWhole(file, JSON.stringify(chosen));
  return chosen as Ports;
}

/** Where a program that listens on `host` answers on this machine, whatever name the world knows it by. */
export function ownUrl(host: string, port: number): string {
  const reached = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** What scripts read instead of the log (API.md, "Start file"). `temporal` is host:port, the form every Temporal client takes. */
export type StackFile = {
  readonly api: string;
  readonly api_key: string;
  readonly temporal: string;
  readonly temporal_ui: string | null;
  readonly postgres: string;
  readonly smtp: string;
  readonly inbox: string | null;
  readonly pids: Readonly<Record<string, number>>;
};

/** Writes `.data/stack.json`, readable by its owner alone: it holds the demo key and the database's password. */
export function writeStackFile(dataDir: string, stack: StackFile): void {
  writeWhole(path.join(dataDir, 'stack.json'), `${JSON.stringify(stack, null, 2)}\n`);
}
