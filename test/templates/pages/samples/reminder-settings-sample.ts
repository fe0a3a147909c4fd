import { kazakhstanCalendar } from '../../../../domain/calendar/kazakhstan.ts';
import { changeLadder } from '../../../../domain/dunning/change-ladder.ts';
import { comparePlans, sumUp } from '../../../../domain/dunning/compare-plans.ts';
import { exampleLadder } from '../../../../domain/dunning/example-ladder.ts';
import { examplePolicies } from '../../../../domain/dunning/example-policies.ts';
import { aLetter } from '../../../../domain/dunning/ladder.ts';
import { type PlannedRung, planRungs } from '../../../../domain/dunning/plan-rungs.ts';
import { defaultReminderPolicy, type ReminderPolicy } from '../../../../domain/dunning/policy.ts';
import type { ChangedInvoice, PolicySetting, ReminderPreviewView, ReminderSettingsView, RulesFormView, RungFormView } from '../../../../templates/pages/views/reminder-settings-view.ts';
import { nowAt, staffFrame } from './frames.ts';

const path = '/settings/reminders';
const frame = staffFrame('settings', path, { person: { name: 'Тимур Каримов' }, settings: true });
const calendar = kazakhstanCalendar({ fromYear: 2026, toYear: 2027 });
const zone = 'Asia/Almaty';
const example = (policy: ReminderPolicy) =>
  exampleLadder(policy, { issuedOn: '2026-11-22', dueOn: '2026-12-06', zone }, calendar).map(({ rung, at, outcome }) => ({ rung, at, goes: outcome === 'will_send' }));

const setting = (policyId: string, policy: ReminderPolicy, more: Partial<PolicySetting> = {}): PolicySetting => ({
  ...{ policyId, policy, version: 1, sinceAt: '2026-11-02T06:30:00Z', authorName: 'Тимур Каримов', example: example(policy), open: { inForce: 3, earlier: 0 }, ...more },
});

export const reminderSettings: ReminderSettingsView = {
  frame: { ...frame, done: 'reminders_adopted' },
  mayChange: true,
  exampleDueOn: '2026-12-06',
  policies: [
    setting('default', defaultReminderPolicy, { version: 3, open: { inForce: 14, earlier: 2 } }),
    setting('state', examplePolicies.state),
    setting('strict', { ...examplePolicies.strict, quietDays: { nonWorking: true, weekdays: [1], on: ['2026-12-31', '2027-01-04'] } }, { authorName: null }),
  ],
  adoptions: [
    { policyId: 'default', appliesTo: defaultReminderPolicy.appliesTo, version: 3, scope: 'all_open', at: '2026-11-22T14:40:00Z', total: 14, done: 9, failed: 1 },
    { policyId: 'state', appliesTo: examplePolicies.state.appliesTo, version: 1, scope: { segment: 'state' }, at: '2026-11-02T06:30:00Z', total: 3, done: 3, failed: 0 },
  ],
};

/** A director reads a company that has changed nothing yet. */
export const reminderSettingsToRead: ReminderSettingsView = {
  ...reminderSettings,
  frame: { ...frame, person: { name: 'Бахыт Нурланов' } },
  mayChange: false,
  policies: [setting('default', defaultReminderPolicy, { version: 0, sinceAt: null, authorName: null, open: { inForce: 0, earlier: 0 } })],
  adoptions: [],
};

const official = defaultReminderPolicy.rungs.find(step => step.rung === '+7') ?? aLetter(7, 'official');
const typed = { rung: '+7', days: '7', side: 'after.calendar_days', hour: '10:00', tone: 'official', does_shipment_hold: 'on' };
export const rung: RungFormView = { frame: { ...frame, path: `${path}/default/rungs/%2B7` }, policyId: 'default', version: 3, rung: official, form: { values: typed, problems: [] } };
/** It came back: a night hour, an early threat, colleagues before the due date, and another rung at fault. */
export const rungRefused: RungFormView = {
  ...rung,
  rung: null,
  form: {
    values: { days: '10', side: 'after.business_days', hour: '21:30', tone: 'escalation', to_finance: 'on' },
    problems: [
      { field: 'days', code: 'not_ascending', otherRung: '+14' },
      { field: 'hour', code: 'hour_in_quiet_time' },
      { field: 'tone', code: 'threat_too_early' },
      { field: 'recipients', code: 'colleague_before_due' },
      { field: 'effects', code: 'stop_before_the_end' },
      { field: null, code: 'no_person_follows', rung: '+21' },
    ],
  },
};

