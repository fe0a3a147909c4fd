import { afterAll, beforeAll, expect, it } from 'vitest';
import { wholeDeal } from './story.ts';
import { aWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

it('keeps a deal with four approvals, six rungs and two payments within 200 history events and 64 kB', async () => {
  const deal = await wholeDeal(world);
  const description = await world.client.workflow.getHandle(deal.workflowId).describe();
  const events = Number(description.raw.workflowExecutionInfo?.historyLength);
  const bytes = Number(description.raw.workflowExecutionInfo?.historySizeBytes);
  console.log(`history of a whole deal: ${events} events, ${bytes} bytes, ${description.raw.workflowExecutionInfo?.stateTransitionCount} transitions`);
  expect(events).toBeLessThanOrEqual(200);
  expect(bytes).toBeLessThanOrEqual(64_000);
});
