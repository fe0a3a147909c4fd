import { and, eq } from 'drizzle-orm';
import type { DealRow } from '../../db/deals/create-deal.ts';
import { markStarted, readStartInvoices } from '../../db/deals/start-facts.ts';
import { readPolicy } from '../../db/read/company-rules.ts';
import { type Actor, customer } from '../../db/schema/index.ts';
import { addDays } from '../../domain/calendar/iso-date.ts';
import { localInstant } from '../../domain/calendar/zone.ts';
import type { DealStart } from '../../workflows/deal/messages.ts';
import type { InvoiceFacts } from '../../workflows/ports.ts';
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
  const acceptance = row.draft?.acceptance ?? 'none';
  return { dealId, customerId, ownerId, currency, acceptance, entryStage, submit: entryStage === 'approving', invoices: await invoicesOf(ctx, row), actor, signalDecisions: ctx.config.signalDecisions };
}

/** Ladders are planned by the process itself; an invoice is overdue from the first instant of the day after its due date at the customer's place. */
async function invoicesOf(ctx: ApiContext, row: DealRow): Promise<InvoiceFacts[]> {
  const invoices = await readStartInvoices(ctx.db, row.id);
  if (invoices.length === 0) return [];
  const [buyer] = await ctx.db.select({ zone: customer.timeZone }).from(customer).where(and(eq(customer.id, row.customerId)));
  const zone = buyer?.zone ?? (await readPolicy(ctx.db)).zone;
  return invoices.map(facts => ({ ...facts, overdueFromAt: localInstant(addDays(facts.dueOn, 1), '00:00', zone), rungs: [] }));
}
