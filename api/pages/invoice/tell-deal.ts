import { createHash } from 'node:crypto';
import { markInvoiceViewed } from '../../../db/pages/mark-invoice-viewed.ts';
import type { InvoiceFile } from '../../../db/pages/read-invoice-file.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import type { ErrorCode } from '../../../domain/errors/codes.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { DoneCode, FormProblem, ProblemCode } from '../../../templates/pages/views/frame-view.ts';
import type { MessageName } from '../../../workflows/deal/messages.ts';
import type { ApiContext } from '../../context.ts';
import { commandDeal } from '../../process/command-deal.ts';

export type Given = Readonly<{ file: InvoiceFile; reminders: ReminderPolicy; nowAt: string; body: unknown }>;

/** What came of a customer's form: done, or back with its problems and what was typed. */
export type CustomerOutcome = Readonly<{ done: DoneCode }> | Readonly<{ problems: readonly FormProblem[]; values: Readonly<Record<string, string>>; status: number }>;

/** May anything still be said of the invoice? What is paid, void or given up is nobody's question any more. */
export const isTellable = ({ invoice, deal }: Pick<InvoiceFile, 'invoice' | 'deal'>): boolean => invoice.status === 'open' && deal.closedAt === null;

/** The same words about the same invoice on one day are one command, however often they are sent. */
export function commandIdOf({ file, nowAt }: Given, name: MessageName, said: readonly string[]): string {
  return `cust_${createHash('sha256')
    .update(JSON.stringify([name, file.invoice.id, nowAt.slice(0, 10), ...said]))
    .digest('hex')
    .slice(0, 32)}`;
}

export type Told = Readonly<{ name: MessageName; body: Readonly<Record<string, unknown>>; values: Readonly<Record<string, string>>; commandId: string; done: DoneCode }>;

/** Why the deal did not take what the page had found in order: the invoice has changed since, or somebody was quicker. */
const refusals: Partial<Readonly<Record<ErrorCode, Readonly<{ code: ProblemCode; status: number }>>>> = {
  temporal_unavailable: { code: 'try_again', status: 503 },
  too_many_promises: { code: 'too_many_promises', status: 409 },
  payment_claim_open: { code: 'claim_open', status: 409 },
  too_many_claims: { code: 'too_many_claims', status: 409 },
  payment_claim_over: { code: 'claim_over', status: 409 },
  too_many_payment_orders: { code: 'too_many_orders', status: 409 },
  amount_out_of_range: { code: 'invoice_changed', status: 409 },
  too_far_ahead: { code: 'invoice_changed', status: 409 },
  not_in_future: { code: 'invoice_changed', status: 409 },
  wrong_stage: { code: 'invoice_closed', status: 409 },
  invoice_not_open: { code: 'invoice_closed', status: 409 },
  unknown_invoice: { code: 'invoice_closed', status: 409 },
};

/** Tells the deal what its customer has said: by the link, in the customer's name. Whoever says something has seen the invoice. */
export async function tellDeal(ctx: ApiContext, { file, nowAt }: Given, { name, body, values, commandId, done }: Told): Promise<CustomerOutcome> {
  const { deal, customer, invoice } = file;
  await unitOfWork(ctx.pool, db => markInvoiceViewed(db, invoice.id, nowAt));
  try {
    await commandDeal(ctx.temporal, deal.workflowId, { name, message: { ...body, command_id: commandId, actor: { type: 'customer', id: customer.id, via: 'link' } } });
    return { done };
  } catch (error) {
    const refusal = error instanceof RuleViolation ? refusals[error.code] : undefined;
    if (!refusal) throw error;
    return { problems: [{ field: null, code: refusal.code }], values, status: refusal.status };
  }
}
