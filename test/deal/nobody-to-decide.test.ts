import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import { aDeal, type BuiltDeal } from '../build/deal.ts';
import { openStep } from '../replay/scenarios.ts';
import { aWorld, eventually, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

const machine = { actor: { type: 'api_key', id: 'key_test' } } as const;
const directorIs = (active: boolean) => world.pool.query('update app_user set active = $1 where id = $2', [active, people.director.id]);
const dealRow = async (deal: BuiltDeal) => (await world.pool.query('select stage, waiting_for, stuck_code from deal where id = $1', [deal.dealId])).rows[0];
const types = async (deal: BuiltDeal): Promise<string[]> => (await world.pool.query('select type from deal_event where deal_id = $1 order by n', [deal.dealId])).rows.map(r => r.type);

describe('a role that nobody holds', () => {
  it('sends a submitted deal back to its seller with the reason, before anybody has decided', async () => {
    await directorIs(false);
    const deal = await aDeal(world.pool);
    await world.start(deal);
    const seen = await eventually(
      () => types(deal),
      all => all.length >= 3,
    );
    expect(seen).toEqual(['deal.created', 'deal.submitted', 'deal.submit_refused']);
    expect(await dealRow(deal)).toMatchObject({ stage: 'quoting', waiting_for: 'draft_open' });
    await directorIs(true);
  });

  it('INV-7: half way down the route keeps the decision, answers it, and shows the deal as failing until somebody holds the role', async () => {
    const deal = await aDeal(world.pool);
    await world.start(deal);
    for (const person of [people.manager, people.lawyer]) await world.command(deal, 'approve', await openStep(world, deal, person), machine);
    const cfoStep = await openStep(world, deal, people.cfo);
    await directorIs(false);
    expect(await world.command(deal, 'approve', cfoStep, machine)).toMatchObject({ decision: 'approved' });
    expect(
      await eventually(
        () => dealRow(deal),
        row => row.stuck_code !== null,
        40_000,
      ),
    ).toEqual({ stage: 'approving', waiting_for: 'failed_activity', stuck_code: 'unknown_user' });
    // Each further try that fails is an event too.
    const told = (await types(deal)).filter((type, index, all) => type !== all[index - 1]);
    expect(told.slice(-3)).toEqual(['approval.decided', 'approval.step_closed', 'deal.stuck']);

    await directorIs(true);
    // The first try again is 30 s later; the deal's own clock is moved over them.
    await world.fastForward(deal, { days: 31 / 86_400 });
    await openStep(world, deal, people.director);
    expect(await dealRow(deal)).toEqual({ stage: 'approving', waiting_for: 'approval_open', stuck_code: null });
  });
});
