import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultCompanyPolicy } from '../../domain/policy/company-policy.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { wholeDeal } from './story.ts';
import { aWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld({ undo: { ...defaultCompanyPolicy.undo, linkSeconds: 5 } });
});
afterAll(() => world.close());

/** The size of a deal's history. Some of its events are there only because a test moves the clock; they are counted in, and named. */
async function measured(deal: BuiltDeal, what: string): Promise<{ events: number; bytes: number }> {
  const handle = world.client.workflow.getHandle(deal.workflowId);
  const { raw } = await handle.describe();
  const events = Number(raw.workflowExecutionInfo?.historyLength);
  const bytes = Number(raw.workflowExecutionInfo?.historySizeBytes);
  const { events: history = [] } = await handle.fetchHistory();
  const ofTheClock = (history ?? []).filter(each => each.workflowExecutionOptionsUpdatedEventAttributes || each.workflowExecutionTimeSkippingTransitionedEventAttributes).length;
  console.log(`history of a whole deal, ${what}: ${events} events (${ofTheClock} of them for the moved clock), ${bytes} bytes, ${raw.workflowExecutionInfo?.stateTransitionCount} transitions`);
  return { events, bytes };
}

it('keeps a deal with four approvals by API key, six rungs and two payments within 200 history events and 64 kB', async () => {
  const { events, bytes } = await measured(await wholeDeal(world), 'decided by API key');
  expect(events).toBeLessThanOrEqual(200);
  expect(bytes).toBeLessThanOrEqual(64_000);
});

it('keeps the same deal decided by links, each decision with a timer for its undo window, within 230 history events and 64 kB', async () => {
  const { events, bytes } = await measured(await wholeDeal(world, 'by_link'), 'decided by links');
  expect(events).toBeLessThanOrEqual(230);
  expect(bytes).toBeLessThanOrEqual(64_000);
});
