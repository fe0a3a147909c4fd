import { people } from '../build/company.ts';
import { aDeal, type BuiltDeal } from '../build/deal.ts';
import { eventually, stateOf, type World } from './world.ts';

const machine = { type: 'api_key', id: 'key_test' } as const;

/** How decisions come: by an API key, which are acted on at once, or from each person's link, which are acted on when their undo window is over. */
export type Deciding = 'by_key' | 'by_link';

/** A deal submitted on 1 April 2030 and approved at once by all four roles; its invoice of 3,712,000 KZT is due on 15 April. */
export async function approvedDeal(world: World, deciding: Deciding = 'by_key'): Promise<BuiltDeal & { invoiceId: string }> {
  const deal = await aDeal(world.pool, { start: { submit: false } });
  await world.start(deal);
  await eventually(
    () => world.pool.query('select revision from deal where id = $1', [deal.dealId]),
    r => r.rows[0].revision > 0,
  );
  await world.fastForward(deal, { untilAt: '2030-04-01T04:30:00.000Z' });
  await world.command(deal, 'submit', {}, { actor: { type: 'user', id: people.seller.id } });
  await approveAll(world, deal, deciding);
  const sent = await eventually(
    () => world.pool.query("select id from invoice where deal_id = $1 and delivery = 'sent'", [deal.dealId]),
    r => r.rows.length === 1,
  );
  return { ...deal, invoiceId: sent.rows[0].id };
}

/** Every step in turn is approved the moment it opens. Undo windows pass by themselves, in real time. */
export async function approveAll(world: World, deal: BuiltDeal, deciding: Deciding = 'by_key'): Promise<void> {
  for (const person of [people.manager, people.lawyer, people.cfo, people.director]) {
    const state = await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'approving' && s.phase.open?.personId === person.id && s.phase.open.decision === null,
    );
    if (state.phase.status !== 'approving' || !state.phase.open) throw new Error('the step is not open');
    const actor = deciding === 'by_key' ? machine : ({ type: 'user', id: person.id, via: 'link' } as const);
    await world.command(deal, 'approve', { task_id: state.phase.open.taskId, version: state.phase.version }, { actor });
  }
}

/** The whole way: four approvals, all six rungs, two payments after the last of them. */
export async function wholeDeal(world: World, deciding: Deciding = 'by_key'): Promise<BuiltDeal & { invoiceId: string }> {
  const deal = await approvedDeal(world, deciding);
  await world.fastForward(deal, { untilAt: '2030-05-07T06:00:00.000Z' });
  await eventually(
    () => world.pool.query("select 1 from reminder where invoice_id = $1 and state in ('sent', 'done')", [deal.invoiceId]),
    r => r.rows.length === 6,
  );
  await world.pay(deal, { amountMinor: 100_000_000, receivedOn: '2030-05-07' });
  await world.pay(deal, { amountMinor: 271_200_000, receivedOn: '2030-05-07' });
  await world.client.workflow.getHandle(deal.workflowId).result();
  return deal;
}
