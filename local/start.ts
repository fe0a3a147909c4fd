import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type StackFile, writeStackFile } from './addresses.ts';
import { banner, openPage } from './banner.ts';
import { projectRoot, usualDataDir } from './data-folder.ts';
import { PartRegister } from './part-register.ts';
import { startStack } from './stack.ts';
import { announceStopping, leaveDataFolder, takeDataFolder } from './start-lock.ts';

const values = readOptions();
const dataDir = path.resolve(values.data ?? usualDataDir);
// With --json the one line of JSON is all that goes to the standard output.
const log = (line: string) => (values.json ? console.error : console.log)(`  ${line}`);
const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string };

function readOptions() {
  try {
    const { values } = parseArgs({ options: { 'no-open': { type: 'boolean' }, json: { type: 'boolean' }, port: { type: 'string' }, data: { type: 'string' } } });
    const { port } = values;
    if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) throw new Error(`--port expects a number from 1 to 65535, not ${port}`);
    return values;
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}. The options are: --port NUMBER, --data DIR, --json, --no-open`);
    process.exit(2);
  }
}

try {
  await takeDataFolder(dataDir);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

const parts = new PartRegister(dataDir);
let leaving: Promise<never> | undefined;
/** Ends all parts in order, once, whoever asks how often. */
function leave(code: number): Promise<never> {
  leaving ??= (async () => {
    announceStopping(dataDir);
    rmSync(path.join(dataDir, 'stack.json'), { force: true });
    await parts.stopAll(log);
    leaveDataFolder(dataDir);
    process.exit(code);
  })();
  return leaving;
}
const asked = () => {
  if (!leaving) log('Stopping …');
  void leave(0);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, asked);
// The program that handed over to this Node was killed: without it nobody could stop us by Ctrl+C.
process.on('disconnect', asked);

// Who was told to stop in the last moment of a start leaves no start file and no banner behind.
const ready = (stack: StackFile) => {
  if (!leaving) writeStackFile(dataDir, stack);
};

try {
  rmSync(path.join(dataDir, 'stack.json'), { force: true });
  const { file, demo } = await startStack({ env: process.env, dataDir, parts, log, ready, ...(values.port === undefined ? {} : { port: Number(values.port) }) });
  await leaving;
  if (values.json) console.log(JSON.stringify(file));
  else console.log(banner(file, { version, demo, dataDir: path.relative(process.cwd(), dataDir) || '.' }));
  openPage(`${file.api}/`, !values['no-open']);
} catch (error) {
  if (!leaving) console.error(`\nThe stack did not come up: ${(error as Error).message}\nLogs: ${path.join(dataDir, 'logs')}. What may be missing: npm run doctor`);
  await leave(1);
}
