import { noteClockAhead } from '../../db/deals/clock-ahead.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { eventually, type World } from './world.ts';

export type Receivable = BuiltDeal & { invoiceId: string };

/** Two deals of one customer, each with an invoice due on 15 April 2030, running and with their own clocks half a minute before an instant. */
export async function aPairOfDeals(world: World, email: string, at: string): Promise<readonly [Receivable, Receivable]> {
  const first = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email });
  const other = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email });
  const { customerId } = first;
  for (const table of ['deal', 'invoice']) await world.pool.query(`update ${table} set customer_id = $2 where ${table === 'deal' ? 'id' : 'deal_id'} = $1`, [other.dealId, customerId]);
  const pair = [first, { ...other, customerId, start: { ...other.start, customerId } }] as const;
  const shortlyBefore = new Date(Date.parse(at) - 30_000).toISOString();
  for (const deal of pair) {
    await world.start(deal);
    await eventually(
      () => world.pool.query('select next_rung_at from deal where id = $1', [deal.dealId]),
      found => found.rows[0].next_rung_at !== null,
    );
    await moveTo(world, deal, shortlyBefore);
  }
  return pair;
}

/** Moves a deal's own clock and notes how far it runs ahead, as the route of fast-forward does. */
export async function moveTo(world: World, deal: BuiltDeal, untilAt: string): Promise<void> {
  const now = await world.fastForward(deal, { untilAt });
  await unitOfWork(world.pool, db => noteClockAhead(db, deal.dealId, Date.parse(now) - Date.now()));
}

/** What became of a rung of each deal: on record, and in the story of its own process. */
export async function rungOf(world: World, deals: readonly Receivable[], rung: string) {
  const fates = await Promise.all(deals.map(deal => world.pool.query('select state, reason, letter_id from reminder where invoice_id = $1 and rung = $2', [deal.invoiceId, rung])));
  const told = await Promise.all(
    deals.map(deal => world.pool.query("select type from deal_event where deal_id = $1 and data->>'rung' = $2 and type like 'reminder.%' order by n", [deal.dealId, rung])),
  );
  return deals.map((_, index) => ({
    ...(fates[index]?.rows[0] as { state: string; reason: string | null; letter_id: string } | undefined),
    told: told[index]?.rows.map(row => row.type as string) ?? [],
  }));
}
