import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { eventually, type World } from './world.ts';

export type Receivable = BuiltDeal & { invoiceId: string };

/** A deal at `collecting` whose invoice falls due on 15 April 2030, its clock at the day of issue and its ladder planned. */
export async function receivableOf(world: World, email: string): Promise<Receivable> {
  const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email });
  await world.start(deal);
  await eventually(
    () => world.pool.query('select next_rung_at from deal where id = $1', [deal.dealId]),
    r => r.rows[0].next_rung_at !== null,
  );
  await world.fastForward(deal, { untilAt: '2030-04-01T06:00:00.000Z' });
  return deal;
}

/** Long enough for a dead worker to be noticed: 15 s without a heartbeat, 10 s for its cached deals. */
const untilNoticed = 45_000;

/** The fate of a rung once it is the one waited for, although the worker that had it may be dead. */
export function untilFate(world: World, deal: Receivable, rung: string, state: string): Promise<{ state: string; reason: string | null } | undefined> {
  return eventually(
    async () => (await world.pool.query('select state, reason from reminder where invoice_id = $1 and rung = $2', [deal.invoiceId, rung])).rows[0],
    row => row?.state === state,
    untilNoticed,
  );
}
