import { defineConfig } from 'vitest/config';
import { variables } from './config.ts';
import { LongestFirst } from './test/setup/longest-first.ts';

// Tests bring their own Postgres, Temporal and mail, whatever the shell points at; only where programs lie is taken over.
for (const name of Object.keys(variables.shape)) if (name !== 'CHROMIUM_PATH') delete process.env[name];
process.env.TZ = 'UTC';

/** Files that start or need real services, wherever they lie. */
const needServices = 'test/{db,activities,api,deal,browser,replay,imports}/**/*.test.ts';
const startTemporalThemselves = 'test/local/temporal-*.test.ts';

const load = 'test/soak/due-at-ten.test.ts';

/** Longer property runs, races and load: `npm run soak` runs these and nothing else, `npm test` none of them. */
export const soak = {
  extends: true as const,
  test: {
    name: 'soak',
    include: ['test/soak/**/*.test.ts', 'test/workflows/deal/{approval,reminder}-model.test.ts'],
    exclude: [load],
    globalSetup: ['test/setup/start-stack.ts'],
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
};

/** What is measured runs when all others have ended, so that it measures itself. */
export const soakAlone = { extends: true as const, test: { ...soak.test, name: 'load', include: [load], exclude: [], sequence: { groupOrder: 1 }, testTimeout: 1_200_000 } };

/** Files that close what they open may share a process: a third of their time, of rules and words half, was loading the same code again. */
const everyday = [
  { extends: true, test: { name: 'rules', include: ['test/{domain,workflows,templates,laws}/**/*.test.ts'], exclude: [], isolate: false, testTimeout: 20_000, hookTimeout: 60_000 } },
  { extends: true, test: { name: 'programs', include: ['test/local/**/*.test.ts'], exclude: [startTemporalThemselves], testTimeout: 20_000, hookTimeout: 60_000 } },
  {
    extends: true,
    test: { name: 'integration', include: [needServices, startTemporalThemselves], isolate: false, globalSetup: ['test/setup/start-stack.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
  },
];

/** On two cores a third file uses the time that the others spend waiting for timers, servers and the browser. */
const filesAtOnce = 3;

export default defineConfig({ test: { pool: 'forks', maxWorkers: filesAtOnce, sequence: { sequencer: LongestFirst }, projects: process.env['SOAK'] ? [soak, soakAlone] : everyday } });
