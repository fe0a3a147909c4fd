import { eq } from 'drizzle-orm';
import { readPaymentClaims } from '../../db/read/payment-claims.ts';
import { reminderPause } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { PaymentClaimed } from '../../templates/emails/views.ts';
import { dealPageUrl } from '../facts/links.ts';
import { type DebtContext, debtMatter } from './debt-matter.ts';
import { frameOf, type InvoiceFile } from './invoice-matter.ts';

/** What finance and the owner are told when a customer says that it has paid: the day and the sum it named, its payment order, and how long letters rest. */
export async function paymentClaimed(db: Db, file: InvoiceFile, { context, claimId }: { context: DebtContext; claimId: string }): Promise<PaymentClaimed> {
  const claim = (await readPaymentClaims(db, [file.row.id])).find(each => each.claimId === claimId);
  const [rest] = await db.select({ untilAt: reminderPause.untilAt }).from(reminderPause).where(eq(reminderPause.id, claimId));
  if (!claim || !rest) throw new Error(`there is no claim of payment ${claimId}`);
  const { paidOn, amountMinor, orders } = claim;
  const [order = null] = orders;
  return {
    ...frameOf(file),
    debt: debtMatter(file, context),
    paidOn,
    paid: amountMinor === null ? null : { amountMinor, currency: file.row.currency },
    restUntil: rest.untilAt,
    order: order === null ? null : { name: order.fileName, url: `${dealPageUrl(context.publicUrl, file.deal.id)}/payment-orders/${order.id}` },
  };
}
