import { and, asc, desc, eq, isNull, ne, sql } from 'drizzle-orm';
import { hasLivingAddress } from '../../domain/delivery/living-address.ts';
import { customer, deal, humanTask, invoice } from '../schema/index.ts';
import { openTask } from '../tasks/open-task.ts';
import type { Db } from '../unit-of-work.ts';

/**
 * One dead address is one piece of work for whoever has the deals of its customer, however many letters it sends back. Invoices are locked
 * before, and a customer is locked before them (activities/letters/kin.ts), so the deals of one customer take turns on a lock of its own.
 */
export async function openAddressTask(db: Db, task: Readonly<{ dealId: string; invoiceId: string; reason: string; at: string }>): Promise<void> {
  const customerId = await lockAddressWork(db, task.dealId);
  const [open] = await db
    .select({ id: humanTask.id })
    .from(humanTask)
    .innerJoin(invoice, eq(invoice.id, humanTask.invoiceId))
    .where(
      and(eq(invoice.customerId, customerId), eq(humanTask.kind, 'check_address'), isNull(humanTask.doneAt), sql`${humanTask.assigneeId} = (select owner_id from deal where id = ${task.dealId})`),
    );
  if (!open) await openTask(db, { ...task, kind: 'check_address' });
}

/** Whoever closes the task of an address takes its turn first, before it touches any task: two debts that end at once would each leave the work to the other. Answers the customer. */
export async function lockAddressWork(db: Db, dealId: string): Promise<string> {
  const [found] = await db.select({ customerId: deal.customerId }).from(deal).where(eq(deal.id, dealId));
  if (!found) throw new Error(`deal ${dealId} is not in the database`);
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('check_address'), hashtext(${found.customerId}))`);
  return found.customerId;
}

/** A task that was just closed. `reason`: why the address was somebody's work. */
export type ClosedTask = Readonly<{ dealId: string; kind: string; assigneeId: string | null; reason: string }>;
/** `closingDealId`: a deal that ends with its tasks, and carries none any more. `realNow`: each deal's own clock runs from it. */
type PassingOn = Readonly<{ closingDealId: string | null; realNow: string }>;

/**
 * The task of an address goes on to another open debt of its customer when the one that carried it has ended, for as long as the address is
 * dead: letters about the others are held, and every held debt has somebody who sees to it (INV-7). Of the same owner where he has one, else of whoever
 * has the oldest. Belongs into the transaction that closed it, after `lockAddressWork`.
 */
export async function passAddressTaskOn(db: Db, closed: ClosedTask, { closingDealId, realNow }: PassingOn): Promise<void> {
  if (closed.kind !== 'check_address') return;
  const [payer] = await db
    .select({ id: customer.id, email: customer.email, emailDeadReason: customer.emailDeadReason })
    .from(deal)
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .where(eq(deal.id, closed.dealId));
  if (!payer || hasLivingAddress(payer)) return;
  const owed = sql`${invoice.grossMinor} - ${invoice.paidMinor} - ${invoice.creditedMinor}`;
  const [next] = await db
    .select({ dealId: deal.id, invoiceId: invoice.id, clockAheadMs: deal.clockAheadMs })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .where(and(eq(invoice.customerId, payer.id), eq(invoice.status, 'open'), sql`${owed} > 0`, isNull(deal.closedAt), closingDealId === null ? undefined : ne(deal.id, closingDealId)))
    .orderBy(desc(sql`${deal.ownerId} is not distinct from ${closed.assigneeId}`), asc(invoice.dueOn), asc(invoice.id))
    .limit(1);
  if (!next) return;
  const at = new Date(Date.parse(realNow) + next.clockAheadMs).toISOString();
  await openAddressTask(db, { dealId: next.dealId, invoiceId: next.invoiceId, reason: closed.reason, at });
}
