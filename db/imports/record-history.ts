import { asc, eq } from 'drizzle-orm';
import { addDays } from '../../domain/calendar/iso-date.ts';
import { localInstant } from '../../domain/calendar/zone.ts';
import { allocation, customer, deal, dealEvent, invoice } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { ImportContext } from './import-context.ts';
import type { KeptInvoice } from './keep-invoice.ts';

type Story = Readonly<{ type: string; at: string; data: Record<string, unknown> }>;

/** Writes the life of an invoice that was paid before the engine came: the events its process would have recorded, each at its own time, and the deal closed. No process is ever started for it. */
export async function recordHistory(db: Db, { dealId, invoiceId }: KeptInvoice, context: ImportContext): Promise<void> {
  const [row] = await db.select({ invoice, zone: customer.timeZone }).from(invoice).innerJoin(customer, eq(customer.id, invoice.customerId)).where(eq(invoice.id, invoiceId));
  if (!row) throw new Error(`invoice ${invoiceId} is gone`);
  const placed = await db.select().from(allocation).where(eq(allocation.invoiceId, invoiceId)).orderBy(asc(allocation.createdAt), asc(allocation.id));
  const stories = storyOf(row, placed),
    closedAt = stories.at(-1)?.at ?? context.now,
    createdAt = stories[0]?.at ?? context.now;
  await db.insert(dealEvent).values(stories.map((story, at) => ({ ...story, dealId, n: at + 1, actor: context.actor, recordedAt: context.now })));
  await db
    .update(deal)
    .set({ stage: 'paid', revision: stories.length, waitingFor: 'nothing', holderType: 'none', holderId: 'none', waitingSince: closedAt, createdAt, startedAt: createdAt, closedAt })
    .where(eq(deal.id, dealId));
}

/** The names and data are those of the process's own events, so that pages and figures read both alike. A payment made before the issue is told with the issue. */
function storyOf({ invoice: row, zone }: { invoice: typeof invoice.$inferSelect; zone: string }, placed: readonly (typeof allocation.$inferSelect)[]): Story[] {
  const invoiceId = row.id,
    issuedAt = row.issuedAt ?? row.paidAt ?? '',
    dueOn = row.dueOn ?? '';
  const later = (at: string) => (at < issuedAt ? issuedAt : at);
  const facts = { invoiceId, totalMinor: row.grossMinor, paidMinor: 0, dueOn, overdueFromAt: localInstant(addDays(dueOn, 1), '00:00', zone), rungs: [] };
  const paidAt = later(row.paidAt ?? issuedAt);
  return [
    { type: 'deal.created', at: issuedAt, data: { entryStage: 'collecting' } },
    { type: 'invoice.issued', at: issuedAt, data: { instalment: 1, external: true, ...facts } },
    ...placed.map(({ id, paymentId, amountMinor, createdAt }) => ({ type: 'payment.received', at: later(createdAt), data: { invoiceId, paymentId, allocationId: id, amountMinor } })),
    { type: 'invoice.paid', at: paidAt, data: { invoiceId } },
    { type: 'deal.closed', at: paidAt, data: { closing: 'paid', noteId: null, reasonText: null } },
  ];
}
