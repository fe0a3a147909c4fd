// Plain JavaScript on purpose: it runs on any Node from 18 on, before the packages are there, and hands over to the pinned Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const pinnedMajor = 24,
  firstMinor = 12;
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const lockFile = path.join(root, 'package-lock.json');
const installedLock = path.join(root, 'node_modules', '.package-lock.json');
const stampFile = path.join(root, 'node_modules', '.q2c-lock-sha256');

const lockHash = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

/** Whether node_modules is what package-lock.json asks for: the stamp of the last install, or npm's own record where a person ran npm. */
export function packagesAreCurrent() {
  if (!existsSync(installedLock)) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash()) return true;
  return statSync(installedLock).mtimeMs >= statSync(lockFile).mtimeMs;
}

function stampPackages() {
  // A checkout that belongs to another user is read only; the check by time then has to do.
  try {
    if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== lockHash()) writeFileSync(stampFile, lockHash());
  } catch {}
}

/** Runs `npm ci` where the packages are missing or older than package-lock.json; ends the process where that fails. */
export function ensurePackages() {
  if (!packagesAreCurrent()) {
    if (lstatSync(path.dirname(installedLock), { throwIfNoEntry: false })?.isSymbolicLink()) {
      console.error('node_modules is a link to another folder and does not fit package-lock.json. npm ci would empty that folder, so it is not run: do it there yourself.');
      process.exit(1);
    }
    console.error('Installing the npm packages (npm ci), about a minute …');
    const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
    const result = spawnSync(npm[0], [...npm.slice(1), 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32' && npm.length === 1,
    });
    if (result.status !== 0) {
      console.error('npm ci did not succeed; its message is above. Nothing was started.');
      process.exit(1);
    }
  }
  stampPackages();
}

function pinnedNode() {
  const win = process.platform === 'win32',
    name = `node-${win ? 'win' : process.platform}-${process.arch}`;
  try {
    const home = path.dirname(createRequire(path.join(root, 'package.json')).resolve(`${name}/package.json`));
    return path.join(home, 'bin', win ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
export const nodeFits = major === pinnedMajor && minor >= firstMinor;

/** npm puts a shell between itself and us, and a signal sent to npm ends the shell only. So the death of our parent counts as a signal too. */
function followNpm(stop) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 300);
  watch.unref();
}

/**
 * Runs a program of this project on Node 24 and ends with its exit code. Signals pass through; should this process be killed,
 * the closed channel tells the program, which then stops in order.
 * @param {string} entry path inside the project
 */
export async function runOnPinnedNode(entry) {
  const file = path.join(root, entry),
    pinned = pinnedNode();
  if (nodeFits || (major > pinnedMajor && !pinned)) {
    if (!nodeFits) console.error(`This is Node ${process.versions.node}; Node ${pinnedMajor} is what the engine is tested on.`);
    process.argv[1] = file;
    followNpm(() => process.kill(process.pid, 'SIGTERM'));
    await import(pathToFileURL(file).href);
    return;
  }
  if (!pinned) {
    console.error(
      `Node ${pinnedMajor}.${firstMinor} or newer is needed, this is ${process.version}, and npm has no Node ${pinnedMajor} for ${process.platform}-${process.arch}. Install it from https://nodejs.org and try again.`,
    );
    process.exit(1);
  }
  const child = spawn(pinned, [file, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: path.dirname(pinned) + path.delimiter + (process.env.PATH ?? '') },
  });
  // Ctrl+C reaches the whole terminal group, a kill only this process: passing both on is safe, a repeated signal changes nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  followNpm(() => child.kill('SIGTERM'));
  const [code, signal] = await new Promise(resolve => {
    child.once('exit', (...how) => resolve(how));
    child.once('error', error => {
      console.error(`Node ${pinnedMajor} could not be started: ${error.message}`);
      resolve([1, null]);
    });
  });
  if (signal) {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
    return;
  }
  process.exit(code ?? 1);
}
