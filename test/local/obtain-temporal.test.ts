import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePorts } from '../../local/free-ports.ts';
import { buildTemporal } from '../../local/temporal-build.ts';
import { downloadCli } from '../../local/temporal-download.ts';
import { obtainTemporal, type TemporalWish, type Ways } from '../../local/temporal-obtain.ts';
import { cachedPrograms, temporalVersions } from '../../local/temporal-programs.ts';
import { startTemporal } from '../../local/temporal-server.ts';
import { makeTestFolder } from '../setup/test-folder.ts';
import { pretendProgram } from './pretend-program.ts';

let folder: string, bin: string, env: NodeJS.ProcessEnv, log: string[];
beforeEach(async () => {
  folder = await makeTestFolder('obtain');
  bin = path.join(folder, 'bin');
  mkdirSync(bin);
  // A PATH and a cache of its own: what this machine has plays no part.
  env = { PATH: bin, XDG_CACHE_HOME: path.join(folder, 'cache') };
  log = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const says = (version: string) => `echo 'temporal version ${version} (Server 1.32.0, UI 2.54.1)'`;
const onPath = (version: string) => pretendProgram(bin, 'temporal', says(version));
const inCache = (...programs: ('server' | 'ui' | 'cli')[]) => {
  for (const program of programs) pretendProgram(path.dirname(cachedPrograms(env)[program]), path.basename(cachedPrograms(env)[program]), says('1.9.1'));
};
/** A compiler that writes what it is told to write, and what it was called with beside it. */
const go = (version: string) => pretendProgram(bin, 'go', `[ "$1" = env ] && { echo ${version}; exit; }\nwhile [ "$1" != -o ]; do shift; done\necho built > "$2"\necho "$3" >> '${folder}/built'`);

/** Obtains a server and answers it with the ways that were gone. */
async function obtain(wish: Partial<TemporalWish> = {}, ways: Partial<Ways> = {}) {
  const gone: string[] = [];
  const note = <A extends unknown[], R>(name: string, way: (...args: A) => R) => {
    return (...args: A): R => {
      gone.push(name);
      return way(...args);
    };
  };
  const program = await obtainTemporal(
    { env, log: line => log.push(line), ...wish },
    { download: note('download', ways.download ?? (async () => undefined)), build: note('build', ways.build ?? (async () => ({ server: 's', ui: 'u' }))) },
  );
  return { program, gone };
}

describe('a Temporal server is obtained', () => {
  it('from the PATH first, whatever the cache holds', async () => {
    onPath('1.10.0');
    inCache('server', 'ui', 'cli');
    expect(await obtain()).toEqual({ program: { kind: 'cli', path: 'temporal', version: '1.10.0', from: 'the temporal program on the PATH' }, gone: [] });
  });

  it('from the cache where the program on the PATH is too old, which is told', async () => {
    onPath('1.8.3');
    inCache('server', 'ui', 'cli');
    const { server, ui } = cachedPrograms(env);
    expect(await obtain()).toEqual({ program: { kind: 'server', server, ui, from: 'built earlier' }, gone: [] });
    expect(log).toEqual(['the temporal program on the PATH is 1.8.3; v1.9.1 or newer is needed, so it is not used.']);
  });

  it('from the cache as it was downloaded, where a build was not finished', async () => {
    inCache('server', 'cli');
    expect(await obtain()).toMatchObject({ program: { kind: 'cli', from: 'downloaded earlier' }, gone: [] });
  });

  it('by a download before a build is thought of', async () => {
    go('go1.26.8');
    const download = async () => {
      inCache('cli');
      return cachedPrograms(env).cli;
    };
    expect(await obtain({}, { download })).toMatchObject({ program: { kind: 'cli', path: cachedPrograms(env).cli }, gone: ['download'] });
  });

  it('by a build from the two pinned modules where no download came, and from the cache the next time', async () => {
    go('go1.26.8');
    const { server, ui } = cachedPrograms(env);
    expect(await obtain({}, { build: buildTemporal })).toEqual({ program: { kind: 'server', server, ui, from: 'built now' }, gone: ['download', 'build'] });
    expect(readFileSync(path.join(folder, 'built'), 'utf8')).toBe('go.temporal.io/server/cmd/server\ngithub.com/temporalio/ui-server/v2/cmd/server\n');
    expect(log.join('\n')).toContain('once, about 4 minutes');
    expect(await obtain()).toMatchObject({ program: { from: 'built earlier' }, gone: [] });
  });

  it('not at all without a compiler that is new enough, and every way out is named', async () => {
    go('go1.25.3');
    const refused = expect(obtain()).rejects;
    await refused.toThrow(/TEMPORAL_ADDRESS.*v1\.9\.1 or newer.*Go 1\.26\.8 or newer \(found: 1\.25\.3\)/s);
  });
});

describe('a data folder keeps the kind of server it began with', () => {
  it('although a command line program has come onto the PATH since', async () => {
    onPath('1.9.1');
    inCache('server', 'ui');
    expect(await obtain({ kind: 'server' })).toMatchObject({ program: { kind: 'server', from: 'built earlier' } });
  });

  it('and is not opened with the other kind, under which its deals would be out of sight', async () => {
    inCache('server', 'ui');
    go('go1.26.8');
    await expect(obtain({ kind: 'cli' })).rejects.toThrow(/kept by the Temporal command line program, which is not here.*TEMPORAL_CLI_PATH.*npm run reset/s);
    inCache('cli');
    expect(await obtain({ kind: 'cli' })).toMatchObject({ program: { kind: 'cli', from: 'downloaded earlier' } });
  });
});

describe('the local Temporal server', () => {
  it('is not started with another kind than its folder began with', async () => {
    onPath('1.9.1');
    mkdirSync(path.join(folder, 'temporal'));
    writeFileSync(path.join(folder, 'temporal', 'server.db'), '');
    const [grpc = 0, ui = 0] = await freePorts(2);
    await expect(startTemporal({ dataDir: folder, ports: { grpc, ui }, env })).rejects.toThrow(`kept by the Temporal server ${temporalVersions.server}, which is not here`);
    expect(existsSync(path.join(folder, 'temporal', 'cli.db'))).toBe(false);
  });
});

describe('the download', () => {
  const program = (script: string) => {
    const file = path.join(folder, 'download.mjs');
    writeFileSync(file, `import { renameSync, writeFileSync } from 'node:fs';\nconst [dir, version] = process.argv.slice(2), file = dir + '/temporal-' + version;\n${script}`);
    return file;
  };
  const half = () => `${cachedPrograms(env).cli}.downloading`;
  const fetchIt = (script: string, limits = { noAnswerMs: 300, downloadMs: 20_000 }) => downloadCli(env, line => log.push(line), { program: program(script), ...limits });
  const forever = 'setInterval(() => {}, 1e6);';

  it('is given up soon where its site does not answer', async () => {
    const began = performance.now();
    expect(await fetchIt(forever)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(log).toEqual([]);
  });

  it('may take longer once it has begun', async () => {
    const script = `writeFileSync(file + '.downloading', 'half'); setTimeout(() => renameSync(file + '.downloading', file), 700);`;
    expect(await fetchIt(script, { noAnswerMs: 5_000, downloadMs: 20_000 })).toBe(cachedPrograms(env).cli);
    expect(log).toEqual([`Downloading the Temporal command line program ${temporalVersions.cli} …`]);
  });

  it('leaves no half a file behind that the next one would wait for in vain', async () => {
    expect(await fetchIt(`writeFileSync(file + '.downloading', 'half'); ${forever}`, { noAnswerMs: 5_000, downloadMs: 1_500 })).toBeUndefined();
    expect(existsSync(half())).toBe(false);
    writeFileSync(half(), 'of a download that was killed');
    utimesSync(half(), new Date(0), new Date(0));
    await fetchIt('process.exit(1)');
    expect(existsSync(half())).toBe(false);
  });
});
