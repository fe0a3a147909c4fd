import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cachedPrograms, temporalVersions } from './temporal-programs.ts';

export type Download = { readonly program: string; readonly noAnswerMs: number; readonly downloadMs: number };
const usual: Download = { program: fileURLToPath(new URL('./temporal-download-cli.ts', import.meta.url)), noAnswerMs: 8_000, downloadMs: 180_000 };

/** A file that nobody has written to for that long belongs to a download that was killed; the SDK would wait for it in vain. */
function removeAbandoned(half: string, downloadMs: number): void {
  const touchedAt = statSync(half, { throwIfNoEntry: false })?.mtimeMs;
  if (touchedAt !== undefined && Date.now() - touchedAt > downloadMs) rmSync(half, { force: true });
}

/**
 * Has the SDK download the Temporal command line program into the user's cache. Answers its path, or undefined where the download
 * site does not answer within eight seconds; a download that has begun may take three minutes.
 */
export async function downloadCli(env: NodeJS.ProcessEnv, log: (line: string) => void, { program, noAnswerMs, downloadMs }: Download = usual): Promise<string | undefined> {
  const { dir, cli } = cachedPrograms(env),
    half = `${cli}.downloading`;
  mkdirSync(dir, { recursive: true });
  removeAbandoned(half, downloadMs);
  const ours = !existsSync(half);
  const child = spawn(process.execPath, [program, dir, temporalVersions.cli], { stdio: 'ignore', env });
  const callOff = () => {
    child.kill('SIGKILL');
    if (ours) rmSync(half, { force: true });
  };
  process.once('exit', callOff);
  let over = false;
  child.once('exit', () => {
    over = true;
  });
  child.once('error', () => {
    over = true;
  });
  const began = performance.now();
  let told = false;
  while (!over) {
    const elapsed = performance.now() - began,
      underWay = existsSync(half) || existsSync(cli);
    if (underWay && !told) {
      told = true;
      log(`Downloading the Temporal command line program ${temporalVersions.cli} …`);
    }
    if (elapsed > downloadMs || (!underWay && elapsed > noAnswerMs)) child.kill('SIGKILL');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  process.off('exit', callOff);
  if (ours) rmSync(half, { force: true });
  return existsSync(cli) ? cli : undefined;
}
