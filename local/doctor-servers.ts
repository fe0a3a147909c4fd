import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { portAnswers } from './free-ports.ts';
import { findPostgres, preparePostgres } from './postgres-binaries.ts';
import { programName } from './temporal-config.ts';
import { findTemporal, goVersion, temporalVersions, versionAtLeast } from './temporal-programs.ts';

/** One part looked at. `missing` is vital, a `remark` is worth knowing; both may name a remedy. */
export type Finding = { readonly verdict: 'good' | 'missing' | 'remark'; readonly part: string; readonly says: string; readonly remedy?: string };

/** A server of the person's own: named by a variable, so nothing is started in its place; whether it answers is another matter. */
async function checkOwn(part: string, variable: string, server: { address: string; usualPort: number }): Promise<Finding> {
  const url = URL.parse(server.address),
    port = Number(url?.port) || server.usualPort;
  const remedy = `Start it, or mend ${variable}, or leave ${variable} out and one is started here.`;
  if (!url?.hostname) return { verdict: 'missing', part, says: `${variable} holds no address.`, remedy };
  const host = url.hostname.replace(/^\[|\]$/g, ''),
    says = `yours, by ${variable} (${url.hostname}:${port})`;
  return (await portAnswers(port, host)) ? { verdict: 'good', part, says } : { verdict: 'missing', part, says: `${says}, does not answer.`, remedy };
}

export async function checkPostgres(env: NodeJS.ProcessEnv): Promise<Finding> {
  if (env.DATABASE_URL) return checkOwn('Postgres', 'DATABASE_URL', { address: env.DATABASE_URL, usualPort: 5432 });
  const remedy = 'Run npm ci, or set DATABASE_URL to a Postgres of yours.';
  if (!findPostgres()) return { verdict: 'missing', part: 'Postgres', says: `npm brought none for ${process.platform}-${process.arch}.`, remedy };
  try {
    const told = spawnSync(path.join(preparePostgres(), 'bin', 'postgres'), ['--version'], { encoding: 'utf8' });
    if (told.status === 0) return { verdict: 'good', part: 'Postgres', says: `${told.stdout.trim().replace('postgres (PostgreSQL) ', '')} from npm` };
    return { verdict: 'missing', part: 'Postgres', says: `does not run: ${told.error?.message ?? told.stderr.trim()}`, remedy };
  } catch (error) {
    return { verdict: 'missing', part: 'Postgres', says: (error as Error).message, remedy };
  }
}

export async function checkMail(env: NodeJS.ProcessEnv): Promise<Finding> {
  if (!env.SMTP_URL) return { verdict: 'good', part: 'Mail', says: 'caught on this machine, shown at /inbox' };
  return checkOwn('Mail', 'SMTP_URL', { address: env.SMTP_URL, usualPort: env.SMTP_URL.startsWith('smtps:') ? 465 : 587 });
}

async function downloadSiteAnswers(): Promise<boolean> {
  return fetch(`https://temporal.download/cli/${temporalVersions.cli}`, { method: 'HEAD', signal: AbortSignal.timeout(4_000) }).then(
    () => true,
    () => false,
  );
}

function checkGo(go: string | undefined, fits: boolean): Finding {
  const says = go === undefined ? 'none; needed only to build the Temporal server' : fits ? go : `${go}; ${temporalVersions.go} or newer is needed to build the Temporal server`;
  return { verdict: fits ? 'good' : 'remark', part: 'Go', says };
}

/** The same ways to a server, in the same order, as `obtainTemporal` goes; none of them is gone. */
export async function checkTemporal(env: NodeJS.ProcessEnv, siteAnswers = downloadSiteAnswers): Promise<Finding[]> {
  if (env.TEMPORAL_ADDRESS) return [await checkOwn('Temporal', 'TEMPORAL_ADDRESS', { address: `grpc://${env.TEMPORAL_ADDRESS}`, usualPort: 7233 })];
  const { program, notes } = findTemporal(env),
    go = goVersion(env),
    goFits = go !== undefined && versionAtLeast(go, temporalVersions.go);
  const remarks = notes.map((says): Finding => ({ verdict: 'remark', part: 'Temporal', says }));
  const found = (verdict: Finding['verdict'], says: string): Finding => ({ verdict, part: 'Temporal', says });
  const remedy = `Install Go ${temporalVersions.go} or newer, or the Temporal command line program ${temporalVersions.cli} or newer, or set TEMPORAL_ADDRESS.`;
  const about = async (): Promise<Finding> => {
    if (program) return found('good', `${programName(program)}, ${program.from}`);
    if (await siteAnswers()) return found('good', `not here yet; the first start downloads the command line program ${temporalVersions.cli}`);
    if (goFits) return found('good', 'not here yet; the first start builds the server from source: once, about 4 minutes');
    return { ...found('missing', `not here, its download site does not answer, and there is no Go ${temporalVersions.go} to build it.`), remedy };
  };
  return [...remarks, await about(), checkGo(go, goFits)];
}
