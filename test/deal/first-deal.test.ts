import { afterAll, beforeAll, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import { aDeal } from '../build/deal.ts';
import { aWorld, eventually, stateOf, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

const api = { type: 'api_key', id: 'key_test' } as const;

it('leads a deal from quote over four approvals to a sent invoice', async () => {
  const deal = await aDeal(world.pool, { start: { submit: false } });
  await world.start(deal);
  await world.fastForward(deal, { untilAt: '2030-04-01T04:30:00.000Z' });
  await world.command(deal, 'submit', {}, { actor: { type: 'user', id: people.seller.id } });
  for (const person of [people.manager, people.lawyer, people.cfo, people.director]) {
    const state = await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'approving' && s.phase.open?.personId === person.id,
    );
    if (state.phase.status !== 'approving' || !state.phase.open) throw new Error('not approving');
    await world.command(deal, 'approve', { task_id: state.phase.open.taskId, version: 1 }, { actor: api });
  }
  const collecting = await eventually(
    () => world.pool.query('select stage, revision from deal where id = $1', [deal.dealId]).then(r => r.rows[0]),
    row => row.stage === 'collecting',
  );
  expect(collecting.stage).toBe('collecting');
  const invoice = await eventually(
    () => world.pool.query('select number, delivery, issued_on::text, due_on::text from invoice where deal_id = $1', [deal.dealId]).then(r => r.rows[0]),
    row => row?.delivery === 'sent',
  );
  expect(invoice).toEqual({ number: '2030-000001', delivery: 'sent', issued_on: '2030-04-01', due_on: '2030-04-15' });
});
