import { buildTemporal } from './temporal-build.ts';
import { downloadCli } from './temporal-download.ts';
import { findTemporal, goVersion, type TemporalProgram, temporalVersions, versionAtLeast } from './temporal-programs.ts';

/**
 * A Temporal to start, by the first way that leads to one: the user's own program, the cache, a download, a build from source.
 * @throws Error that names the ways out where none of them does.
 */
export async function obtainTemporal(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<TemporalProgram> {
  const { program, notes } = findTemporal(env);
  for (const note of notes) log(note);
  if (program) return program;
  if (await downloadCli(log)) {
    const downloaded = findTemporal(env).program;
    if (downloaded) return downloaded;
  }
  const go = goVersion();
  if (go !== undefined && versionAtLeast(go, temporalVersions.go)) return { kind: 'server', ...(await buildTemporal(log)), from: 'built now' };
  throw new Error(`There is no Temporal server and none could be fetched. Any one of these helps:
  - set TEMPORAL_ADDRESS to a server of yours;
  - install the Temporal command line program ${temporalVersions.cli} or newer (https://docs.temporal.io/cli) or name it by TEMPORAL_CLI_PATH;
  - install Go ${temporalVersions.go} or newer (${go ? `found: ${go}` : 'none was found'}), and the server is built from source.`);
}
