import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { livingProcess } from './pid-file.ts';
import { processIdentity } from './process-identity.ts';
import { cachedPrograms } from './temporal-programs.ts';

type Log = (line: string) => void;
const modules = fileURLToPath(new URL('./temporal/', import.meta.url));
const minutes = (ms: number) => `${Math.floor(ms / 60_000)} min ${String(Math.round(ms / 1000) % 60).padStart(2, '0')} s`;

async function goBuild(what: { title: string; program: string; target: string; tags: readonly string[] }, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const half = `${what.target}.${process.pid}.tmp`,
    began = performance.now();
  const child = spawn('go', ['build', '-v', '-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags', '-s -w', ...what.tags, '-o', half, what.program], {
    cwd: modules,
    env: { ...env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '', GOWORK: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endWithUs = () => {
    child.kill();
  };
  process.once('exit', endWithUs);
  let compiled = 0,
    fetched = 0;
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', line => {
    if (line.startsWith('go: downloading')) fetched++;
    else if (/^\S+$/.test(line)) compiled++;
    else said.push(line);
  });
  const progress = setInterval(() => log(`  ${what.title}: ${fetched} modules fetched, ${compiled} packages compiled, ${minutes(performance.now() - began)}`), 15_000);
  const code = await new Promise<number | string>(resolve => {
    child.once('error', error => resolve(error.message));
    child.once('close', status => resolve(status ?? 'a signal'));
  });
  clearInterval(progress);
  process.off('exit', endWithUs);
  if (code !== 0) {
    rmSync(half, { force: true });
    throw new Error(`go build of the ${what.title} ended with ${code}:\n${said.slice(-15).join('\n')}`);
  }
  renameSync(half, what.target);
  log(`  ${what.title}: built in ${minutes(performance.now() - began)}`);
}

/** Takes the lock, or waits as long as the process that holds it is alive: two starts build once. */
async function lockBuild(lock: string, log: Log): Promise<void> {
  let told = false;
  for (;;) {
    try {
      writeFileSync(lock, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    // A lock just being written is empty for an instant and belongs to somebody alive.
    if (existsSync(lock) && readFileSync(lock, 'utf8') !== '' && !livingProcess(lock)) rmSync(lock, { force: true });
    else if (!told) {
      told = true;
      log('Another start is building the Temporal server; waiting for it …');
    }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

/**
 * Builds the official Temporal server and Web UI from the two modules that temporal/go.mod and go.sum pin to the byte, into the
 * user's cache; no Go code of ours is involved. About 4 minutes on 2 cores, once.
 */
export async function buildTemporal(env: NodeJS.ProcessEnv, log: Log): Promise<{ server: string; ui: string }> {
  const { dir, server, ui } = cachedPrograms(env),
    lock = path.join(dir, 'temporal-build.lock');
  mkdirSync(dir, { recursive: true });
  await lockBuild(lock, log);
  try {
    for (const name of readdirSync(dir)) if (/^temporal-(server|ui)-.*\.tmp$/.test(name)) rmSync(path.join(dir, name), { force: true });
    if (!existsSync(server) || !existsSync(ui)) log(`Building the Temporal server and its Web UI from source: once, about 4 minutes, into ${dir} …`);
    if (!existsSync(server)) await goBuild({ title: 'Temporal server', program: 'go.temporal.io/server/cmd/server', target: server, tags: ['-tags', 'disable_grpc_modules'] }, env, log);
    if (!existsSync(ui)) await goBuild({ title: 'Temporal Web UI', program: 'github.com/temporalio/ui-server/v2/cmd/server', target: ui, tags: [] }, env, log);
  } finally {
    rmSync(lock, { force: true });
  }
  return { server, ui };
}
