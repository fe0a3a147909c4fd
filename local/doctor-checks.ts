import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { findBrowser } from '../activities/documents/find-browser.ts';
import { usualPorts } from './addresses.ts';
import { usualDataDir } from './data-folder.ts';
import { checkMail, checkPostgres, checkTemporal, type Finding } from './doctor-servers.ts';
import { portIsFree } from './free-ports.ts';
import { runningStart } from './start-lock.ts';
import { versionAtLeast } from './temporal-programs.ts';

/** Kazakhstan has one time zone since March 2024; older tables put half the country an hour off. */
const oldestZones = '2024a';

export function checkNode(versions: Readonly<Record<string, string | undefined>>): Finding[] {
  const { node = '0', tz = 'unknown' } = versions,
    fits = versionAtLeast(node, '24.12.0');
  const sameLine = Number(node.split('.')[0]) === 24;
  return [
    !fits
      ? { verdict: 'missing', part: 'Node', says: `${node}; 24.12 or newer is needed.`, remedy: 'Install Node 24 from https://nodejs.org' }
      : { verdict: sameLine ? 'good' : 'remark', part: 'Node', says: sameLine ? node : `${node}; the engine is tested on 24` },
    tz >= oldestZones
      ? { verdict: 'good', part: 'Time zones', says: tz }
      : {
          verdict: 'missing',
          part: 'Time zones',
          says: `${tz}; ${oldestZones} or newer is needed, older tables have the wrong time for Almaty.`,
          remedy: 'Use the Node of the npm packages, or a newer one of yours.',
        },
  ];
}

function checkPackages(env: NodeJS.ProcessEnv): Finding {
  return env.Q2C_PACKAGES === 'old'
    ? { verdict: 'remark', part: 'npm packages', says: 'older than package-lock.json', remedy: 'npm start brings them up to date; by hand: npm ci' }
    : { verdict: 'good', part: 'npm packages', says: 'as package-lock.json says' };
}

async function checkBrowser(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const way = env.CHROMIUM_PATH ? 'Mend CHROMIUM_PATH, or leave it out: then the browser of the system or of the npm packages is used' : 'Install Chrome or Chromium, or name it in CHROMIUM_PATH';
  const remedy = `${way}. Without one deals go on; their PDFs wait.`;
  try {
    const browser = await findBrowser(env.CHROMIUM_PATH || undefined);
    const told = spawnSync(browser.executablePath, ['--version'], { encoding: 'utf8', timeout: 20_000, env: { ...process.env, ...browser.environment } });
    if (told.status !== 0) return [{ verdict: 'missing', part: 'Browser', says: `${browser.executablePath} does not run: ${(told.error?.message ?? told.stderr.trim()).split('\n')[0]}`, remedy }];
    return [{ verdict: 'good', part: 'Browser', says: `${told.stdout.trim()} (${browser.source})` }];
  } catch (error) {
    return [{ verdict: 'missing', part: 'Browser', says: (error as Error).message, remedy }];
  }
}

function checkFonts(): Finding {
  try {
    const sheet = createRequire(import.meta.url).resolve('@fontsource/noto-sans/400.css');
    const subsets = ['latin-ext', 'cyrillic', 'cyrillic-ext'].filter(subset => !existsSync(path.join(path.dirname(sheet), 'files', `noto-sans-${subset}-400-normal.woff2`)));
    if (subsets.length === 0) return { verdict: 'good', part: 'Fonts', says: `Noto Sans with Kazakh letters and ₸, from npm` };
    return { verdict: 'missing', part: 'Fonts', says: `Noto Sans lacks ${subsets.join(', ')}.`, remedy: 'Run npm ci.' };
  } catch {
    return { verdict: 'missing', part: 'Fonts', says: 'the npm package @fontsource/noto-sans is missing.', remedy: 'Run npm ci.' };
  }
}

async function checkPorts(): Promise<Finding[]> {
  const running = runningStart(usualDataDir);
  if (running) return [{ verdict: 'good', part: 'Ports', says: `the stack is running (process ${running.pid})` }];
  const taken: string[] = [];
  for (const [part, port] of Object.entries(usualPorts)) if (!(await portIsFree(port))) taken.push(`${port} (${part})`);
  return [
    taken.length === 0
      ? { verdict: 'good', part: 'Ports', says: `free: ${Object.values(usualPorts).join(', ')}` }
      : { verdict: 'remark', part: 'Ports', says: `taken: ${taken.join(', ')}; the next free ones are used and printed` },
  ];
}

/** Looks at everything `npm start` needs. Starts nothing and fetches nothing; it does unpack the browser that npm brought. */
export async function checkAll(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const [postgres, temporal, browser, mail, ports] = await Promise.all([checkPostgres(env), checkTemporal(env), checkBrowser(env), checkMail(env), checkPorts()]);
  return [...checkNode(process.versions), checkPackages(env), postgres, ...temporal, ...browser, checkFonts(), mail, ...ports];
}
