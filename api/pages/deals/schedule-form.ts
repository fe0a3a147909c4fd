import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import { words } from '../forms/form-fields.ts';
import { typedSum } from '../forms/typed-sum.ts';
import type { Asked, DealForm, Given } from './deal-form.ts';
import { dateProblems, promiseEnd } from './form-dates.ts';
import { owedMinor } from './owed.ts';

/** As many parts as the form has lines; the API takes up to twelve. */
export const scheduleLines = [1, 2, 3, 4] as const;
type Line = (typeof scheduleLines)[number];

/** A payment schedule that was agreed with a customer (DN12): at least two parts, each with a day and a sum of its own. That they make up the debt, the process says. */
export function schedule(given: Given): Asked {
  const { form, file } = given;
  const invoice = file.invoices.find(row => row.id === form.invoice_id && row.status === 'open');
  if (!invoice) return { problems: [{ field: null, code: 'wrong_stage' }] };
  const reminders = file.reminderPolicyOf(invoice).policy;
  const limit = { amountMinor: owedMinor(invoice), currency: invoice.currency };
  const problems: FormProblem[] = [];
  const days = new Set<string>();
  const parts = scheduleLines.flatMap(line => {
    const { payOn, amount: typed } = typedOn(form, line);
    // Two parts are the least; a further line may stay empty.
    if (line > 2 && payOn === null && typed === null) return [];
    const ofDay = dateProblems(form[`pay_on_${line}`], `pay_on_${line}`, { ...given, latestDays: reminders.promise.staffMaxDays });
    problems.push(...ofDay);
    if (ofDay.length === 0 && payOn !== null && days.has(payOn)) problems.push({ field: `pay_on_${line}`, code: 'day_twice' });
    days.add(payOn ?? '');
    const { amountMinor, problems: ofSum } = typedSum(form[`amount_${line}`], `amount_${line}`, limit);
    // Nothing typed stands for the whole elsewhere; a part has a sum of its own.
    problems.push(...(typed === null ? [{ field: `amount_${line}`, code: 'amount_unreadable' } as const] : ofSum));
    return [{ pay_on: payOn ?? '', amount_minor: amountMinor ?? 0 }];
  });
  if (problems.length > 0) return { problems };
  const dated = parts.map(part => ({ ...part, until: promiseEnd(part.pay_on, reminders, file.customer.timeZone) }));
  return { message: 'promise_to_pay', body: { invoice_id: invoice.id, schedule: dated }, reason: null };
}

const typedOn = (form: DealForm, line: Line) => ({ payOn: words(form[`pay_on_${line}`]), amount: words(form[`amount_${line}`]) });
