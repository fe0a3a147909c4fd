import type { InvoicePageView } from '../views/invoice-view.ts';
import { presentProblems } from './frame.ts';
import type { Tell } from './tell.ts';

type Problems = ReturnType<typeof presentProblems>;
type Form = NonNullable<InvoicePageView['form']>['of'];

/** What came back with a form, in words, each with the way to its field; where its form is gone, to the page itself. */
export function formProblems(view: InvoicePageView, tell: Tell) {
  const elsewhere = view.state === 'open' ? '#tell' : '#main';
  return presentProblems(view.form, tell).list.map(({ field, text }) => ({ text, target: field === null ? elsewhere : `#${field}` }));
}

/** The forms by which a customer tells us something; the one that came back stands open, with what was typed. */
export function presentTelling(view: InvoicePageView, tell: Tell) {
  const of = (form: Form): Problems => presentProblems(view.form?.of === form ? view.form : null, tell);
  return {
    promise: view.promise.allowed ? promiseForm(view, tell, of('promise')) : null,
    dispute: view.dispute.allowed ? disputeForm(view, tell, of('dispute')) : null,
    paid: paidForm(view, tell, of('paid')),
    receipt: view.receipt.allowed,
    receiptOn: view.receipt.confirmedOn === null ? null : tell.say('invoice.receipt_on', { day: tell.day(view.receipt.confirmedOn, 'locative') }),
  };
}

type Field = Readonly<{
  id: string;
  label: string;
  value: string;
  error: string | null;
  hint: string | null;
  describedBy: string | null;
  date: Readonly<{ min: string | null; max: string }> | null;
  required: boolean;
}>;

function field(id: string, back: Problems, told: Pick<Field, 'label'> & Partial<Pick<Field, 'hint' | 'date' | 'required'>>): Field {
  const error = back.of(id),
    hint = told.hint ?? null;
  const describedBy = [hint === null ? null : `${id}-hint`, error === null ? null : `${id}-error`].filter(part => part !== null).join(' ');
  return { id, value: back.value(id), error, date: null, required: false, ...told, hint, describedBy: describedBy === '' ? null : describedBy };
}

/** The sign of the invoice's currency, as its sums end with it. */
const signOf = (view: InvoicePageView, tell: Tell): string => tell.money(view.remaining).split('\u00A0').at(-1) ?? view.remaining.currency;

function promiseForm(view: InvoicePageView, tell: Tell, back: Problems) {
  const { promise, form } = view;
  const date = { min: promise.earliestOn, max: promise.latestOn };
  const label = tell.say('invoice.amount_label', { sign: signOf(view, tell) });
  const row = (ending: '' | '_2' | '_3') => ({
    payOn: field(`pay_on${ending}`, back, { label: tell.say(`invoice.pay_on${ending}`), date, required: ending === '' }),
    amount: field(`amount${ending}`, back, { label, hint: ending === '' ? tell.say('invoice.amount_hint', { sum: tell.money(view.remaining) }) : null }),
  });
  const more = [row('_2'), row('_3')];
  return {
    about: tell.say('invoice.promise_about', { count: promise.left, day: tell.day(promise.latestOn, 'ablative') }),
    open: form === null ? !isOrderAwaited(view) : form.of === 'promise',
    first: row(''),
    more,
    partsAbout: tell.say('invoice.parts_about', { sum: tell.money(promise.whole) }),
    partsOpen: more.some(({ payOn, amount }) => [payOn, amount].some(({ value, error }) => value !== '' || error !== null)),
  };
}

function disputeForm(view: InvoicePageView, tell: Tell, back: Problems) {
  const { dispute, form, remaining } = view;
  return {
    about: dispute.answerByOn === null ? tell.say('invoice.dispute_about') : tell.say('invoice.dispute_about_by', { day: tell.day(dispute.answerByOn, 'dative') }),
    open: form?.of === 'dispute',
    reason: field('reason', back, { label: tell.say('invoice.dispute_what'), required: true }),
    amount: field('dispute_amount', back, { label: tell.say('invoice.dispute_amount', { sign: signOf(view, tell) }), hint: tell.say('invoice.dispute_amount_hint', { sum: tell.money(remaining) }) }),
  };
}

function paidForm(view: InvoicePageView, tell: Tell, back: Problems) {
  const { paid, form, bankCompleteTo } = view;
  const about = bankCompleteTo === null ? tell.say('invoice.already_no_feed') : tell.say('invoice.already', { at: tell.at(bankCompleteTo, 'until') });
  const fields = {
    paidOn: field('paid_on', back, { label: tell.say('invoice.paid_on_label'), date: { min: null, max: paid.latestOn }, required: true }),
    amount: field('paid_amount', back, { label: tell.say('invoice.paid_amount', { sign: signOf(view, tell) }), hint: tell.say('invoice.paid_amount_hint') }),
    order: field('payment_order', back, { label: tell.say('invoice.payment_order'), hint: tell.say('invoice.payment_order_hint') }),
  };
  return {
    ...{ about, open: form === null ? isOrderAwaited(view) : form.of === 'paid' || form.of === 'order', fields: paid.allowed ? fields : null },
    obstacle: paid.obstacle === null ? null : tell.say(`problem.${paid.obstacle}`),
    adding: view.order.allowed ? orderForm(view, tell) : null,
  };
}

/** Nobody who has just said that it has paid wants to promise a day: what is missing is the paper. */
const isOrderAwaited = ({ order }: InvoicePageView): boolean => order.allowed && order.sent === 0;

function orderForm({ order, form }: InvoicePageView, tell: Tell) {
  const back = presentProblems(form?.of === 'order' ? form : null, tell);
  return {
    about: tell.say(order.sent === 0 ? 'invoice.order_about' : 'invoice.order_more'),
    order: field('payment_order', back, { label: tell.say('invoice.payment_order'), hint: tell.say('invoice.order_hint'), required: true }),
  };
}
