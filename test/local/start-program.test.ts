import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresDirFor } from '../../local/data-folder.ts';
import { freePorts, portIsFree } from '../../local/free-ports.ts';
import { createDatabase } from '../../local/postgres-databases.ts';
import { withoutSpace } from '../browser/read-pdf.ts';
import { choosePortsAhead } from './checkout.ts';
import { approveInTurn, bookStatement, type Deal, dealOf, readInvoiceLetter, remind } from './first-deal.ts';
import { alive, aMachine, type Machine } from './machine.ts';
import { npmStart } from './program.ts';
import { aStranger, type Stranger, until } from './stranger.ts';

/** How many programs want each processor: on a machine that does several things at once everything takes that much longer. */
const crowd = () => Math.max(1, (os.loadavg()[0] ?? 0) / os.availableParallelism());

describe('npm start, told as one story in a fresh checkout', { timeout: 90_000 }, () => {
  let machine: Machine, me: Stranger, deal: Deal;
  beforeAll(async () => {
    machine = await aMachine();
  });
  afterAll(() => machine.leave(), 60_000);

  const isPaidStill = async () => expect(await dealOf(me, deal.id)).toMatchObject({ stage: 'paid' });
  const startAgain = async (after: string) => {
    const { stack, readySeconds } = await machine.start();
    console.log(`npm start after ${after}: ready in ${readySeconds.toFixed(1)} s`);
    expect(readySeconds).toBeLessThan(30 * crowd());
    expect(stack).toMatchObject({ api: me.api, api_key: me.apiKey });
    await isPaidStill();
  };

  it('gets ready and writes where everything is, for its owner alone', { timeout: 180_000 }, async () => {
    const { stack, pid, readySeconds } = await machine.start();
    console.log(`npm start, the first with its demo: ready in ${readySeconds.toFixed(1)} s`);
    const { ports, dataDir } = machine;
    expect(machine.startFile()).toEqual(stack);
    expect(statSync(path.join(dataDir, 'stack.json')).mode & 0o777).toBe(0o600);
    expect(stack).toEqual({
      api: `http://localhost:${ports.http}`,
      api_key: expect.stringMatching(/^q2c_test_[0-9a-f]{40}$/),
      temporal: `127.0.0.1:${ports.temporal}`,
      temporal_ui: `http://localhost:${ports.temporalUi}`,
      postgres: expect.stringMatching(new RegExp(`^postgres://q2c:[^@]+@127\\.0\\.0\\.1:${ports.postgres}/q2c$`)),
      smtp: `smtp://127.0.0.1:${ports.smtp}`,
      inbox: `http://localhost:${ports.http}/inbox`,
      pids: expect.objectContaining({ start: pid, postgres: expect.any(Number), temporal: expect.any(Number), worker: expect.any(Number), server: expect.any(Number) }),
    });
    expect(alive(stack.pids)).toEqual(Object.keys(stack.pids));
    me = aStranger(stack);
  });

  it('lets no second start into the same folder, and says where the first one is', async () => {
    const second = machine.run(...npmStart);
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.said()).toContain(`already running at ${me.api} (process ${machine.started.pid})`);
    const slip = machine.run(...npmStart, '--prot', '3000');
    expect([(await slip.ended).code, slip.said()]).toEqual([2, "Unknown option '--prot'. The options are: --port NUMBER, --data DIR, --json, --no-open\n"]);
  });

  it('takes the deal of the README once, however often it is sent', async () => {
    const body = JSON.parse(readFileSync(path.join(machine.checkout, 'examples', 'deal.json'), 'utf8'));
    const send = () => me.post('/v1/deals', body, { 'idempotency-key': 'first' }) as Promise<Deal>;
    deal = await send();
    expect(deal).toMatchObject({ object: 'deal', workflow_id: 'deal:example:first-deal' });
    expect(await send()).toMatchObject({ id: deal.id });
  });

  it('asks four people in turn by letter, and each decides on the page behind the link', { timeout: 180_000 }, async () => {
    expect(await approveInTurn(me, 4)).toEqual(['ruslan@arna.example', 'dinara@arna.example', 'marat@arna.example', 'bakhyt@arna.example']);
  });

  it('sends the invoice with a PDF that names its number and its sum', async () => {
    const { subject, attachment, pdf } = await readInvoiceLetter(me);
    deal = await dealOf(me, deal.id);
    expect(deal.invoices).toHaveLength(1);
    expect(subject).toContain(deal.invoices[0]?.number);
    expect(attachment).toMatchObject({ contentType: 'application/pdf', filename: expect.stringContaining('invoice') });
    expect(pdf.text).toContain(withoutSpace(deal.invoices[0]?.number ?? '?'));
    expect(pdf.text).toContain('3635985,20');
  });

  it('reminds when the deal’s own clock is moved ahead, each time in other words', async () => {
    const { recorded, subjects } = await remind(me, deal);
    expect(recorded).toBeGreaterThanOrEqual(2);
    expect(new Set(subjects).size).toBe(recorded);
  });

  it('finds the invoice paid in the bank statement made for it', async () => {
    const file = path.join(machine.folder, 'statement.txt'),
      number = deal.invoices[0]?.number ?? '?';
    const made = machine.run(path.join('local', 'run.mjs'), path.join('local', 'example-statement.ts'), '--invoice', number, '--to', file);
    expect([(await made.ended).code, made.said()]).toEqual([0, expect.stringContaining(`pays invoice ${number}`)]);
    expect(await bookStatement(me, deal, file)).toMatchObject({ status: 'booked', format: '1c', new_payments: 1, allocated: 1, to_review: 0 });
  });

  it('shows the same deal in the Temporal Web UI, done', async () => {
    const { stack } = machine.started;
    const at = `namespaces/q2c/workflows/${encodeURIComponent('deal:example:first-deal')}`;
    const page = await fetch(`${stack.temporal_ui}/${at}`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    const { workflowExecutionInfo } = (await (await fetch(`${stack.temporal_ui}/api/v1/${at}`)).json()) as { workflowExecutionInfo: { status: string } };
    expect(workflowExecutionInfo.status).toBe('WORKFLOW_EXECUTION_STATUS_COMPLETED');
  });

  it('starts nothing of its own beside what the person has', async () => {
    const { stack } = machine.started;
    const database = await createDatabase({ port: machine.ports.postgres, url: name => Object.assign(new URL(stack.postgres), { pathname: `/${name}` }).href }, 'theirs');
    const [http = 0, worker = 0] = await freePorts(2);
    const theirs = { DATABASE_URL: database, TEMPORAL_ADDRESS: stack.temporal, SMTP_URL: stack.smtp, TEMPORAL_NAMESPACE: 'theirs', DEMO: 'off', PORT: String(http), WORKER_PORT: String(worker) };
    const second = await machine.startBeside(theirs, path.join(machine.folder, 'their data'));
    expect(second.stack).toMatchObject({ postgres: database, temporal: stack.temporal, smtp: stack.smtp, temporal_ui: null, inbox: null, api_key: '' });
    expect(Object.keys(second.stack.pids).sort()).toEqual(['server', 'start', 'worker']);
    expect(second.said()).not.toMatch(/✓ (Postgres|Temporal|Mail)/);
    expect((await fetch(`${second.stack.api}/readyz`)).status).toBe(200);
    second.kill('SIGINT');
    expect(await second.ended).toEqual({ code: 0, signal: null });
    expect(alive(stack.pids)).toEqual(Object.keys(stack.pids));
  });

  it('brings server and worker back by itself when they are killed', async () => {
    const before = machine.started.stack.pids;
    await machine.kill('server', 'worker');
    await until(
      'new processes in the start file',
      async () => machine.startFile().pids,
      now => now.server !== before.server && now.worker !== before.worker,
    );
    await isPaidStill();
  });

  it('recovers when the start program itself was killed and all it had started was left running', async () => {
    const { pids } = machine.startFile();
    await machine.kill('start');
    expect(alive(pids)).toEqual(Object.keys(pids).filter(name => name !== 'start'));
    await startAgain('kill -9 of the start program');
    expect(machine.started.stack.pids.postgres).toBe(pids.postgres);
    expect(machine.started.said()).toMatch(/An earlier start had left server, worker, (temporal-ui, )?temporal running; ended\./);
  });

  it('recovers when everything was killed at once, Postgres and Temporal too', async () => {
    await machine.kill(...Object.keys(machine.startFile().pids));
    await startAgain('kill -9 of everything');
  });

  it('stops every process when told to by Ctrl+C', async () => {
    const { started, dataDir, ports } = machine;
    started.kill('SIGINT');
    expect(await started.ended).toEqual({ code: 0, signal: null });
    expect(started.said()).toContain('Stopping …');
    expect(alive(started.stack.pids)).toEqual([]);
    for (const [part, port] of Object.entries(ports)) expect([part, await portIsFree(port)]).toEqual([part, true]);
    expect(['stack.json', 'start.json'].filter(name => existsSync(path.join(dataDir, name)))).toEqual([]);
  });

  it('is wiped by npm run reset, and nothing that is not its own', async () => {
    const { checkout, dataDir } = machine;
    const reset = async (...args: string[]) => (await machine.run(path.join('local', 'run.mjs'), path.join('local', 'reset.ts'), ...args).ended).code;
    expect(await reset('--data', checkout)).toBe(1);
    expect(existsSync(path.join(checkout, 'package.json'))).toBe(true);
    expect(await reset()).toBe(0);
    expect([existsSync(dataDir), existsSync(postgresDirFor(dataDir))]).toEqual([false, false]);
  });

  it('leaves nothing running when it is stopped in the middle of a start', async () => {
    const pidFiles = path.join(machine.dataDir, 'pids');
    await choosePortsAhead(machine.dataDir);
    const halfway = machine.run(...npmStart);
    await expect.poll(() => halfway.said(), { timeout: 60_000 }).toContain('✓ Database migrated');
    const pids = Object.fromEntries(readdirSync(pidFiles).map(name => [name, (JSON.parse(readFileSync(path.join(pidFiles, name), 'utf8')) as { pid: number }).pid]));
    expect(Object.keys(pids)).toEqual(expect.arrayContaining(['postgres.json', 'temporal.json']));
    halfway.kill('SIGINT');
    expect(await halfway.ended).toEqual({ code: 0, signal: null });
    expect([alive(pids), readdirSync(pidFiles), existsSync(path.join(machine.dataDir, 'stack.json')), halfway.said().includes('{"api"')]).toEqual([[], [], false, false]);
  });
});
