import type { BuiltDeal } from '../build/deal.ts';
import type { World } from './world.ts';

/** The size of a deal's history. Some of its events are there only because a test moves the clock; they are counted in, and named. */
export async function historySize(world: World, deal: BuiltDeal, what: string): Promise<{ events: number; bytes: number }> {
  const handle = world.client.workflow.getHandle(deal.workflowId);
  const { raw } = await handle.describe();
  const events = Number(raw.workflowExecutionInfo?.historyLength);
  const bytes = Number(raw.workflowExecutionInfo?.historySizeBytes);
  const { events: history = [] } = await handle.fetchHistory();
  const ofTheClock = (history ?? []).filter(each => each.workflowExecutionOptionsUpdatedEventAttributes || each.workflowExecutionTimeSkippingTransitionedEventAttributes).length;
  console.log(`history of a whole deal, ${what}: ${events} events (${ofTheClock} of them for the moved clock), ${bytes} bytes, ${raw.workflowExecutionInfo?.stateTransitionCount} transitions`);
  return { events, bytes };
}
