import type { Db } from '../../db/unit-of-work.ts';
import type { LetterViews } from '../../templates/emails/views.ts';
import type { MessageKind } from '../../templates/telegram/render-message.ts';
import { paymentClaimed } from './claim-matter.ts';
import { customerHeld } from './customer-held.ts';
import { type DebtContext, headTask, manualCollection, ownerOverdue, promiseBroken } from './debt-matter.ts';
import { deliveryProblem } from './delivery-matter.ts';
import { loadInvoiceFile } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import type { LetterOrder } from './letter-words.ts';
import { paymentReceived } from './payment-matter.ts';
import { stepView } from './step-view.ts';

/** What a colleague is told about a deal, from the records of this moment; the same whatever carries it. */
export async function staffView<Kind extends MessageKind>(db: Db, deps: LetterDeps, order: LetterOrder & { kind: Kind }): Promise<LetterViews[Kind]>;
export async function staffView(db: Db, deps: LetterDeps, order: LetterOrder & { kind: MessageKind }): Promise<LetterViews[MessageKind]> {
  const { input, kind } = order;
  const { publicUrl } = deps.addresses;
  const context: DebtContext = { publicUrl, now: input.now, rung: '', legalAt: null };
  switch (kind) {
    case 'approval_request':
    case 'approval_reminder':
    case 'approval_escalated':
    case 'approval_stuck':
    case 'approval_superseded':
    case 'approval_withdrawn':
    case 'round_expired':
    case 'deal_rejected':
      return stepView(db, deps, { ...order, kind });
    case 'owner_overdue':
      return ownerOverdue(db, await loadInvoiceFile(db, input.subjectId), { ...context, rung: input.detail ?? '+3' });
    case 'customer_held':
      return customerHeld(db, publicUrl, input);
    case 'promise_broken':
      return promiseBroken(db, await loadInvoiceFile(db, input.subjectId), { context, promiseId: input.detail ?? '' });
    case 'payment_claimed':
      return paymentClaimed(db, await loadInvoiceFile(db, input.subjectId), { context, claimId: input.detail ?? '' });
    case 'head_task':
      return headTask(db, await loadInvoiceFile(db, input.subjectId), { ...context, legalAt: input.detail });
    case 'manual_collection':
      return manualCollection(db, await loadInvoiceFile(db, input.subjectId), context);
    case 'payment_received':
      return paymentReceived(db, publicUrl, { paymentId: input.subjectId, invoiceId: input.detail ?? '' });
    case 'delivery_problem':
      return deliveryProblem(db, deps.addresses, input);
  }
}
