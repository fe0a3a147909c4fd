import type { TasksPageView, WorkForm, WorkItem } from '../views/tasks-view.ts';
import { presentProblems } from './frame.ts';
import type { Tell } from './tell.ts';

/** The pieces of work of a person: what has to be known of each, and what can be said about it here and now. */
export function presentWork(view: TasksPageView, tell: Tell) {
  const back = presentProblems(view.form, tell);
  return {
    csrf: view.frame.csrf,
    nonce: view.nonce,
    problems: back.list.map(({ text }) => ({ text, target: '#work' })),
    work: view.work.map(item => ({
      id: item.id,
      name: tell.say('work.name', { what: upperFirst(tell.say(`task_kind.${item.kind}`)), customer: item.customerName }),
      facts: factsOf(item, tell),
      orders: (item.claim?.orders ?? []).map(({ name, url }) => ({ url, text: tell.say('work.order', { name }) })),
      open: item.forms.some(form => isBack(view, form)),
      forms: item.forms.map((form, at) => presentForm(form, { view, tell, id: `${item.id}-${at}` })),
    })),
  };
}

function factsOf({ openedAt, sentAt, phone, address, deadReason, claim }: WorkItem, tell: Tell): string | null {
  const facts = [
    claim === null ? null : claimed(claim, tell),
    claim === null || claim.orders.length > 0 ? null : tell.say('work.no_order'),
    openedAt === null ? null : tell.say('work.fact_opened', { at: tell.at(openedAt) }),
    sentAt === null ? null : tell.say('work.fact_sent', { at: tell.at(sentAt) }),
    phone === null ? null : tell.say('work.fact_phone', { phone }),
    address === null ? null : tell.say('work.fact_address', { address }),
    deadReason === null ? null : tell.say('work.fact_dead', { words: deadReason }),
  ].filter(fact => fact !== null);
  return facts.length === 0 ? null : facts.join(' ');
}

function claimed({ paidOn, sum }: NonNullable<WorkItem['claim']>, tell: Tell): string {
  const day = tell.day(paidOn, 'locative');
  return sum === null ? tell.say('work.fact_claimed_all', { day }) : tell.say('work.fact_claimed', { day, sum: tell.money(sum) });
}

const subjectOf = (form: WorkForm): string | null => (form.of === 'settle' ? form.letterId : form.of === 'held' ? form.reminderId : null);
const isBack = ({ form: back }: TasksPageView, form: WorkForm): boolean => back !== null && back.action === form.action && back.subjectId === subjectOf(form);

function presentForm(form: WorkForm, { view, tell, id }: { view: TasksPageView; tell: Tell; id: string }) {
  const back = presentProblems(isBack(view, form) ? view.form : null, tell);
  const { about, field, label, buttons } = wordsOf(form, tell);
  return {
    ...{ id, action: form.action, about, label, buttons, required: form.of !== 'done' },
    field: { name: field, value: back.value(field), error: back.of(field) },
    letterId: form.of === 'settle' ? form.letterId : null,
    reminderId: form.of === 'held' ? form.reminderId : null,
  };
}

function wordsOf(form: WorkForm, tell: Tell) {
  const button = (value: string) => ({ value, text: tell.say(`work.${value}`) });
  switch (form.of) {
    case 'done':
      return { about: null, field: 'comment', label: tell.say('work.comment'), buttons: [button('done')] };
    case 'settle':
      return {
        about: tell.say('work.settle_about', { subject: form.subject ?? '', address: form.address }),
        field: 'reason',
        label: tell.say('work.settle_reason'),
        buttons: [button('arrived'), button('send_again')],
      };
    case 'held':
      return { about: tell.say('work.held_about', { rung: tell.word('rung', form.rung) }), field: 'reason', label: tell.say('work.held_reason'), buttons: [button('send_now'), button('skip')] };
  }
}

const upperFirst = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
