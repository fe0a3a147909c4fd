import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cachedPrograms, temporalVersions } from './temporal-programs.ts';

const noAnswerMs = 8_000,
  downloadMs = 180_000;

/**
 * Has the SDK download the Temporal command line program into the user's cache. Answers its path, or undefined where the download
 * site does not answer within eight seconds; a download that has begun may take three minutes.
 */
export async function downloadCli(log: (line: string) => void): Promise<string | undefined> {
  const { dir, cli } = cachedPrograms(),
    half = `${cli}.downloading`;
  mkdirSync(dir, { recursive: true });
  const child = spawn(process.execPath, [fileURLToPath(new URL('./temporal-download-cli.ts', import.meta.url)), dir, temporalVersions.cli], { stdio: 'ignore' });
  const endWithUs = () => {
    child.kill('SIGKILL');
  };
  process.once('exit', endWithUs);
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
  process.off('exit', endWithUs);
  return existsSync(cli) ? cli : undefined;
}
