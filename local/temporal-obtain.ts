import { buildTemporal } from './temporal-build.ts';
import { downloadCli } from './temporal-download.ts';
import { findTemporal, goVersion, type TemporalProgram, temporalVersions, versionAtLeast } from './temporal-programs.ts';

/** `kind`: the only kind that will do, because the data folder began with it. */
export type TemporalWish = { readonly env: NodeJS.ProcessEnv; readonly log: (line: string) => void; readonly kind?: TemporalProgram['kind'] };

/** The two ways to a program that is not here yet. */
export type Ways = { readonly download: typeof downloadCli; readonly build: typeof buildTemporal };

/**
 * A Temporal to start, by the first way that leads to one: the user's own program, the cache, a download, a build from source.
 * @throws Error that names the ways out where none of them does.
 */
export async function obtainTemporal({ env, log, kind }: TemporalWish, ways: Ways = { download: downloadCli, build: buildTemporal }): Promise<TemporalProgram> {
  const { program, notes } = findTemporal(env, kind);
  for (const note of notes) log(note);
  if (program) return program;
  if (kind !== 'server' && (await ways.download(env, log))) {
    const downloaded = findTemporal(env, 'cli').program;
    if (downloaded) return downloaded;
  }
  const go = kind === 'cli' ? undefined : goVersion(env);
  if (go !== undefined && versionAtLeast(go, temporalVersions.go)) return { kind: 'server', ...(await ways.build(env, log)), from: 'built now' };
  throw new Error([reason(kind), ...waysOut(kind, go).map(way => `  - ${way}`)].join('\n'));
}

function reason(kind: TemporalProgram['kind'] | undefined): string {
  if (kind === undefined) return 'There is no Temporal server and none could be fetched. Any one of these helps:';
  const keeper = kind === 'cli' ? 'the Temporal command line program' : `the Temporal server ${temporalVersions.server}`;
  return `The deals of this data folder are kept by ${keeper}, which is not here and could not be fetched. Any one of these helps:`;
}

function waysOut(kind: TemporalProgram['kind'] | undefined, go: string | undefined): string[] {
  const cli = `install the Temporal command line program ${temporalVersions.cli} or newer (https://docs.temporal.io/cli) or name it by TEMPORAL_CLI_PATH;`;
  const build = `install Go ${temporalVersions.go} or newer (${go ? `found: ${go}` : 'none was found'}), and the server is built from source.`;
  switch (kind) {
    case 'cli':
      return [cli, 'wipe the folder and begin anew: npm run reset.'];
    case 'server':
      return [build, 'wipe the folder and begin anew: npm run reset.'];
    case undefined:
      return ['set TEMPORAL_ADDRESS to a server of yours;', cli, build];
  }
}
