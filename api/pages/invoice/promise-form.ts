import type { Money } from '../../../domain/money/money.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { dateProblems, promiseEnd } from '../deals/form-dates.ts';
import { owedMinor } from '../deals/owed.ts';
import { formFields, words } from '../forms/form-fields.ts';
import { typedSum } from '../forms/typed-sum.ts';
import { promisesLeft } from './promises-left.ts';
import { type CustomerOutcome, commandIdOf, type Given, isTellable, tellDeal } from './tell-deal.ts';

/** The rows of the form: the first alone is one promise, more are a schedule. */
const rows = [
  { payOn: 'pay_on', amount: 'amount' },
  { payOn: 'pay_on_2', amount: 'amount_2' },
  { payOn: 'pay_on_3', amount: 'amount_3' },
] as const;
const fields = rows.flatMap(row => [row.payOn, row.amount]);

type Row = Readonly<{ payOnField: string; amountField: string; payOn: string; amountMinor: number | null }>;
type Form = Readonly<Partial<Record<(typeof fields)[number], string>>>;

/** The customer names the day of payment, or up to three days with their sums: within the limits of the policy, counted by the deal's own now. */
export async function promiseByCustomer(ctx: ApiContext, given: Given): Promise<CustomerOutcome> {
  const { file, reminders } = given;
  const form = formFields(given.body, fields);
  const values = Object.fromEntries(fields.map(field => [field, form[field] ?? '']));
  if (!isTellable(file)) return { problems: [{ field: null, code: 'invoice_closed' }], values, status: 409 };
  if (promisesLeft(file, reminders) === 0) return { problems: [{ field: null, code: 'too_many_promises' }], values, status: 409 };
  const { parts, problems } = readRows(form, given);
  const scheduled = parts.length > 1 ? tied(parts, given) : { parts, problems: [] };
  const all = problems.length > 0 ? problems : scheduled.problems;
  if (all.length > 0) return { problems: all, values, status: 422 };
  return tellDeal(ctx, given, { ...askedFor(scheduled.parts, given), name: 'promise_to_pay', values });
}

/** The rows that were filled in, each checked by itself; the first is always asked for. */
function readRows(form: Form, { file, reminders, nowAt }: Given): { parts: Row[]; problems: FormProblem[] } {
  const limit = { amountMinor: owedMinor(file.invoice), currency: file.invoice.currency };
  const filled = rows.filter((row, index) => index === 0 || words(form[row.payOn]) !== null || words(form[row.amount]) !== null);
  const problems: FormProblem[] = [];
  const parts = filled.map(row => {
    const sum = typedSum(form[row.amount], row.amount, limit);
    problems.push(...dateProblems(form[row.payOn], row.payOn, { file, nowAt, latestDays: reminders.promise.customerMaxDays }), ...sum.problems);
    return { payOnField: row.payOn, amountField: row.amount, payOn: form[row.payOn]?.trim() ?? '', amountMinor: sum.amountMinor };
  });
  return { parts, problems };
}

/** A schedule as the deal takes it: days of their own, and sums that make up what is owed and not disputed. One sum may be left open and is then the rest. */
function tied(parts: readonly Row[], { file }: Given): { parts: Row[]; problems: FormProblem[] } {
  const twice = parts.find((part, index) => parts.findIndex(other => other.payOn === part.payOn) < index);
  if (twice) return { parts: [], problems: [{ field: twice.payOnField, code: 'day_twice' }] };
  const whole: Money = { amountMinor: owedMinor(file.invoice) - file.chased.disputedMinor, currency: file.invoice.currency };
  const named = parts.reduce((sum, part) => sum + (part.amountMinor ?? 0), 0);
  const open = parts.filter(part => part.amountMinor === null);
  const restMinor = whole.amountMinor - named;
  const [first, second] = open;
  if (second) return { parts: [], problems: [{ field: second.amountField, code: 'amount_required' }] };
  if (first ? restMinor <= 0 : restMinor !== 0) return { parts: [], problems: [{ field: (first ?? parts.at(-1))?.amountField ?? null, code: 'schedule_untied', limit: whole }] };
  return { parts: parts.map(part => (part === first ? { ...part, amountMinor: restMinor } : part)), problems: [] };
}

function askedFor(parts: readonly Row[], given: Given) {
  const { file, reminders } = given;
  const { invoice, customer } = file;
  const asked = parts.map(({ payOn, amountMinor }) => {
    const isWhole = amountMinor === null || (parts.length === 1 && amountMinor === owedMinor(invoice));
    return { pay_on: payOn, until: promiseEnd(payOn, reminders, customer.timeZone), ...(isWhole ? {} : { amount_minor: amountMinor }) };
  });
  const said = parts.flatMap((part, index) => [part.payOn, String(asked[index]?.amount_minor ?? '')]);
  const [only] = asked;
  const done = asked.length > 1 ? ('scheduled' as const) : only?.amount_minor === undefined ? ('promised' as const) : ('promised_part' as const);
  return { body: { invoice_id: invoice.id, ...(asked.length > 1 ? { schedule: asked } : only) }, commandId: commandIdOf(given, 'promise_to_pay', said), done };
}
