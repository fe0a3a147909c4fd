import { chmodSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Ports } from '../../local/addresses.ts';
import { projectRoot } from '../../local/data-folder.ts';
import { freePorts } from '../../local/free-ports.ts';

/** What a program does not run on; node_modules is linked, not copied. */
const leftOut = ['.data', '.git', '.ci', 'bench', 'docs', 'node_modules', 'test'];

/** A second checkout of this project in a folder whose name holds a blank, so that nothing a test does there touches the first one's data. */
export function aCheckout(folder: string): string {
  const checkout = path.join(folder, 'a checkout');
  mkdirSync(checkout);
  // Times are kept: a package-lock.json that is newer than the installed packages would ask for an installation.
  for (const name of readdirSync(projectRoot)) if (!leftOut.includes(name)) cpSync(path.join(projectRoot, name), path.join(checkout, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(checkout, 'node_modules'));
  return checkout;
}

/** Has the first start of a data folder begin at ports that nobody else looks for: other stacks start on this machine at the same moment. */
export async function choosePortsAhead(dataDir: string): Promise<Ports> {
  const [http = 0, worker = 0, postgres = 0, temporal = 0, temporalUi = 0, smtp = 0] = await freePorts(6);
  const ports = { http, worker, postgres, temporal, temporalUi, smtp };
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o755);
  writeFileSync(path.join(dataDir, 'ports.json'), JSON.stringify(ports));
  return ports;
}
