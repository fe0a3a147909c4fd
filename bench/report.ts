import { readFileSync } from 'node:fs';
import os from 'node:os';
import { percentile, type Series } from './figures.ts';
import type { Histories } from './histories.ts';
import type { Latency } from './latency.ts';
import type { Throughput } from './throughput.ts';

export type Measured = Readonly<{ measuredAt: string; postgres: string; throughput: Throughput; latency: Latency; histories: Histories; worker: Series; server: Series }>;

/** The page docs/benchmarks.md: what was measured, on what, and how. */
export function report(measured: Measured): string {
  const { throughput, latency, histories, worker, server } = measured;
  const range = (values: readonly number[]) => `${percentile(values, 0.5)} (median), ${percentile(values, 1)} (largest)`;
  const rows: [string, string][] = [
    ['deals per second', `${figure(throughput.perSecond)} (${throughput.deals} begun at once, each with four approvals and a payment, all paid after ${figure(throughput.seconds)} s)`],
    [
      'decision sent → recorded',
      `p50 ${whole(percentile(latency.ms, 0.5))} ms, p99 ${whole(percentile(latency.ms, 0.99))} ms, slowest ${whole(percentile(latency.ms, 1))} ms (${latency.ms.length} decisions, open loop, ${latency.perSecond} per second; ${latency.failed} failed, ${latency.notReady} not ready when due)`,
    ],
    ['PDFs per second', `${figure(throughput.pdfs / throughput.pdfSeconds)} (${throughput.pdfs} printed within ${figure(throughput.pdfSeconds)} s, beside and after the rush)`],
    ['letters to customers and staff sent in the rush', String(throughput.lettersSent)],
    ['Temporal history events per deal', range(histories.events)],
    ['bytes of history per deal', range(histories.bytes)],
    ['recorded events per deal', range(histories.recorded)],
    ['memory of the worker (RSS)', memory(worker)],
    ['memory of the server (RSS)', memory(server)],
  ];
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench`; run it to have the figures of your own machine.',
    '',
    '| what | measured |',
    '|---|---|',
    ...rows.map(([what, value]) => `| ${what} | ${value} |`),
    '',
    '## On what',
    '',
    `- ${measured.measuredAt}`,
    `- ${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, ${os.availableParallelism()} cores, ${whole(os.totalmem() / 2 ** 30)} GB; ${os.type()} ${os.release()} ${os.arch()}`,
    `- Node ${process.versions.node}, Postgres ${measured.postgres}, Temporal server ${histories.serverVersion} on SQLite, Temporal SDK ${sdkVersion()}`,
    '',
    '## How',
    '',
    '- Everything runs on this one machine and shares its cores: Postgres, Temporal, the mail catcher, one worker, one HTTP server, the browser that prints, and the program that measures.',
    '- All settings are those of `npm start`, without the demo; commands go through the HTTP API with one key. Decisions by key have no undo window.',
    '- The rush: each deal is begun, approved as soon as its next step is open, paid as soon as its invoice has a number, and done when it stands at `paid`. Documents and letters follow beside it; deals do not wait for them. Steps are noticed by one look at the database every 50 ms, which is part of the time.',
    '- Decisions: sent at a fixed pace whether or not the one before was answered; the time counts from the moment a decision was due until the API answered, which it does when the events are in Postgres.',
    '- Histories are of the deals of the rush. Memory is that of the Node process alone, without the browser; one look every half second.',
    '',
  ].join('\n');
}

/** The part of the page that another measurement has left there: letters due at one hour are measured by `npm run soak`. */
export function partKept(page: string): string {
  const begins = page.indexOf('\n## Letters due at one hour\n');
  return begins < 0 ? '' : page.slice(begins);
}

function memory({ first, peak, last }: Series): string {
  if (first === null || peak === null || last === null) return 'not told by this system';
  return `${whole(first)} MB after the start, ${whole(peak)} MB at most, ${whole(last)} MB at the end`;
}

function sdkVersion(): string {
  const packages = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { dependencies: Record<string, string> };
  return packages.dependencies['@temporalio/worker'] ?? 'unknown';
}

const figure = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const whole = (value: number) => String(Math.round(value));
