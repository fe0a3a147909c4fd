import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandDeal } from '../../api/process/command-deal.ts';
import { migrate } from '../../db/migrate.ts';
import { freePorts } from '../../local/free-ports.ts';
import { startPostgres } from '../../local/postgres.ts';
import { createDatabase } from '../../local/postgres-databases.ts';
import { startTemporal } from '../../local/temporal-server.ts';
import { people } from '../build/company.ts';
import { aDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { openStep } from '../replay/scenarios.ts';
import { makeTestFolder } from '../setup/test-folder.ts';
import { aWorld, eventually } from './world.ts';

let folder: string;
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await makeTestFolder('faults');
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the process engine killed in the middle of a wait', () => {
  it('INV-2: loses nothing: the deal goes on at its instants as if nothing had been', async () => {
    const [grpc = 0, ui = 0] = await freePorts(2);
    const order = { dataDir: folder, ports: { grpc, ui }, ui: false };
    let temporal = await startTemporal(order);
    stops.push(() => temporal.stop());
    const world = await aWorld({}, { temporalAddress: temporal.address });
    stops.push(() => world.close());
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await world.start(deal);
    await eventually(
      () => world.pool.query('select next_rung_at from deal where id = $1', [deal.dealId]),
      r => r.rows[0].next_rung_at !== null,
    );
    const rungs = async () =>
      (await world.pool.query("select rung, sent_at from reminder where invoice_id = $1 and state = 'sent' order by due_at", [deal.invoiceId])).rows.map(
        r => `${r.rung} ${r.sent_at.toISOString().slice(0, 16)}`,
      );
    await world.fastForward(deal, { untilAt: '2030-04-13T06:00:00.000Z' });
    await eventually(rungs, seen => seen.length === 1);

    process.kill(temporal.pids['temporal'] ?? 0, 'SIGKILL');
    await temporal.ended;
    temporal = await startTemporal(order);

    await eventually(
      () => world.fastForward(deal, { untilAt: '2030-04-19T06:00:00.000Z' }).catch(() => null),
      at => at !== null,
    );
    expect(await eventually(rungs, seen => seen.length === 3)).toEqual(['-3 2030-04-12T05:00', '0 2030-04-15T05:00', '+3 2030-04-18T05:00']);
  }, 90_000);
});

describe('the database gone for a while', () => {
  it('a decision meanwhile is answered as not recorded, shows the deal as waiting for a failed step, and is there when the database is back', async () => {
    const [port = 0] = await freePorts(1);
    const order = { dataDir: path.join(folder, 'postgres'), recordsDir: folder, port, password: 'test', durable: false };
    let postgres = await startPostgres(order);
    stops.push(() => postgres.stop());
    await migrate(await createDatabase(postgres, 'q2c'));
    const world = await aWorld({}, { databaseUrl: postgres.url('q2c') });
    stops.push(() => world.close());
    const deal = await aDeal(world.pool);
    await world.start(deal);
    const step = await openStep(world, deal, people.manager);
    await postgres.stop();

    const approve = () => commandDeal(world.client, deal.workflowId, { name: 'approve', message: { ...step, command_id: 'approve-1', actor: { type: 'api_key', id: 'key_test' } } });
    await expect(approve()).rejects.toMatchObject({ code: 'temporal_unavailable' });
    const waitingFor = async () => {
      const found: string[] = [];
      for await (const run of world.client.workflow.list({ query: 'WaitingFor = "failed_activity"' })) found.push(run.workflowId);
      return found;
    };
    expect(await eventually(waitingFor, found => found.length > 0)).toEqual([deal.workflowId]);

    postgres = await startPostgres(order);
    // The deal tries again after 20 s; its clock is moved over them.
    await world.fastForward(deal, { days: 21 / 86_400 });
    // Asked again with the same id it answers with the first outcome (INV-8), once the deal has tried again by itself.
    expect(
      await eventually(
        () => approve().catch(() => null),
        answer => answer !== null,
        40_000,
      ),
    ).toMatchObject({ decision: 'approved' });
    expect((await world.pool.query("select n from deal_event where deal_id = $1 and type = 'approval.decided'", [deal.dealId])).rows).toHaveLength(1);
    expect(await eventually(waitingFor, found => found.length === 0)).toEqual([]);
    await openStep(world, deal, people.lawyer);
  }, 120_000);
});
