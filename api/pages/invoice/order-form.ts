import { paymentOrderId } from '../../../db/documents/keep-payment-order.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { formFields } from '../forms/form-fields.ts';
import { ordersLeft, restingClaim } from './claims-left.ts';
import type { SentFile } from './read-sent.ts';
import { keepOrder, orderField, readOrder } from './sent-order.ts';
import { type CustomerOutcome, commandIdOf, type Given, isTellable, tellDeal } from './tell-deal.ts';

/** The customer adds a payment order to what it has said, for as long as letters rest after it. The rest and its count stay as they are; the same file sent twice is one. */
export async function orderByCustomer(ctx: ApiContext, given: Given, sent: SentFile | null): Promise<CustomerOutcome> {
  formFields(given.body, []);
  const back = (status: number, code: FormProblem['code'], field: string | null = null): CustomerOutcome => ({ problems: [{ field, code }], values: {}, status });
  if (!isTellable(given.file)) return back(409, 'invoice_closed');
  const claim = restingClaim(given.file, given.nowAt);
  if (claim === null) return back(409, 'claim_over');
  const { order, problems } = readOrder(sent);
  if (order === null) return problems.length > 0 ? { problems, values: {}, status: 422 } : back(422, 'file_required', orderField);
  const invoiceId = given.file.invoice.id,
    documentId = paymentOrderId(invoiceId, order.file.bytes);
  if (ordersLeft(claim) === 0 && !claim.orders.some(({ id }) => id === documentId)) return back(409, 'too_many_orders');
  await unitOfWork(ctx.pool, db => keepOrder(db, given, order));
  const body = { invoice_id: invoiceId, document_id: documentId };
  return tellDeal(ctx, given, { name: 'add_payment_order', body, values: {}, commandId: commandIdOf(given, 'add_payment_order', [claim.claimId, documentId]), done: 'order_added' });
}
