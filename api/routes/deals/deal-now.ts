import type { ApiContext } from '../../context.ts';

/** The deal's own now: the real one, and as much further as the deal was moved ahead (HOUSE.md, Easy to get wrong, 5). */
export function dealNow(ctx: Pick<ApiContext, 'now'>, deal: { clockAheadMs: number }): string {
  return new Date(ctx.now().getTime() + deal.clockAheadMs).toISOString();
}
