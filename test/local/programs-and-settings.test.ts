import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config.ts';
import { usualPorts } from '../../local/addresses.ts';
import { projectRoot } from '../../local/data-folder.ts';
import { checkNode } from '../../local/doctor-checks.ts';
import { stackEnvironment } from '../../local/stack-environment.ts';
import { cliArguments } from '../../local/temporal-config.ts';
import { findTemporal, temporalVersions, versionAtLeast } from '../../local/temporal-programs.ts';
import { makeTestFolder } from '../setup/test-folder.ts';
import { pretendProgram } from './pretend-program.ts';

describe('the Temporal program', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await makeTestFolder('programs');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const pretend = (name: string, says: string) => pretendProgram(dir, name, `echo '${says}'`);

  it('is the one named by TEMPORAL_CLI_PATH where that is new enough', () => {
    const TEMPORAL_CLI_PATH = pretend('new', 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)');
    expect(findTemporal({ TEMPORAL_CLI_PATH })).toMatchObject({ program: { kind: 'cli', path: TEMPORAL_CLI_PATH, version: '1.9.1' }, notes: [] });
  });

  it('is not one whose server silently ignores time skipping, and the reason is told', () => {
    const found = findTemporal({ TEMPORAL_CLI_PATH: pretend('old', 'temporal version 1.8.3 (Server 1.31.2, UI 2.50.0)') });
    expect(found.notes[0]).toContain('1.8.3; v1.9.1 or newer is needed');
    expect(found.program).not.toMatchObject({ version: '1.8.3' });
  });

  it('is not something else that lies there', () => {
    expect(findTemporal({ TEMPORAL_CLI_PATH: pretend('other', 'hello') }).notes[0]).toContain('no Temporal command line program');
  });

  it('is built from the very versions that go.mod pins', () => {
    const pinned = readFileSync(path.join(projectRoot, 'local/temporal/go.mod'), 'utf8');
    expect(pinned).toMatch(new RegExp(`go\\.temporal\\.io/server ${temporalVersions.server}\\b`));
    expect(pinned).toMatch(new RegExp(`github\\.com/temporalio/ui-server/v2 ${temporalVersions.ui}\\b`));
    expect(pinned).toContain(`\ngo ${temporalVersions.go}\n`);
  });

  it('keeps deals in a file and may skip time, as command line program too', () => {
    const args = cliArguments({ database: '/data/cli.db', port: 7233, uiPort: 8233 });
    expect(args.join(' ')).toContain('server start-dev --ip 127.0.0.1 --port 7233 --ui-port 8233 --db-filename /data/cli.db');
    expect(args).toContain('frontend.WorkflowTimeSkippingEnabled=true');
    expect(args).toContain('history.timerProcessorMaxTimeShift="10ms"');
  });

  it.each([
    ['1.9.1', '1.9.1', true],
    ['1.10.0', '1.9.1', true],
    ['v1.9.4-time-skipping', 'v1.9.1', true],
    ['1.9.0', '1.9.1', false],
    ['1.8.9', '1.9.1', false],
    ['2', '1.9.1', true],
    ['1.26.10', '1.26.8', true],
  ])('of version %s against %s counts as new enough: %s', (have, need, enough) => {
    expect(versionAtLeast(have, need)).toBe(enough);
  });
});

describe('doctor', () => {
  it('finds a Node that is too old and time zones that do not know Kazakhstan', () => {
    expect(checkNode({ node: '20.20.2', tz: '2023d' }).map(({ verdict }) => verdict)).toEqual(['missing', 'missing']);
    expect(checkNode({ node: '24.21.0', tz: '2024a' }).map(({ verdict }) => verdict)).toEqual(['good', 'good']);
    expect(checkNode({ node: '26.1.0', tz: '2026c' })[0]?.verdict).toBe('remark');
  });
});

describe('the environment of server and worker', () => {
  const folder = { dir: '/d', postgresDir: '/d/postgres', mailDir: '/d/mail', secrets: { postgresPassword: 'p', linkKey: 'ab'.repeat(32), apiKey: 'k' } };
  const addresses = {
    databaseUrl: 'postgres://q2c:p@127.0.0.1:54329/q2c',
    temporalAddress: '127.0.0.1:7233',
    temporalUiUrl: 'http://localhost:8233',
    smtpUrl: 'smtp://127.0.0.1:2525',
    inboxDir: '/d/mail',
    workflowBundle: '/d/bundle.cjs',
  };
  const environment = (env: NodeJS.ProcessEnv, demo = true) => stackEnvironment({ env, folder, ports: usualPorts, demo }, addresses);

  it('is a configuration the programs accept, with the risky switches on in the demo only', () => {
    expect(loadConfig(environment({}))).toMatchObject({ host: '127.0.0.1', port: 3000, fastForward: true, signalDecisions: true, demo: true, inboxDir: '/d/mail' });
    expect(loadConfig(environment({}, false))).toMatchObject({ fastForward: false, signalDecisions: false, demo: false });
  });

  it('leaves what the person has set', () => {
    expect(loadConfig(environment({ MAIL_FROM: 'me@example.kz', FAST_FORWARD: 'off', LOG_LEVEL: 'debug', LINK_KEY: 'cd'.repeat(32) }))).toMatchObject({
      mailFrom: 'me@example.kz',
      fastForward: false,
      logLevel: 'debug',
      linkKey: Buffer.from('cd'.repeat(32), 'hex'),
    });
  });

  it('runs in UTC and at the ports that were really free', () => {
    expect(environment({ PORT: '9', TZ: 'Asia/Almaty' })).toMatchObject({ PORT: '3000', TZ: 'UTC' });
  });
});
