import type { ApiContext } from '../../context.ts';

/** The deal's own now: the real one, and as much further as the deal was moved ahead (HOUSE.md, Easy to get wrong, 5). */
export function dealNow(ctx: Pick<ApiContext, 'now'>, deal: { clockAheadMs: number }): string {
  return new Date(ctx.now().getTime() + deal.clockAheadMs).toISOString();
}

/** An instant of the real clock as the deal's own tells it, for what is kept or shown beside the deal's times. */
export function byDealClock(deal: { clockAheadMs: number }, at: string): string {
  return new Date(Date.parse(at) + deal.clockAheadMs).toISOString();
}

/** The way back: what the real clock showed at an instant of the deal's own. */
export function byRealClock(deal: { clockAheadMs: number }, at: string): string {
  return new Date(Date.parse(at) - deal.clockAheadMs).toISOString();
}
