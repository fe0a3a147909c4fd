import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone, localInstant } from '../../../domain/calendar/zone.ts';
import type { DealVerb } from '../../../templates/pages/views/deal-view.ts';
import type { DoneCode, FormProblem } from '../../../templates/pages/views/frame-view.ts';
import { words } from '../forms/form-fields.ts';
import { typedSum } from '../forms/typed-sum.ts';
import type { Asked, Given } from './deal-form.ts';
import { dateProblems, promiseEnd } from './form-dates.ts';
import { owedMinor } from './owed.ts';
import { schedule } from './schedule-form.ts';

/** What the process of the deal is asked for; its clock is moved, and its customer judged, without it. */
export type CommandVerb = Exclude<DealVerb, 'fast_forward' | 'decide_payer_type'>;

/** What the page says after each verb. */
export const doneBy: Readonly<Record<DealVerb, DoneCode>> = {
  submit: 'submitted',
  accept: 'accepted',
  decline: 'declined',
  mark_signed: 'signed',
  mark_delivered: 'delivered',
  pause_reminders: 'paused',
  resume_reminders: 'resumed',
  promise_to_pay: 'promised',
  agree_schedule: 'scheduled',
  release: 'released',
  lift_hold: 'hold_lifted',
  cancel: 'cancelled',
  lose: 'lost',
  withdraw: 'withdrawn',
  write_off: 'written_off',
  hand_over: 'handed_over',
  decide_payer_type: 'payer_type_decided',
  fast_forward: 'fast_forwarded',
};

/** Reads a form into the command of its verb. Dates are days of the customer's zone and stand for their end. */
export function askedBy(verb: CommandVerb, given: Given): Asked {
  const reason = words(given.form.reason);
  switch (verb) {
    case 'submit':
    case 'accept':
    case 'mark_signed':
    case 'resume_reminders':
      return { message: verb, body: {}, reason: null };
    case 'mark_delivered':
      return { message: verb, body: { on: dateInZone(given.nowAt, given.policy.zone) }, reason: null };
    case 'decline':
    case 'lose':
    case 'withdraw':
    case 'cancel':
    case 'write_off':
      return reason === null ? { problems: [{ field: 'reason', code: 'reason_required' }] } : { message: verb, body: {}, reason };
    case 'lift_hold':
      // Whoever is signed in stands for it by name; nobody else is chosen here.
      return reason === null ? { problems: [{ field: 'reason', code: 'reason_required' }] } : { message: verb, body: { hold: 'shipment', approver_id: given.personId }, reason };
    case 'release':
      return release(given, reason);
    case 'hand_over':
      return handOver(given, reason);
    case 'pause_reminders':
      return pause(given, reason);
    case 'promise_to_pay':
      return promise(given);
    case 'agree_schedule':
      return schedule(given);
  }
}

function release({ form, file }: Given, reason: string | null): Asked {
  const invoice = file.invoices.find(row => row.id === form.invoice_id && row.status === 'review');
  return invoice ? { message: 'release_invoice', body: { instalment: invoice.instalment }, reason } : { problems: [{ field: null, code: 'wrong_stage' }] };
}

function handOver({ form, handOverTo }: Given, reason: string | null): Asked {
  const problems: FormProblem[] = [];
  if (!form.to_user_id) problems.push({ field: 'to_user_id', code: 'person_required' });
  else if (!handOverTo.some(person => person.id === form.to_user_id)) problems.push({ field: 'to_user_id', code: 'person_not_allowed' });
  if (reason === null) problems.push({ field: 'reason', code: 'reason_required' });
  return problems.length > 0 ? { problems } : { message: 'hand_over', body: { to_user_id: form.to_user_id }, reason };
}

function pause(given: Given, reason: string | null): Asked {
  const { form, file, policy } = given;
  const problems = dateProblems(form.until, 'until', { ...given, latestDays: policy.pauseMaxDays - 1 });
  if (reason === null) problems.push({ field: 'reason', code: 'reason_required' });
  return problems.length > 0 ? { problems } : { message: 'pause_reminders', body: { until: endOfDay(form.until ?? '', file.customer.timeZone) }, reason };
}

function promise(given: Given): Asked {
  const { form, file } = given;
  const invoice = file.invoices.find(row => row.id === form.invoice_id && row.status === 'open');
  if (!invoice) return { problems: [{ field: null, code: 'wrong_stage' }] };
  const reminders = file.reminderPolicyOf(invoice).policy;
  const limit = { amountMinor: owedMinor(invoice), currency: invoice.currency };
  const { amountMinor, problems: ofSum } = typedSum(form.amount, 'amount', limit);
  const problems = [...dateProblems(form.pay_on, 'pay_on', { ...given, latestDays: reminders.promise.staffMaxDays }), ...ofSum];
  if (problems.length > 0) return { problems };
  const until = promiseEnd(form.pay_on ?? '', reminders, file.customer.timeZone);
  return { message: 'promise_to_pay', body: { invoice_id: invoice.id, pay_on: form.pay_on, until, ...(amountMinor === null ? {} : { amount_minor: amountMinor }) }, reason: null };
}

/** The last second of a day in a zone: a pause "until 1 December" covers 1 December. */
function endOfDay(on: string, zone: string): string {
  return new Date(Date.parse(localInstant(addDays(on, 1), '00:00', zone)) - 1000).toISOString();
}
