import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endLeftovers } from '../../local/data-folder.ts';
import { livingProcess } from '../../local/pid-file.ts';
import { requireOwnFolder, runsAsRoot } from '../../local/postgres-binaries.ts';
import { processIdentity } from '../../local/process-identity.ts';

/** A place the user nobody can reach too: Postgres runs as that user where the tests run as root. */
function testsFolder(): string {
  if (runsAsRoot) mkdirSync('/var/tmp/q2c', { recursive: true, mode: 0o755 });
  const folder = runsAsRoot ? '/var/tmp/q2c/tests' : path.join(os.tmpdir(), `q2c-tests-${process.getuid?.() ?? 'user'}`);
  mkdirSync(folder, { recursive: true, mode: runsAsRoot ? 0o755 : 0o700 });
  requireOwnFolder(folder);
  return folder;
}

/** Makes a folder for this process, after removing what killed runs have left, their processes included. The blank in its name is on purpose. */
export async function makeTestFolder(name: string): Promise<string> {
  const all = testsFolder();
  for (const left of readdirSync(all).map(entry => path.join(all, entry))) {
    if (livingProcess(path.join(left, 'owner.json'))) continue;
    await endLeftovers(left);
    rmSync(left, { recursive: true, force: true });
  }
  const folder = mkdtempSync(path.join(all, `${name} `));
  if (runsAsRoot) chmodSync(folder, 0o755);
  writeFileSync(path.join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }));
  return folder;
}
