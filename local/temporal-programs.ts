import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { userCacheDir } from './postgres-binaries.ts';

/** The versions that go.mod beside this file's folder `temporal/` pins, and the command line program that embeds the same line. */
export const temporalVersions = { server: 'v1.32.1', ui: 'v2.55.0', cli: 'v1.9.1', go: '1.26.8' } as const;

/** What can be started as a Temporal server: the command line program's development server, or the official server and Web UI. */
export type TemporalProgram =
  | { readonly kind: 'cli'; readonly path: string; readonly version: string; readonly from: string }
  | { readonly kind: 'server'; readonly server: string; readonly ui: string; readonly from: string };

const exe = process.platform === 'win32' ? '.exe' : '';

/** Where built and downloaded Temporal programs are kept, under their versions. */
export function cachedPrograms(env: NodeJS.ProcessEnv): { dir: string; server: string; ui: string; cli: string } {
  const dir = userCacheDir(env);
  return {
    dir,
    server: path.join(dir, `temporal-server-${temporalVersions.server}${exe}`),
    ui: path.join(dir, `temporal-ui-${temporalVersions.ui}${exe}`),
    cli: path.join(dir, `temporal-${temporalVersions.cli}${exe}`),
  };
}

/** Compares dotted version numbers by their parts; what follows a hyphen does not count. */
export function versionAtLeast(version: string, floor: string): boolean {
  const parts = (text: string) =>
    text
      .replace(/^v|-.*$/g, '')
      .split('.')
      .map(Number);
  const have = parts(version),
    need = parts(floor);
  for (const [i, wanted] of need.entries()) {
    const found = have[i] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}

function cliVersion(program: string, env: NodeJS.ProcessEnv): string | undefined {
  const told = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000, env });
  return told.status === 0 ? /version v?(\d+\.\d+\.\d+\S*)/.exec(told.stdout)?.[1] : undefined;
}

export type TemporalSearch = { readonly program?: TemporalProgram; readonly notes: readonly string[] };

/** The person's own command line program, if one is there and new enough; what is too old or something else is noted. */
function ownCli(env: NodeJS.ProcessEnv, notes: string[]): TemporalProgram | undefined {
  const candidates = [...(env.TEMPORAL_CLI_PATH ? [{ path: env.TEMPORAL_CLI_PATH, from: 'TEMPORAL_CLI_PATH' }] : []), { path: 'temporal', from: 'the temporal program on the PATH' }];
  for (const { path: program, from } of candidates) {
    const version = cliVersion(program, env);
    if (version && versionAtLeast(version, temporalVersions.cli)) return { kind: 'cli', path: program, version, from };
    if (version) notes.push(`${from} is ${version}; ${temporalVersions.cli} or newer is needed, so it is not used.`);
    else if (from === 'TEMPORAL_CLI_PATH') notes.push(`TEMPORAL_CLI_PATH names ${program}, which is no Temporal command line program, so it is not used.`);
  }
  return undefined;
}

function cachedServer(env: NodeJS.ProcessEnv): TemporalProgram | undefined {
  const { server, ui } = cachedPrograms(env);
  return existsSync(server) && existsSync(ui) ? { kind: 'server', server, ui, from: 'built earlier' } : undefined;
}

function cachedCli(env: NodeJS.ProcessEnv): TemporalProgram | undefined {
  const { cli } = cachedPrograms(env),
    version = existsSync(cli) ? cliVersion(cli, env) : undefined;
  return version ? { kind: 'cli', path: cli, version, from: 'downloaded earlier' } : undefined;
}

/**
 * Looks for a Temporal that is there already: TEMPORAL_CLI_PATH, `temporal` on the PATH, then the cache; only one of the wished kind,
 * where one is wished. Starts and fetches nothing. A command line program before v1.9.1 is refused: its server silently ignores time skipping.
 */
export function findTemporal(env: NodeJS.ProcessEnv, kind?: TemporalProgram['kind']): TemporalSearch {
  const notes: string[] = [];
  const program = (kind === 'server' ? undefined : ownCli(env, notes)) ?? (kind === 'cli' ? undefined : cachedServer(env)) ?? (kind === 'server' ? undefined : cachedCli(env));
  return program ? { program, notes } : { notes };
}

/** The Go compiler's version, for instance 1.26.8; undefined where there is none. */
export function goVersion(env: NodeJS.ProcessEnv): string | undefined {
  const told = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', timeout: 10_000, env: { ...env, GOTOOLCHAIN: 'local' } });
  return told.status === 0 ? told.stdout.trim().replace(/^go/, '') : undefined;
}
