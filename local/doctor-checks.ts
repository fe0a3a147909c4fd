import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { findBrowser } from '../activities/documents/find-browser.ts';
import { usualPorts } from './addresses.ts';
import { usualDataDir } from './data-folder.ts';
import { portIsFree } from './free-ports.ts';
import { findPostgres, preparePostgres } from './postgres-binaries.ts';
import { runningStart } from './start-lock.ts';
import { programName } from './temporal-config.ts';
import { findTemporal, goVersion, temporalVersions, versionAtLeast } from './temporal-programs.ts';

/** One part looked at. `missing` is vital, a `remark` is worth knowing; both may name a remedy. */
export type Finding = { readonly verdict: 'good' | 'missing' | 'remark'; readonly part: string; readonly says: string; readonly remedy?: string };

/** Kazakhstan has one time zone since March 2024; older tables put half the country an hour off. */
const oldestZones = '2024a';

const hostOf = (address: string) => URL.parse(address)?.host ?? 'which is no address';

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

function checkPostgres(env: NodeJS.ProcessEnv): Finding {
  if (env.DATABASE_URL) return { verdict: 'good', part: 'Postgres', says: `yours, by DATABASE_URL (${hostOf(env.DATABASE_URL)})` };
  const found = findPostgres(),
    remedy = 'Run npm ci, or set DATABASE_URL to a Postgres of yours.';
  if (!found) return { verdict: 'missing', part: 'Postgres', says: `npm brought none for ${process.platform}-${process.arch}.`, remedy };
  try {
    const told = spawnSync(path.join(preparePostgres(), 'bin', 'postgres'), ['--version'], { encoding: 'utf8' });
    if (told.status === 0) return { verdict: 'good', part: 'Postgres', says: `${told.stdout.trim().replace('postgres (PostgreSQL) ', '')} from npm` };
    return { verdict: 'missing', part: 'Postgres', says: `does not run: ${told.error?.message ?? told.stderr.trim()}`, remedy };
  } catch (error) {
    return { verdict: 'missing', part: 'Postgres', says: (error as Error).message, remedy };
  }
}

async function downloadSiteAnswers(): Promise<boolean> {
  return fetch(`https://temporal.download/cli/${temporalVersions.cli}`, { method: 'HEAD', signal: AbortSignal.timeout(4_000) }).then(
    () => true,
    () => false,
  );
}

async function checkTemporal(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (env.TEMPORAL_ADDRESS) return [{ verdict: 'good', part: 'Temporal', says: `yours, by TEMPORAL_ADDRESS (${env.TEMPORAL_ADDRESS})` }];
  const { program, notes } = findTemporal(env),
    go = goVersion(),
    goFits = go !== undefined && versionAtLeast(go, temporalVersions.go);
  const remarks = notes.map((says): Finding => ({ verdict: 'remark', part: 'Temporal', says }));
  const goFinding: Finding = {
    verdict: goFits ? 'good' : 'remark',
    part: 'Go',
    says: go === undefined ? 'none; needed only to build the Temporal server' : goFits ? go : `${go}; ${temporalVersions.go} or newer is needed to build the Temporal server`,
  };
  if (program) return [...remarks, { verdict: 'good', part: 'Temporal', says: `${programName(program)}, ${program.from}` }, goFinding];
  if (await downloadSiteAnswers())
    return [...remarks, { verdict: 'good', part: 'Temporal', says: `not here yet; the first start downloads the command line program ${temporalVersions.cli}` }, goFinding];
  if (goFits) return [...remarks, { verdict: 'good', part: 'Temporal', says: 'not here yet; the first start builds the server from source: once, about 4 minutes' }, goFinding];
  const remedy = `Install Go ${temporalVersions.go} or newer, or the Temporal command line program ${temporalVersions.cli} or newer, or set TEMPORAL_ADDRESS.`;
  return [...remarks, { verdict: 'missing', part: 'Temporal', says: 'not here, its download site does not answer, and there is no Go to build it.', remedy }, goFinding];
}

async function checkBrowser(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const remedy = 'Install Chrome or Chromium, or name it in CHROMIUM_PATH. Without one deals go on; their PDFs wait.';
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
  const mail: Finding = { verdict: 'good', part: 'Mail', says: env.SMTP_URL ? `yours, by SMTP_URL (${hostOf(env.SMTP_URL)})` : 'caught on this machine, shown at /inbox' };
  return [...checkNode(process.versions), checkPackages(env), checkPostgres(env), ...(await checkTemporal(env)), ...(await checkBrowser(env)), checkFonts(), mail, ...(await checkPorts())];
}
