import type { DealEvent } from '../../workflows/deal/events.ts';
import { evolve } from '../../workflows/deal/evolve.ts';
import { type DealState, initialState } from '../../workflows/deal/state.ts';
import type { BuiltDeal } from '../build/deal.ts';
import type { World } from './world.ts';

/** The events of a deal as they stand in Postgres. */
export async function eventsOf(world: World, deal: BuiltDeal): Promise<DealEvent[]> {
  const { rows } = await world.pool.query('select n, type, at, actor, command_id as "commandId", data from deal_event where deal_id = $1 order by n', [deal.dealId]);
  return rows.map(row => ({ ...row, at: row.at.toISOString() }) as DealEvent);
}

/** The state that follows from recorded events alone. */
export function foldOf(deal: BuiltDeal, events: readonly DealEvent[]): DealState {
  const { dealId, customerId, ownerId, currency, acceptance } = deal.start;
  return events.reduce(evolve, initialState({ dealId, customerId, ownerId, currency, acceptance }, events[0]?.at ?? ''));
}

/** The row of a deal, its instants as texts. */
export async function rowOf(world: World, deal: BuiltDeal) {
  const columns =
    'revision, stage, waiting_for, holder_type, holder_id, waiting_since, next_at, next_code, next_rung_at, overdue, paused, stuck_code, owner_id, package_id, package_version, closed_at';
  const { rows } = await world.pool.query(`select ${columns} from deal where id = $1`, [deal.dealId]);
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const { waiting_since, next_at, next_rung_at, closed_at, ...rest } = rows[0];
  return { ...rest, waiting_since: iso(waiting_since), next_at: iso(next_at), next_rung_at: iso(next_rung_at), closed_at: iso(closed_at) };
}
