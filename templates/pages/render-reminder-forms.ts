import { recipients, tones } from '../../domain/dunning/ladder.ts';
import { defaultPolicyId, payerTypes, segments } from '../../domain/dunning/policy.ts';
import { forWhomInWords } from '../reminders/for-whom.ts';
import { recipientInWords, whenInWords } from '../reminders/ladder-words.ts';
import { renderTemplate } from '../render/render-template.ts';
import { presentStaffFrame } from './present/frame.ts';
import { presentReminderForm } from './present/reminders/problems.ts';
import { rem } from './present/reminders/rules.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { RulesFormView, RungFormView } from './views/reminder-settings-view.ts';

type Form = ReturnType<typeof presentReminderForm>;

const sides = ['before.calendar_days', 'before.business_days', 'after.calendar_days', 'after.business_days'] as const;
const besides = { owner_told: 'tell_owner', shipment_hold: 'shipment_hold', head_task: 'head_task' } as const;

/** One rung as a form: its day, hour and letter, what happens before it, and who else is told. */
export function renderRungFormPage(view: RungFormView, reader: PageReader): string {
  const tell = tellFor(reader);
  const form = presentReminderForm(view.form, tell);
  const field = fieldOf(form, tell);
  const heading = view.rung === null ? rem(tell, 'rung_new') : rem(tell, 'rung_edit', { when: whenInWords(view.rung, reader.language) });
  const page = {
    frame: presentStaffFrame(view.frame, tell, heading),
    heading,
    ...{ csrf: view.frame.csrf, problems: form.problems, version: String(view.version), rung: view.rung?.rung ?? null, change: view.rung === null ? 'rung_add' : 'rung_edit' },
    action: `/settings/reminders/${view.policyId}`,
    days: field('days', 'days'),
    sides: sides.map(side => ({ id: side, label: rem(tell, `side.${side}`), chosen: form.value('side') === side })),
    hour: field('hour', 'at_hour'),
    tones: tones.map(tone => ({ id: tone, label: tone === 'manual' ? rem(tell, 'tone_end') : tell.word('tone', tone), chosen: form.value('tone') === tone })),
    toneError: form.error('tone'),
    effects: Object.entries(besides).map(([effect, word]) => ({ name: `does_${effect}`, label: tell.word('effect', word), chosen: form.ticked(`does_${effect}`) })),
    effectsError: form.error('effects'),
    recipients: recipients
      .filter(recipient => recipient !== 'customer')
      .map(recipient => ({ name: `to_${recipient}`, label: recipientInWords(recipient, reader.language), chosen: form.ticked(`to_${recipient}`) })),
    recipientsError: form.error('recipients'),
    removeUrl: view.rung === null ? null : `/settings/reminders/${view.policyId}/rungs/${encodeURIComponent(view.rung.rung)}/remove`,
  };
  return renderTemplate('pages/settings/reminder-rung', page, reader);
}

/** The rules of a policy as a form; of a new one it asks for whom it is. */
export function renderRulesFormPage(view: RulesFormView, reader: PageReader): string {
  const tell = tellFor(reader);
  const form = presentReminderForm(view.form, tell);
  const field = fieldOf(form, tell);
  const isNew = view.policyId === null;
  const heading = isNew ? rem(tell, 'policy_new') : rem(tell, 'rules_title', { who: forWhomInWords(view.policyId ?? '', view.appliesTo, reader.language) });
  const boxes = (names: readonly string[], prefix: string, word: string) =>
    names.map(name => ({ name: `${prefix}_${name}`, label: rem(tell, `${word}.${name}`), chosen: form.ticked(`${prefix}_${name}`) }));
  const choice = (name: string, label: string, options: readonly string[]) => ({
    ...{ name, label: rem(tell, label) },
    options: options.map(id => ({ id, label: rem(tell, `${name}.${id}`), chosen: form.value(name) === id })),
  });
  const page = {
    frame: presentStaffFrame(view.frame, tell, heading),
    heading,
    ...{ csrf: view.frame.csrf, problems: form.problems, version: String(view.version), change: isNew ? 'new' : 'rules', isNew },
    action: `/settings/reminders/${view.policyId ?? 'new'}`,
    whom: view.policyId === defaultPolicyId ? null : { segments: boxes(segments, 'segment', 'segment'), payerTypes: boxes(payerTypes, 'payer', 'payer_type'), error: form.error('segments') },
    choices: [choice('on_missed', 'rule.on_missed', ['skip_to_current', 'send_in_order']), choice('hold_scope', 'rule.hold_scope', ['deal', 'customer'])],
    quiet: [field('quiet_from', 'quiet_from'), field('quiet_until', 'quiet_until')],
    quietDays: [
      { name: 'quiet_non_working', label: rem(tell, 'quiet.non_working'), chosen: form.ticked('quiet_non_working') },
      ...boxes(['1', '2', '3', '4', '5', '6', '7'], 'quiet_weekday', 'weekday'),
    ],
    quietDaysError: form.error('quiet_days'),
    dates: field('quiet_dates', 'quiet_dates'),
    numbers: ['min_gap_hours', 'spread', 'freshness', 'hold', 'grace', 'customer_days', 'customer_times', 'staff_days', 'claim_days', 'claim_times'].map(name => field(name, `field.${name}`)),
  };
  return renderTemplate('pages/settings/reminder-rules', page, reader);
}

/** A field of a form by its name, with its label from reminders.json. */
const fieldOf = (form: Form, tell: Tell) => (name: string, label: string) => ({ name, label: rem(tell, label), value: form.value(name), error: form.error(name) });
