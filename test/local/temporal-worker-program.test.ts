import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../local/data-folder.ts';
import { freePorts } from '../../local/free-ports.ts';
import { aReceivable } from '../build/invoice.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Program, run } from './program.ts';

/** A mail server that lets nobody go on until the door is opened. */
async function startSlowMail() {
  const { promise: open, resolve } = Promise.withResolvers<void>();
  const waiting: string[] = [],
    taken: string[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, logger: false, closeTimeout: 100 },
    onRcptTo({ address }, _session, done) {
      waiting.push(address);
      void open.then(() => done());
    },
    onData(stream, session, done) {
      stream.resume().once('end', () => {
        taken.push(session.envelope.rcptTo[0]?.address ?? '');
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>(listening => void server.listen(0, '127.0.0.1', () => listening()));
  const address = server.server.address();
  return { url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, waiting, taken, open: () => resolve(), stop: () => new Promise<void>(done => void server.close(() => done())) };
}

describe('npm run worker', () => {
  let mail: Awaited<ReturnType<typeof startSlowMail>>, world: World, port: number;
  const running: Program[] = [];
  beforeAll(async () => {
    mail = await startSlowMail();
    world = await aWorld({}, { smtpUrl: mail.url, workers: 'elsewhere' });
    [port = 0] = await freePorts(1);
  });
  afterAll(async () => {
    for (const program of running) program.kill('SIGKILL');
    await world?.close();
    await mail?.stop();
  });

  const worker = (change: Record<string, string> = {}) => {
    const { databaseUrl, temporalAddress, workflowBundle } = world.parts;
    const settings = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, TEMPORAL_NAMESPACE: world.namespace, SMTP_URL: mail.url, MAIL_FROM: 'billing@arna.example' };
    const program = run(['local/run.mjs', 'worker.ts'], {
      checkout: projectRoot,
      env: { ...settings, LINK_KEY: '07'.repeat(32), WORKER_PORT: String(port), WORKFLOW_BUNDLE: workflowBundle, ...change },
    });
    running.push(program);
    return program;
  };
  const ask = async (path: string): Promise<{ status: number; says: string }> =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      async answer => ({ status: answer.status, says: await answer.text() }),
      () => ({ status: 0, says: '' }),
    );

  it('tells that it lives and is ready, and finishes what is in hand when told to stop', { timeout: 90_000 }, async () => {
    const program = worker();
    const ready = await eventually(
      () => ask('/readyz'),
      ({ status }) => status === 200,
      40_000,
    );
    expect(JSON.parse(ready.says)).toEqual({ database: true, workers: true, draining: false });
    expect(await ask('/livez')).toEqual({ status: 200, says: 'ok' });
    expect((await ask('/nothing')).status).toBe(404);

    const email = 'slow@romashka.example';
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email });
    await world.start(deal);
    await eventually(
      () => world.pool.query('select next_rung_at from deal where id = $1', [deal.dealId]),
      found => found.rows[0].next_rung_at !== null,
    );
    const moved = world.fastForward(deal, { untilAt: '2030-04-12T05:01:00.000Z' }).catch(() => 'nobody was left to serve it');
    await eventually(
      async () => mail.waiting,
      waiting => waiting.includes(email),
    );
    program.kill('SIGTERM');
    const draining = await eventually(
      () => ask('/readyz'),
      ({ status }) => status === 503,
    );
    expect(JSON.parse(draining.says)).toMatchObject({ database: true, draining: true });
    expect(await ask('/livez')).toEqual({ status: 200, says: 'ok' });
    expect(mail.taken).toEqual([]);

    mail.open();
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(mail.taken).toEqual([email]);
    const { rows } = await world.pool.query("select state from reminder where invoice_id = $1 and rung = '-3'", [deal.invoiceId]);
    expect(rows).toEqual([{ state: 'sent' }]);
    expect((await ask('/livez')).status).toBe(0);
    await world.client.workflow.getHandle(deal.workflowId).terminate('the test is over');
    await moved;
  });

  it('ends at once with the sentence, not the stack, where a setting is wrong', async () => {
    const program = worker({ SMTP_URL: 'mail.example.kz', LINK_KEY: 'tell-nobody' });
    expect(await program.ended).toEqual({ code: 2, signal: null });
    expect(program.said()).toMatch(/The configuration is not valid:\n {2}SMTP_URL expected .*\n {2}LINK_KEY expected/);
    expect(program.said()).not.toMatch(/tell-nobody|\n\s+at /);
  });
});
