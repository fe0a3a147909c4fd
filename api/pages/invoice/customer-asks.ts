import { createHash } from 'node:crypto';
import { keepNote } from '../../../db/notes/keep-note.ts';
import { markInvoiceViewed } from '../../../db/pages/mark-invoice-viewed.ts';
import type { InvoiceFile } from '../../../db/pages/read-invoice-file.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { MessageName } from '../../../workflows/deal/messages.ts';
import type { ApiContext } from '../../context.ts';
import { commandDeal } from '../../process/command-deal.ts';
import { dateProblems, promiseEnd } from '../deals/form-dates.ts';
import { owedMinor } from '../deals/owed.ts';
import { readAmount } from '../forms/amount.ts';
import { formFields, words } from '../forms/form-fields.ts';
import { promisesLeft } from './promises-left.ts';

type Given = Readonly<{ file: InvoiceFile; reminders: ReminderPolicy; nowAt: string; body: unknown }>;

/** What came of a customer's form: done, or back with its problems and what was typed. */
export type CustomerOutcome = Readonly<{ problems: readonly FormProblem[]; values: Readonly<Record<string, string>>; status: number }> | null;

const disputeDays = 179;
const dayMs = 86_400_000;

/** The customer names the day of payment: within the limits of the policy, counted by the deal's own now. */
export async function promiseByCustomer(ctx: ApiContext, given: Given): Promise<CustomerOutcome> {
  const { file, reminders, nowAt } = given;
  const form = formFields(given.body, ['pay_on', 'amount']);
  const values = { pay_on: form.pay_on ?? '', amount: form.amount ?? '' };
  const { invoice, customer } = file;
  const limit = { amountMinor: owedMinor(invoice), currency: invoice.currency };
  if (promisesLeft(file, reminders) === 0) return { problems: [{ field: null, code: 'too_many_promises' }], values, status: 409 };
  const problems = dateProblems(form.pay_on, 'pay_on', { file, nowAt, latestDays: reminders.promise.customerMaxDays });
  const typed = words(form.amount);
  const amount = typed === null ? null : readAmount(typed, invoice.currency);
  if (typed !== null && amount === null) problems.push({ field: 'amount', code: 'amount_unreadable' });
  else if (amount !== null && (amount.amountMinor <= 0 || amount.amountMinor > limit.amountMinor)) problems.push({ field: 'amount', code: 'amount_out_of_range', limit });
  if (problems.length > 0) return { problems, values, status: 422 };
  const whole = amount === null || amount.amountMinor === limit.amountMinor;
  const body = { invoice_id: invoice.id, pay_on: form.pay_on, until: promiseEnd(form.pay_on ?? '', reminders, customer.timeZone), ...(whole ? {} : { amount_minor: amount.amountMinor }) };
  return tell(ctx, given, { name: 'promise_to_pay', body, values, commandId: commandIdOf(given, 'promise_to_pay', [form.pay_on ?? '', String(body.amount_minor ?? '')]) });
}

/** The customer says what is wrong; the words are kept first and travel as their id. */
export async function disputeByCustomer(ctx: ApiContext, given: Given): Promise<CustomerOutcome> {
  const { file, nowAt } = given;
  const form = formFields(given.body, ['reason']);
  const reason = words(form.reason),
    values = { reason: form.reason ?? '' };
  if (reason === null) return { problems: [{ field: 'reason', code: 'reason_required' }], values, status: 422 };
  const text = reason.slice(0, 4_000),
    commandId = commandIdOf(given, 'dispute', [text]);
  const noteId = await unitOfWork(ctx.pool, db => keepNote(db, { commandId, dealId: file.deal.id, text, authorType: 'customer', authorId: file.customer.id, createdAt: nowAt }));
  const until = new Date(Date.parse(nowAt) + disputeDays * dayMs).toISOString();
  return tell(ctx, given, { name: 'dispute', body: { invoice_id: file.invoice.id, until, note_id: noteId }, values, commandId });
}

/** The customer says that it has the invoice (DT6): a form without fields, for whoever has no script as well. */
export async function receiptByCustomer(ctx: ApiContext, given: Given): Promise<CustomerOutcome> {
  const { file, body } = given;
  formFields(body, []);
  return tell(ctx, given, { name: 'confirm_receipt', body: { invoice_id: file.invoice.id }, values: {}, commandId: commandIdOf(given, 'confirm_receipt', []) });
}

/** The same words about the same invoice on one day are one command, however often they are sent. */
function commandIdOf({ file, nowAt }: Given, name: MessageName, said: readonly string[]): string {
  return `cust_${createHash('sha256')
    .update(JSON.stringify([name, file.invoice.id, nowAt.slice(0, 10), ...said]))
    .digest('hex')
    .slice(0, 32)}`;
}

type Told = Readonly<{ name: MessageName; body: Readonly<Record<string, unknown>>; values: Readonly<Record<string, string>>; commandId: string }>;

async function tell(ctx: ApiContext, { file, nowAt }: Given, { name, body, values, commandId }: Told): Promise<CustomerOutcome> {
  const { deal, customer, invoice } = file;
  await unitOfWork(ctx.pool, db => markInvoiceViewed(db, invoice.id, nowAt));
  try {
    await commandDeal(ctx.temporal, deal.workflowId, { name, message: { ...body, command_id: commandId, actor: { type: 'customer', id: customer.id, via: 'link' } } });
    return null;
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    if (error.code === 'temporal_unavailable') return { problems: [{ field: null, code: 'try_again' }], values, status: 503 };
    if (error.code === 'too_many_promises') return { problems: [{ field: null, code: error.code }], values, status: 409 };
    if (error.code === 'wrong_stage' || error.code === 'invoice_not_open' || error.code === 'unknown_invoice') return { problems: [{ field: null, code: 'wrong_stage' }], values, status: 409 };
    throw error;
  }
}
