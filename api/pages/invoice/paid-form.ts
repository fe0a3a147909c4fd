import { createHash } from 'node:crypto';
import { keepNote } from '../../../db/notes/keep-note.ts';
import { readCalendar, readPolicy } from '../../../db/read/company-rules.ts';
import { type Db, unitOfWork } from '../../../db/unit-of-work.ts';
import { addDays, isIsoDate } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { claimRestUntil } from '../../../domain/dunning/payment-claim.ts';
import { formatDate } from '../../../templates/format/dates.ts';
import { formatMoney } from '../../../templates/format/money.ts';
import { t } from '../../../templates/language/t.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { formFields, words } from '../forms/form-fields.ts';
import { typedSum } from '../forms/typed-sum.ts';
import { claimObstacle } from './claims-left.ts';
import type { SentFile } from './read-sent.ts';
import { keepOrder, type OrderFile, readOrder } from './sent-order.ts';
import { type CustomerOutcome, commandIdOf, type Given, isTellable, tellDeal } from './tell-deal.ts';

/** Nobody looks for a payment of longer ago on the word of a form. */
const longestAgoDays = 366;

type Read = Readonly<{ paidOn: string; amountMinor: number | null; order: OrderFile | null }>;

/**
 * The customer says that it has paid, and may send its payment order. What is kept is kept only where the page finds nothing wrong: the file by
 * its first bytes, the day, the sum. Then letters rest while finance looks.
 */
export async function paidByCustomer(ctx: ApiContext, given: Given, file: SentFile | null): Promise<CustomerOutcome> {
  const form = formFields(given.body, ['paid_on', 'paid_amount']);
  const values = { paid_on: form.paid_on ?? '', paid_amount: form.paid_amount ?? '' };
  if (!isTellable(given.file)) return { problems: [{ field: null, code: 'invoice_closed' }], values, status: 409 };
  const day = dayProblems(form.paid_on, given),
    sum = typedSum(form.paid_amount, 'paid_amount', { currency: given.file.invoice.currency });
  const sent = readOrder(file);
  const problems = [...day, ...sum.problems, ...sent.problems];
  if (problems.length > 0) return { problems, values, status: 422 };
  const read = { paidOn: form.paid_on?.trim() ?? '', amountMinor: sum.amountMinor, order: sent.order };
  const commandId = commandIdOf(given, 'claim_payment', [read.paidOn, String(read.amountMinor ?? ''), file === null ? '' : createHash('sha256').update(file.bytes).digest('hex')]);
  // The same words sent twice are one command; the deal tells them from others.
  const obstacle = given.file.claims.some(claim => claim.claimId.endsWith(commandId)) ? null : claimObstacle(given.file, given.reminders, given.nowAt);
  if (obstacle !== null) return { problems: [{ field: null, code: obstacle }], values, status: 409 };
  const body = await unitOfWork(ctx.pool, db => keepClaim(db, given, { ...read, commandId }));
  return tellDeal(ctx, given, { name: 'claim_payment', body, values, commandId, done: 'payment_claimed' });
}

/** The words and the file of a claim, kept outside the process, and what the deal is told of them. */
async function keepClaim(db: Db, given: Given, { paidOn, amountMinor, order, commandId }: Read & { commandId: string }) {
  const { deal, customer, invoice } = given.file,
    { nowAt } = given;
  const { language } = customer;
  const day = formatDate(paidOn, language, { year: true });
  const text =
    amountMinor === null
      ? t(language, 'pages.invoice.claim_note', { day })
      : t(language, 'pages.invoice.claim_note_sum', { day, sum: formatMoney({ amountMinor, currency: invoice.currency }, language) });
  const note = await keepNote(db, { commandId, dealId: deal.id, text, authorType: 'customer', authorId: customer.id, createdAt: nowAt });
  const orderId = order === null ? null : await keepOrder(db, given, order);
  const until = claimRestUntil(nowAt, await readCalendar(db, await readPolicy(db), customer.timeZone), given.reminders.paymentClaim);
  return { invoice_id: invoice.id, paid_on: paidOn, until, note_id: note, ...(amountMinor === null ? {} : { amount_minor: amountMinor }), ...(orderId === null ? {} : { document_id: orderId }) };
}

/** The day of payment: it has come, on the customer's calendar, and is not out of all memory. */
function dayProblems(typed: string | undefined, { file, nowAt }: Given): FormProblem[] {
  const field = 'paid_on',
    on = words(typed),
    today = dateInZone(nowAt, file.customer.timeZone);
  if (on === null) return [{ field, code: 'date_required' }];
  if (!isIsoDate(on)) return [{ field, code: 'date_unreadable' }];
  if (on > today) return [{ field, code: 'day_ahead' }];
  return on < addDays(today, -longestAgoDays) ? [{ field, code: 'day_long_ago' }] : [];
}
