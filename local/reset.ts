import path from 'node:path';
import { parseArgs } from 'node:util';
import { isDataFolder, usualDataDir, wipeDataFolder } from './data-folder.ts';
import { endProcess } from './process-identity.ts';
import { runningStart } from './start-lock.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const dataDir = path.resolve(values.data ?? usualDataDir);

if (dataDir !== usualDataDir && !isDataFolder(dataDir)) {
  console.error(`  ${dataDir} is no data folder of this engine, so it is left as it is. Remove it yourself if it is to go.`);
  process.exit(1);
}
const running = runningStart(dataDir);
if (running) {
  console.log(`  Stopping the running stack (process ${running.pid}) …`);
  await endProcess(running.pid, running.identity, { patienceMs: 120_000 });
}
await wipeDataFolder(dataDir);
console.log(`  ${path.relative(process.cwd(), dataDir) || dataDir} is wiped; the next npm start begins anew.`);
