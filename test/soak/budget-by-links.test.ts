import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultCompanyPolicy } from '../../domain/policy/company-policy.ts';
import { historySize } from '../deal/history-size.ts';
import { wholeDeal } from '../deal/story.ts';
import { aWorld, type World } from '../deal/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld({ undo: { ...defaultCompanyPolicy.undo, linkSeconds: 5 } });
});
afterAll(() => world.close());

it('keeps the same deal decided by links, each decision with a timer for its undo window, within 230 history events and 64 kB', async () => {
  const { events, bytes } = await historySize(world, await wholeDeal(world, 'by_link'), 'decided by links');
  expect(events).toBeLessThanOrEqual(230);
  expect(bytes).toBeLessThanOrEqual(64_000);
});
