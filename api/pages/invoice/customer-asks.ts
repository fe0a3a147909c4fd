import { keepNote } from '../../../db/notes/keep-note.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { owedMinor } from '../deals/owed.ts';
import { formFields, words } from '../forms/form-fields.ts';
import { typedSum } from '../forms/typed-sum.ts';
import { type CustomerOutcome, commandIdOf, type Given, isTellable, tellDeal } from './tell-deal.ts';

const longestReason = 4_000;

/** The customer says what is wrong, with all of it or with a part; the words are kept first and travel as their id. */
export async function disputeByCustomer(ctx: ApiContext, given: Given): Promise<CustomerOutcome> {
  const { file, nowAt, body } = given;
  const form = formFields(body, ['reason', 'dispute_amount']);
  const values = { reason: form.reason ?? '', dispute_amount: form.dispute_amount ?? '' };
  if (!isTellable(file)) return { problems: [{ field: null, code: 'invoice_closed' }], values, status: 409 };
  const limit = { amountMinor: owedMinor(file.invoice), currency: file.invoice.currency };
  const reason = words(form.reason),
    typed = typedSum(form.dispute_amount, 'dispute_amount', limit);
  const problems: FormProblem[] = [...typed.problems, ...(reason === null ? [{ field: 'reason', code: 'reason_required' } as const] : [])];
  if (reason === null || problems.length > 0) return { problems, values, status: 422 };
  const text = reason.slice(0, longestReason),
    part = typed.amountMinor === limit.amountMinor ? null : typed.amountMinor,
    commandId = commandIdOf(given, 'dispute', [text, ...(part === null ? [] : [String(part)])]);
  const noteId = await unitOfWork(ctx.pool, db => keepNote(db, { commandId, dealId: file.deal.id, text, authorType: 'customer', authorId: file.customer.id, createdAt: nowAt }));
  const asked = { invoice_id: file.invoice.id, note_id: noteId, ...(part === null ? {} : { amount_minor: part }) };
  return tellDeal(ctx, given, { name: 'dispute', body: asked, values, commandId, done: 'disputed' });
}

/** The customer says that it has the invoice (DT6): a form without fields, for whoever has no script as well. */
export async function receiptByCustomer(ctx: ApiContext, given: Given): Promise<CustomerOutcome> {
  const { file, body } = given;
  formFields(body, []);
  if (!isTellable(file)) return { problems: [{ field: null, code: 'invoice_closed' }], values: {}, status: 409 };
  const asked = { invoice_id: file.invoice.id };
  return tellDeal(ctx, given, { name: 'confirm_receipt', body: asked, values: {}, commandId: commandIdOf(given, 'confirm_receipt', []), done: 'receipt_confirmed' });
}
