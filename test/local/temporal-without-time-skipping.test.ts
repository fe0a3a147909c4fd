import { rmSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiContext } from '../../api/context.ts';
import { ensureDemoKey } from '../../db/keys/ensure-demo-key.ts';
import { readDb } from '../../db/unit-of-work.ts';
import { whyNoFastForward } from '../../local/fast-forward.ts';
import { freePorts } from '../../local/free-ports.ts';
import { type RunningTemporal, startTemporal } from '../../local/temporal-server.ts';
import { buildPages } from '../api/pages/pages-app.ts';
import { people } from '../build/company.ts';
import { aDeal } from '../build/deal.ts';
import { aWorld, eventually, stateOf, type World } from '../deal/world.ts';
import { testStack } from '../setup/stack.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

const secret = 'q2c_test_0123456789abcdef0123456789abcdef';
const noSkipping = { 'frontend.WorkflowTimeSkippingEnabled': false, 'system.workflowTimeSkippingEnabled': false };

describe('a Temporal server that cannot skip time', () => {
  let dir: string, server: RunningTemporal, world: World, app: FastifyInstance;
  beforeAll(async () => {
    dir = await makeTestFolder('no skipping');
    const [grpc = 0, ui = 0] = await freePorts(2);
    server = await startTemporal({ dataDir: dir, ports: { grpc, ui }, ui: false, settings: noSkipping });
    world = await aWorld({}, { temporalAddress: server.address });
    await ensureDemoKey(world.parts.databaseUrl, secret);
    const config = { publicUrl: 'http://localhost:3000', linkKey: Buffer.alloc(32, 7), namespace: world.namespace, temporalUiUrl: null, fastForward: true };
    const ctx: ApiContext = {
      ...{ pool: world.pool, db: readDb(world.pool), temporal: world.client, now: () => new Date() },
      config: { ...config, signalDecisions: false, demo: true, inboxDir: null, trustProxy: false },
    };
    app = await buildPages(ctx);
  });
  afterAll(async () => {
    await app?.close();
    await world?.close();
    await server?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('runs deals all the same, and answers 409 with the reason when one is to be moved ahead', async () => {
    const deal = await aDeal(world.pool);
    await world.start(deal);
    const asked = await eventually(
      () => stateOf(world, deal),
      state => state.phase.status === 'approving' && state.phase.open !== null,
    );
    expect(asked.phase).toMatchObject({ open: { personId: people.manager.id } });
    const answer = await app.inject({ method: 'POST', url: `/v1/deals/${deal.dealId}/fast_forward`, headers: { authorization: `Bearer ${secret}` }, payload: { days: 3 } });
    expect([answer.statusCode, answer.json()]).toEqual([409, expect.objectContaining({ code: 'time_travel_unavailable', detail: 'This Temporal server cannot fast-forward a workflow.' })]);
    const { rows } = await world.pool.query('select clock_ahead_ms from deal where id = $1', [deal.dealId]);
    expect(Number(rows[0].clock_ahead_ms ?? 0)).toBe(0);
  });

  it('is told from one that can, so that npm start says why', async () => {
    const of = (temporalAddress: string, temporalNamespace: string) => whyNoFastForward({ temporalAddress, temporalNamespace, temporalTls: false, temporalApiKey: undefined });
    expect(await of(server.address, world.namespace)).toBe('This Temporal server cannot fast-forward a workflow.');
    expect(await of(testStack().temporalAddress, testStack().namespace)).toBeUndefined();
  });
});
