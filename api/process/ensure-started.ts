import type { DealRow } from '../../db/deals/create-deal.ts';
import { markStarted } from '../../db/deals/start-facts.ts';
import { listUnstartedCollecting } from '../../db/imports/collecting-deals.ts';
import type { Actor } from '../../db/schema/index.ts';
import type { DealStart } from '../../workflows/deal/messages.ts';
import type { ApiContext } from '../context.ts';
import { startDeal } from './start-deal.ts';

/** Starts the process of a deal that has none yet; for one that runs it does nothing. Throws `temporal_unavailable`; the row stays and may be asked for again. */
export async function ensureStarted(ctx: ApiContext, row: DealRow, actor: Actor): Promise<void> {
  if (row.startedAt !== null || row.closedAt !== null) return;
  await startDeal(ctx.temporal, row.workflowId, await startOf(ctx, row, actor));
  await markStarted(ctx.db, row.id, ctx.now().toISOString());
}

async function startOf(ctx: ApiContext, row: DealRow, actor: Actor): Promise<DealStart> {
  const { id: dealId, customerId, ownerId, currency, entryStage } = row;
  const [collecting] = entryStage === 'collecting' ? await listUnstartedCollecting(ctx.db, [dealId]) : [];
  return {
    ...{ dealId, customerId, ownerId, currency, entryStage, actor, submit: entryStage === 'approving' },
    acceptance: row.draft?.acceptance ?? 'none',
    invoices: collecting?.invoices ?? [],
    signalDecisions: ctx.config.signalDecisions,
  };
}
