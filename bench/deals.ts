// Measures the engine on this machine and writes docs/benchmarks.md: npm run bench. It takes about three minutes.
import { readFileSync, writeFileSync } from 'node:fs';
import { startBenchStack } from './bench-stack.ts';
import { residentMb, sample } from './figures.ts';
import { readHistories } from './histories.ts';
import { measureLatency } from './latency.ts';
import { partKept, report } from './report.ts';
import { measureThroughput } from './throughput.ts';
import { watchDeals } from './watch-deals.ts';

const log = (line: string) => console.log(`  ${line}`);
const stack = await startBenchStack(log);
const watch = watchDeals(stack.pool);
try {
  const pidOf = (name: string) => stack.file.pids[name] ?? 0;
  const worker = sample(() => residentMb(pidOf('worker'))),
    server = sample(() => residentMb(pidOf('server')));
  log('Decisions at a calm pace …');
  const latency = await measureLatency(stack, watch);
  log('Fifty deals at once …');
  const throughput = await measureThroughput(stack, watch, 50);
  const histories = await readHistories({ address: stack.file.temporal, pool: stack.pool, dealIds: throughput.dealIds });
  const { rows } = await stack.pool.query<{ version: string }>("select current_setting('server_version') as version");
  const page = report({ measuredAt: new Date().toISOString(), postgres: rows[0]?.version ?? '', throughput, latency, histories, worker: worker.stop(), server: server.stop() });
  const file = new URL('../docs/benchmarks.md', import.meta.url);
  writeFileSync(file, page + partKept(readFileSync(file, 'utf8')));
  console.log(`\n${page}`);
} finally {
  await watch.stop();
  await stack.stop();
}
