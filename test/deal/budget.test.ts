import { afterAll, beforeAll, expect, it } from 'vitest';
import { historySize } from './history-size.ts';
import { wholeDeal } from './story.ts';
import { aWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

it('keeps a deal with four approvals by API key, six rungs and two payments within 200 history events and 64 kB', async () => {
  const { events, bytes } = await historySize(world, await wholeDeal(world), 'decided by API key');
  expect(events).toBeLessThanOrEqual(200);
  expect(bytes).toBeLessThanOrEqual(64_000);
});
