import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from './data-folder.ts';

/**
 * Records the histories that later code must replay, anew: every scenario of test/replay/ is led through the real server and its
 * history written to test/replay/histories/. Only for new scenarios and before a first release; afterwards the old files stay.
 * Use: node local/run.mjs local/record-histories.ts
 */
const scenarios = ['test/replay/fresh-histories.test.ts', 'test/deal/continue-as-new.test.ts'];
const vitest = path.join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'integration', ...scenarios], { cwd: projectRoot, stdio: 'inherit', env: { ...process.env, RECORD_HISTORIES: 'yes' } });
process.exitCode = status ?? 1;