const rulesTyped = {
  ...{ on_missed: 'skip_to_current', hold_scope: 'customer', quiet_from: '20:00', quiet_until: '09:00', quiet_non_working: 'on', quiet_weekday_1: 'on', quiet_dates: '2026-12-31 2027-01-04' },
  ...{ min_gap_hours: '20', spread: '30', freshness: '1', hold: '2', grace: '1', customer_days: '7', customer_times: '1', staff_days: '60', claim_days: '1', claim_times: '3', payer_chronic: 'on' },
};
export const rules: RulesFormView = {
  frame: { ...frame, path: `${path}/strict/rules` },
  policyId: 'strict',
  appliesTo: examplePolicies.strict.appliesTo,
  version: 1,
  form: { values: rulesTyped, problems: [] },
};
export const newRefused: RulesFormView = {
  ...rules,
  ...{ policyId: null, appliesTo: { segments: [], payerTypes: [] }, version: 0 },
  form: {
    values: { ...rulesTyped, segment_state: 'on', quiet_dates: '31.12', hold: 'two', claim_days: '9' },
    problems: [
      { field: 'segments', code: 'claimed_twice', otherPolicy: { policyId: 'state', appliesTo: examplePolicies.state.appliesTo } },
      { field: 'quiet_days', code: 'no_sending_day' },
      { field: 'quiet_dates', code: 'dates_unreadable' },
      { field: 'hold', code: 'number_unreadable', most: 30 },
      { field: 'claim_days', code: 'claim_rest_out_of_range' },
    ],
  },
};

const after: ReminderPolicy = {
  ...defaultReminderPolicy,
  minGapHours: 48,
  rungs: changeLadder(changeLadder(defaultReminderPolicy.rungs, { type: 'edit', rung: '+3', step: aLetter(2, 'businesslike', { hour: '11:30', does: ['owner_told', 'letter'] }) }), {
    type: 'add',
    step: aLetter(8, 'businesslike', { basis: 'business_days', recipients: ['customer', 'head'] }),
  }),
};
const ladder = (policy: ReminderPolicy, dueOn: string, settled: Record<string, string>): PlannedRung[] =>
  planRungs({ policy, dueOn, issuedOn: '2026-10-20', zone, calendar, pauses: [], settled, wroteBeforeAt: settled['0'] ? '2026-11-20T05:00:00Z' : null, now: nowAt });
const compared = (dueOn: string, settled: Record<string, string>) => comparePlans({ was: ladder(defaultReminderPolicy, dueOn, settled), now: ladder(after, dueOn, settled) }, { now: nowAt, zone });
const changed: ChangedInvoice[] = [
  { customerName: 'ТОО «Сарыарка Жылу»', dealTitle: 'Насосное оборудование для котельной, первая очередь', number: '2026-000142', rungs: compared('2026-11-20', { '-3': 'sent', '0': 'sent' }) },
  { customerName: 'ГУ «Отдел образования Бостандыкского района города Алматы»', dealTitle: 'Мебель для учебных классов', number: null, rungs: compared('2026-12-10', {}) },
];
const difference = sumUp(changed.map(({ rungs }) => rungs));

export const preview: ReminderPreviewView = {
  frame,
  ...{ policyId: 'default', version: 3, before: defaultReminderPolicy, after, stale: false, examples: { before: example(defaultReminderPolicy), after: example(after) } },
  form: { problems: [], values: {} },
  takingOn: [
    { scope: 'new_deals', invoices: 0, difference: sumUp([]) },
    { scope: { segment: 'corporate' }, invoices: 9, difference: { ...difference, lettersToday: 2 } },
    { scope: { segment: 'state' }, invoices: 2, difference: sumUp([]) },
    { scope: 'all_open', invoices: 14, difference: { ...difference, lettersMoved: 11, lettersToday: 2 } },
  ],
  ...{ changed, changedTotal: 12, countedAt: nowAt, action: `${path}/default`, hidden: { change: 'rung_edit', rung: '+3', version: '3' }, mayMend: true },
};
export const previewStale: ReminderPreviewView = { ...preview, stale: true, form: { problems: [{ field: 'scope', code: 'scope_required' }], values: {} } };
/** Nothing of the open invoices would change. */
export const takingOn: ReminderPreviewView = {
  ...preview,
  ...{ before: null, examples: { before: [], after: example(after) }, takingOn: [{ scope: 'all_open', invoices: 3, difference: sumUp([]) }], changed: [], changedTotal: 0 },
  ...{ hidden: { change: 'adopt', version: '3' }, mayMend: false },
};
