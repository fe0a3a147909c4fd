import { eq } from 'drizzle-orm';
import { approvalTask, invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import { isCustomerHeldBy } from './hold-matter.ts';
import { isStillWork } from './is-still-work.ts';
import { standsOnInvoice } from './payment-matter.ts';

/**
 * Why a letter or message must not go any more, or null: none about a step after its decision, none to whoever is asked no more, none about
 * an invoice that was voided (AP11), and none of money that was taken back. What it looks at stays locked until the text travels.
 */
export async function stopReason(db: Db, input: LetterInput): Promise<string | null> {
  switch (input.kind) {
    case 'approval_request':
    case 'approval_reminder':
    case 'approval_escalated':
    case 'approval_stuck':
      return stepStopReason(db, input);
    case 'invoice':
      return ['open', 'paid'].includes(await statusOf(db, input.subjectId)) ? null : 'invoice_closed';
    case 'owner_overdue':
    case 'promise_broken':
    case 'payment_claimed':
    case 'head_task':
    case 'manual_collection':
      return (await statusOf(db, input.subjectId)) === 'open' ? null : 'invoice_closed';
    case 'customer_held':
      return (await isCustomerHeldBy(db, input.subjectId)) ? null : 'hold_over';
    case 'approval_superseded':
    case 'approval_withdrawn':
    case 'round_expired':
    case 'deal_rejected':
    case 'reminder_copy':
      return null;
    case 'thank_you':
      return (await statusOf(db, input.subjectId)) === 'paid' ? null : 'not_paid';
    case 'payment_received': {
      const invoiceId = input.detail ?? '';
      await statusOf(db, invoiceId);
      return (await standsOnInvoice(db, { paymentId: input.subjectId, invoiceId })) ? null : 'taken_back';
    }
    case 'delivery_problem':
      return (await isStillWork(db, input)) ? null : 'settled';
  }
}

/** A request for a decision carries a link for one person: whoever else got it could open nothing. */
export function isRequest(kind: LetterInput['kind']): boolean {
  return kind === 'approval_request' || kind === 'approval_reminder' || kind === 'approval_escalated';
}

async function stepStopReason(db: Db, { kind, subjectId, toUserId }: LetterInput): Promise<string | null> {
  const [task] = await db.select().from(approvalTask).where(eq(approvalTask.id, subjectId)).for('share');
  if (task?.status !== 'open') return 'step_closed';
  const askedId = kind === 'approval_escalated' ? task.superiorId : task.personId;
  return isRequest(kind) && toUserId !== askedId ? 'step_passed_on' : null;
}

/** The invoice's status, which nobody changes until the text travels; empty where there is none. */
async function statusOf(db: Db, invoiceId: string): Promise<string> {
  const [row] = await db.select({ status: invoice.status }).from(invoice).where(eq(invoice.id, invoiceId)).for('share');
  return row?.status ?? '';
}
