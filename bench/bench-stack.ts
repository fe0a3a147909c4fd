import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { variables } from '../config.ts';
import { readCompanyFile } from '../db/company/company-file.ts';
import { setUpCompany } from '../db/company/set-up-company.ts';
import { ensureDemoKey } from '../db/keys/ensure-demo-key.ts';
import { createPool } from '../db/pool.ts';
import type { StackFile } from '../local/addresses.ts';
import { wipeDataFolder } from '../local/data-folder.ts';
import { PartRegister } from '../local/part-register.ts';
import { type DemoApi, demoApi } from '../local/seed/demo-api.ts';
import { startStack } from '../local/stack.ts';

/** A whole engine of the measurement's own: `pids` are those of its processes, `stop` ends it and removes its data. */
export type BenchStack = Readonly<{ api: DemoApi; pool: Pool; file: StackFile; stop: () => Promise<void> }>;

const apiKey = 'q2c_test_bench_of_this_machine';

/** Starts Postgres, Temporal, mail, worker and server in a folder that is removed afterwards; whatever the shell points at is left alone. */
export async function startBenchStack(log: (line: string) => void): Promise<BenchStack> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'q2c-bench-')),
    parts = new PartRegister(dataDir);
  const settings = Object.keys(variables.shape).filter(name => name !== 'CHROMIUM_PATH');
  const env = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.includes(name))), DEMO: 'off', LOG_LEVEL: 'warn' };
  const pools: Pool[] = [];
  const stop = async () => {
    for (const pool of pools) await pool.end();
    await parts.stopAll(log);
    await wipeDataFolder(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { file } = await startStack({ env, dataDir, parts, log, ready: () => {} });
    await ensureDemoKey(file.postgres, apiKey);
    const pool = createPool(file.postgres, 4);
    pools.push(pool);
    await setUpCompany(pool, readCompanyFile(JSON.parse(readFileSync(new URL('../examples/company.json', import.meta.url), 'utf8'))), new Date().toISOString());
    return { api: demoApi({ apiUrl: file.api, apiKey }), pool, file, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
