import type { DealPageView, DealVerb } from '../views/deal-view.ts';
import { presentProblems } from './frame.ts';
import type { Tell } from './tell.ts';

const simple = ['submit', 'resume_reminders', 'accept', 'mark_signed', 'mark_delivered'] as const satisfies readonly DealVerb[];
const withReason = ['withdraw', 'decline', 'lose', 'cancel', 'write_off'] as const satisfies readonly DealVerb[];

/** The forms this person may use now. The form that came back stands open with its problems and typed values. */
export function presentDealForms(view: DealPageView, tell: Tell) {
  const allowed = (verb: DealVerb): boolean => view.may.includes(verb);
  const fieldsOf = (verb: DealVerb, names: readonly string[]) => {
    const problems = presentProblems(view.form?.verb === verb ? view.form : null, tell);
    return Object.fromEntries(names.map(name => [name, { value: problems.value(name), error: problems.of(name) }]));
  };
  const open = (verb: DealVerb): boolean => view.form?.verb === verb;
  const invoices = view.invoices
    .filter(invoice => invoice.status === 'open')
    .map(invoice => ({
      id: invoice.id,
      name: tell.say('form.invoice_option', { number: invoice.number ?? '', sum: tell.money(invoice.remaining) }),
      chosen: view.form?.values['invoice_id'] === invoice.id,
    }));
  const problems = presentProblems(view.form, tell).list;
  return {
    csrf: view.frame.csrf,
    nonce: view.nonce,
    verb: view.form?.verb ?? null,
    problems: problems.map(problem => ({ text: problem.text, target: `#${view.form?.verb}-${problem.field ?? 'form'}` })),
    simple: simple.filter(allowed).map((verb, index) => ({ verb, label: tell.say(`do.${verb}`), main: index === 0 && verb !== 'resume_reminders' })),
    reasons: withReason.filter(allowed).map(verb => ({ verb, label: tell.say(`do.${verb}`), about: tell.say(`about.${verb}`), open: open(verb), ...fieldsOf(verb, ['reason']) })),
    pause: allowed('pause_reminders')
      ? { open: open('pause_reminders'), until: null, reason: null, ...fieldsOf('pause_reminders', ['until', 'reason']), min: view.bounds.tomorrowOn, max: view.bounds.pauseLatestOn }
      : null,
    promise:
      allowed('promise_to_pay') && invoices.length > 0
        ? { open: open('promise_to_pay'), invoices, several: invoices.length > 1, ...fieldsOf('promise_to_pay', ['pay_on', 'amount']), min: view.bounds.tomorrowOn, max: view.bounds.promiseLatestOn }
        : null,
    schedule:
      allowed('agree_schedule') && invoices.length > 0
        ? { open: open('agree_schedule'), invoices, several: invoices.length > 1, lines: presentLines(view, tell), min: view.bounds.tomorrowOn, max: view.bounds.promiseLatestOn }
        : null,
    releases: allowed('release')
      ? view.invoices
          .filter(invoice => invoice.status === 'review')
          .map(invoice => ({
            id: invoice.id,
            sum: tell.money(invoice.gross),
            why: invoice.reviewReason === null ? null : reviewReason(invoice.reviewReason, tell),
            ...fieldsOf('release', ['reason']),
          }))
      : [],
    lift: view.heldShipments === null ? null : { ...presentLift(view.heldShipments, tell), may: allowed('lift_hold'), reason: null, ...fieldsOf('lift_hold', ['reason']) },
    handOver: allowed('hand_over')
      ? { open: open('hand_over'), people: view.handOverTo.map(person => ({ ...person, chosen: view.form?.values['to_user_id'] === person.id })), ...fieldsOf('hand_over', ['to_user_id', 'reason']) }
      : null,
    /** The header offers a pause only where none runs. */
    offerPause: allowed('pause_reminders') && !allowed('resume_reminders'),
    forward: presentClock(view, tell),
  };
}

/** The parts of a payment schedule: two at least, and lines for two more. */
function presentLines({ form }: DealPageView, tell: Tell) {
  const problems = presentProblems(form?.verb === 'agree_schedule' ? form : null, tell);
  const field = (name: string, label: string, n: number) => ({ label: tell.say(`schedule.${label}`, { n }), value: problems.value(`${name}_${n}`), error: problems.of(`${name}_${n}`) });
  return [1, 2, 3, 4].map(n => ({ n: String(n), required: n <= 2, payOn: field('pay_on', 'pay_on', n), amount: field('amount', 'amount', n) }));
}

/** What has stopped the shipments and since when; for those who may not let them go, who may. */
function presentLift({ sinceAt, overdue, overdueDays, whoMay, roles }: NonNullable<DealPageView['heldShipments']>, tell: Tell) {
  const role = (code: string): string => tell.word('role', code);
  const people = whoMay.map(person => tell.say('lift.person', { name: person.name, role: role(person.role) })).join(', ');
  return {
    lead: tell.say('lift.lead', { day: tell.day(sinceAt, 'ablative'), sum: tell.money(overdue), overdue: tell.count('days_overdue', overdueDays) }),
    whoMay: whoMay.length > 0 ? tell.say('lift.who_may', { people }) : tell.say('lift.nobody', { roles: roles.map(role).join(', ') }),
  };
}

/** Why an invoice stopped: by its code, else as a person wrote it. A field's name means that a requisite is wrong. */
function reviewReason(reason: string, tell: Tell): string {
  if (tell.has(`release.why_${reason}`)) return tell.say(`release.why_${reason}`);
  return /^[a-z_.]+$/.test(reason) ? tell.say('release.why_requisites') : reason;
}

function presentClock({ clock, may }: DealPageView, tell: Tell) {
  const ahead = clock.aheadDays > 0 ? tell.say('clock.ahead', { count: clock.aheadDays }) : null;
  const usable = clock.off === null && may.includes('fast_forward');
  if (!usable && ahead === null && clock.off !== 'unavailable') return null;
  return {
    now: tell.say('clock.now', { at: tell.at(clock.nowAt) }),
    ahead,
    usable,
    off: clock.off === null ? null : tell.say(`clock.${clock.off}`),
    next: clock.nextRung === null ? null : tell.say('clock.to_rung', { day: tell.day(clock.nextRung.at, 'dative') }),
  };
}
