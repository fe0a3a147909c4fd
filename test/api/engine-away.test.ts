import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import { aDeal, type BuiltDeal } from '../build/deal.ts';
import { engineAway } from '../build/engine-away.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { openStep } from '../replay/scenarios.ts';
import { type Api, apiBefore } from './an-api.ts';

let world: World, api: Api;
/** The same records behind a server that reaches no process engine. */
let cut: Api;
beforeAll(async () => {
  world = await aWorld();
  api = await apiBefore(world);
  cut = await apiBefore({ ...world, client: engineAway(world.namespace) });
});
afterAll(async () => {
  await cut.close();
  await api.close();
  await world.close();
});

async function anOpenStep(): Promise<BuiltDeal & { taskId: string }> {
  const deal = await aDeal(world.pool);
  await world.start(deal);
  const { task_id: taskId } = await openStep(world, deal, people.manager);
  // With its quote printed the deal does nothing more by itself.
  await eventually(
    () => world.pool.query("select 1 from deal_event where deal_id = $1 and type = 'document.created'", [deal.dealId]),
    printed => printed.rowCount === 1,
  );
  return { ...deal, taskId };
}

/** Everything that a decision writes. */
async function written({ dealId, taskId }: { dealId: string; taskId: string }) {
  const { rows } = await world.pool.query(
    `select (select count(*)::int from deal_event where deal_id = $1) as events, (select count(*)::int from deal_outbox where deal_id = $1) as outbox,
       (select count(*)::int from note where deal_id = $1) as notes, (select count(*)::int from decision_evidence where task_id = $2) as proofs,
       d.revision, d.stage, t.status, t.note_id, t.evidence_id from deal d join approval_task t on t.id = $2 where d.id = $1`,
    [dealId, taskId],
  );
  return rows[0];
}

describe('a decision by API while the process engine is away', () => {
  it.each([
    ['approve', 'approved', 'Согласен'],
    ['reject', 'rejected', 'Дорого'],
  ])('%s answers 503 with Retry-After and nothing is decided; the words and the proof that are kept serve the same request when it is repeated', async (verb, status, comment) => {
    const step = await anOpenStep();
    const url = `/v1/approval_tasks/${step.taskId}/${verb}`;
    const request = { body: { version: 1, comment }, headers: { 'idempotency-key': `away-${step.taskId}` } };
    const before = await written(step);
    // One key for both servers: it is the repeat that is told by it.
    const { secret } = (await api.ask('POST', '/v1/api_keys', { body: { name: 'CRM', scopes: ['approvals:decide', 'deals:read'] } })).json();
    const answer = await cut.ask('POST', url, { ...request, key: secret });
    expect([answer.statusCode, answer.headers['retry-after'], answer.json().code]).toEqual([503, '2', 'temporal_unavailable']);
    expect(await written(step)).toEqual({ ...before, notes: 1, proofs: 1 });
    const again = await api.ask('POST', url, { ...request, key: secret });
    expect([again.statusCode, again.json().status, again.headers['idempotent-replayed']]).toEqual([200, status, undefined]);
    const after = await written(step);
    expect(after).toMatchObject({ notes: 1, proofs: 1, status });
    const { rows } = await world.pool.query('select n.text, e.task_id from note n, decision_evidence e where n.id = $1 and e.id = $2', [after.note_id, after.evidence_id]);
    expect(rows).toEqual([{ text: comment, task_id: step.taskId }]);
  });
});
