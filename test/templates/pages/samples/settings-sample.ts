import { checkPolicy } from '../../../../domain/approval/check-policy.ts';
import { defaultPolicy } from '../../../../domain/approval/default-policy.ts';
import { examplePackages, typicalFacts } from '../../../../domain/approval/example-packages.ts';
import { approvalRoles, type PolicyRow } from '../../../../domain/approval/policy.ts';
import { rulesOfCompany } from '../../../../domain/approval/rules.ts';
import { defaultCompanyPolicy } from '../../../../domain/policy/company-policy.ts';
import type { ApprovalSettingsView, ChangePreviewView, CoverFormView, PersonFormView, RoutePreview, RowFormView, RuleFormView } from '../../../../templates/pages/views/settings-view.ts';
import { staffFrame } from './frames.ts';

const frame = staffFrame('settings', '/settings/approvals', { person: { name: 'Тимур Каримов' }, settings: true });
const margin: PolicyRow = {
  rowId: 'margin_percent',
  when: [
    { fact: 'marginPercent', op: 'below', value: '12.5' },
    { fact: 'grossMinor', op: 'below', value: 100_000_000 },
  ],
  roles: ['cfo', 'director'],
  text: {
    ru: 'Маржа {value} ниже {limit}: на небольшой сделке мы почти ничего не зарабатываем.',
    kk: 'Маржа {value}, шегі {limit}: шағын мәміледен табысымыз жоққа жақын.',
    en: 'A margin of {value} is below {limit}: a small deal that earns us next to nothing.',
  },
};
const partTime = [
  { weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' },
  { weekdays: [5], from: '22:00', to: '24:00' },
];
const rows = [...defaultPolicy.slice(0, 4), margin, ...defaultPolicy.slice(4)];

export const settings: ApprovalSettingsView = {
  frame: { ...frame, done: 'table_changed' },
  mayChange: true,
  currency: 'KZT',
  table: { version: 4, sinceAt: '2026-11-16T05:12:00Z', author: { kind: 'person', name: 'Тимур Каримов' }, rows, faults: [] },
  warnings: [],
  rules: rulesOfCompany(defaultCompanyPolicy),
  pools: [
    { role: 'manager', holders: [{ name: 'Руслан Оспанов', cover: null }] },
    {
      role: 'lawyer',
      holders: [
        { name: 'Динара Жунусова', cover: null },
        { name: 'Асель Төлегенова', cover: null },
      ],
    },
    { role: 'cfo', holders: [{ name: 'Ирина Ким', cover: { byName: 'Марат Ахметов', untilOn: '2026-11-28' } }] },
    { role: 'director', holders: [{ name: 'Бахыт Нурланов', cover: null }] },
  ],
  people: [
    { id: 'person-1', name: 'Айгерим Садыкова', roles: ['seller'], superiorName: 'Руслан Оспанов', active: true, hours: null, zone: null },
    { id: 'person-2', name: 'Руслан Оспанов', roles: ['seller', 'manager'], superiorName: 'Бахыт Нурланов', active: true, hours: null, zone: 'Asia/Aqtau' },
    { id: 'person-3', name: 'Ирина Ким', roles: ['cfo', 'finance'], superiorName: 'Бахыт Нурланов', active: true, hours: partTime, zone: null },
    { id: 'person-4', name: 'Бахыт Нурланов', roles: ['director'], superiorName: null, active: true, hours: null, zone: null },
    { id: 'person-5', name: 'Ерлан Мұқанов', roles: ['lawyer'], superiorName: 'Бахыт Нурланов', active: false, hours: null, zone: null },
  ],
  covers: [
    { id: 'cover-1', name: 'Ирина Ким', byName: 'Марат Ахметов', fromOn: '2026-11-16', toOn: '2026-11-28', runs: true },
    { id: 'cover-2', name: 'Марат Ахметов', byName: 'Сауле Абенова', fromOn: '2026-12-28', toOn: '2027-01-10', runs: false },
  ],
};

/** A director reads: a table with a needless row from before, a role that nobody holds, no covers. */
const needless: PolicyRow = { ...margin, rowId: 'amount_2', when: [{ fact: 'grossMinor', op: 'above', value: 500_000_000 }], roles: ['lawyer'] };
export const settingsAtFault: ApprovalSettingsView = {
  ...settings,
  frame: { ...frame, person: { name: 'Бахыт Нурланов' } },
  mayChange: false,
  table: { ...settings.table, author: { kind: 'key', name: 'Bitrix24' }, rows: [...rows, needless], faults: checkPolicy([...rows, needless]) },
  warnings: [{ code: 'role_without_holder', role: 'lawyer', rowIds: ['amount'], detail: '' }],
  pools: settings.pools.map(pool => (pool.role === 'lawyer' ? { ...pool, holders: [] } : pool)),
  rules: { ...settings.rules, undoSeconds: 0, stepUpAboveMinor: 1_000_000_000, keepUnchangedApprovals: false },
  covers: [],
};

const typed = {
  when_0: 'marginPercent.below',
  value_0: '12,5',
  when_1: 'grossMinor.below',
  value_1: '1 000 000',
  role_cfo: 'on',
  role_director: 'on',
  text_ru: margin.text.ru,
  text_kk: margin.text.kk,
  text_en: margin.text.en,
  after: 'discount',
};
export const row: RowFormView = {
  ...{ frame: { ...frame, path: '/settings/approvals/rows/margin_percent' }, currency: 'KZT', version: '4', rowId: 'margin_percent', row: margin, slots: 3, others: defaultPolicy },
  conflict: null,
  form: { problems: [], values: typed },
};
/** A new row came back: a value without a condition, an unreadable sum, nobody to decide, no English words, and an earlier row that says it all. */
export const rowRefused: RowFormView = {
  ...row,
  ...{ rowId: null, row: null, slots: 4, others: rows },
  form: {
    problems: [
      { field: 'value_0', code: 'value_unreadable' },
      { field: 'when_1', code: 'condition_required' },
      { field: 'when', code: 'row_needless', row: defaultPolicy[1] },
      { field: 'roles', code: 'roles_required' },
      { field: 'text_en', code: 'text_required' },
      { field: null, code: 'other_needless', row: margin },
      { field: 'after', code: 'place_gone' },
    ],
    values: {
      when_0: 'grossMinor.above',
      value_0: 'миллион',
      when_1: '',
      value_1: '5',
      when_2: 'contractType.is_not.standard',
      text_ru: 'Большая сумма',
      text_kk: 'Үлкен сома',
      text_en: '',
      after: 'credit_limit',
    },
  },
};

/** The very row was removed while its form was being filled in: what was typed stands beside what there was. */
export const rowGone: RowFormView = {
  ...row,
  ...{ rowId: null, row: null, others: rows },
  conflict: {
    by: { name: 'Асель Төлегенова', at: '2026-11-22T11:05:00Z' },
    parts: [
      { what: 'when', began: { tests: [{ fact: 'marginPercent', op: 'below', value: '10' }] }, now: null, yours: { tests: margin.when } },
      { what: 'roles', began: { roles: ['cfo'] }, now: null, yours: { roles: margin.roles } },
    ],
    others: [],
  },
  form: { problems: [{ field: null, code: 'row_gone' }], values: typed },
};

const people = [
  { id: 'person-3', name: 'Ирина Ким' },
  { id: 'person-4', name: 'Бахыт Нурланов' },
];
const companyHours = [
  { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '13:00' },
  { weekdays: [1, 2, 3, 4, 5], from: '14:00', to: '18:00' },
];
export const person: PersonFormView = {
  ...{ frame: { ...frame, path: '/settings/approvals/people/person-2' }, id: 'person-2', name: 'Руслан Оспанов', seen: 'seen-of-the-sample', superiors: people, companyHours, slots: 3 },
  form: {
    problems: [
      { field: 'superior_id', code: 'circle', names: ['Руслан Оспанов', 'Ирина Ким', 'Руслан Оспанов'] },
      { field: 'hours_from_1', code: 'hours_overlap', line: 1 },
      { field: 'hours_2', code: 'hours_no_weekdays' },
      { field: 'hours_to_2', code: 'hours_ends_before' },
      { field: 'time_zone', code: 'zone_unknown' },
    ],
    values: {
      ...{ role_seller: 'on', role_manager: 'on', superior_id: 'person-3', active: 'yes', time_zone: 'Алматы' },
      ...{ hours_0_1: 'on', hours_0_2: 'on', hours_from_0: '10:00', hours_to_0: '14:00' },
      ...{ hours_1_2: 'on', hours_from_1: '13:00', hours_to_1: '18:00', hours_from_2: '22:00', hours_to_2: '02:00' },
    },
  },
};
export const cover: CoverFormView = {
  ...{ frame: { ...frame, path: '/settings/approvals/covers/new' }, people, todayOn: '2026-11-22', seen: '', conflict: null },
  form: {
    problems: [
      { field: 'from_on', code: 'cover_overlaps', days: { fromOn: '2026-11-16', toOn: '2026-11-28' } },
      { field: 'cover_user_id', code: 'covers_himself' },
    ],
    values: { user_id: 'person-3', cover_user_id: 'person-3', from_on: '2026-11-20', to_on: '2026-11-24' },
  },
};

/** Somebody noted another cover for these days while the form was being filled in. */
export const coverStale: CoverFormView = {
  ...cover,
  conflict: {
    by: null,
    parts: [
      {
        what: 'cover',
        began: null,
        now: { cover: { name: 'Ирина Ким', byName: 'Марат Ахметов', fromOn: '2026-11-16', toOn: '2026-11-28' } },
        yours: { cover: { name: 'Ирина Ким', byName: 'Бахыт Нурланов', fromOn: '2026-11-20', toOn: '2026-11-24' } },
      },
    ],
    others: [],
  },
  form: {
    problems: [{ field: 'from_on', code: 'cover_overlaps', days: { fromOn: '2026-11-16', toOn: '2026-11-28' } }],
    values: { user_id: 'person-3', cover_user_id: 'person-4', from_on: '2026-11-20', to_on: '2026-11-24' },
  },
};

/** Hours that are none, a round of no days, a code above a sum that cannot be read. */
export const ruleForm: RuleFormView = {
  ...{ frame: { ...frame, path: '/settings/approvals/rules' }, currency: 'KZT', version: '4' },
  form: {
    problems: [
      { field: 'sla_lawyer', code: 'hours_unreadable' },
      { field: 'final_limit', code: 'out_of_bounds', bounds: { from: 1, to: 250 } },
      { field: 'step_up', code: 'value_unreadable' },
    ],
    values: { sla_manager: '4', sla_lawyer: 'день', sla_cfo: '8', sla_director: '1:30', final_limit: '0', undo: '60', step_up: 'миллион', keep: 'no' },
  },
};

const all = [...approvalRoles];
const examples = examplePackages(defaultPolicy, rows).map(({ rowId, facts }): RoutePreview => {
  const before = rowId === null || rowId === 'margin_percent' ? ['manager' as const] : all;
  return { deal: null, facts, before, after: rowId === 'margin_percent' ? ['manager', 'cfo', 'director'] : before };
});
export const rowPreview: ChangePreviewView = {
  ...{ frame, currency: 'KZT', about: { kind: 'table', version: 4 }, conflict: null, problems: [], steps: null, warnings: [], action: '/settings/approvals/rows', mayMend: true },
  differences: [
    { what: 'when', before: { tests: [{ fact: 'marginPercent', op: 'below', value: '10' }] }, after: { tests: margin.when } },
    { what: 'roles', before: { roles: ['cfo'] }, after: { roles: margin.roles } },
    { what: 'text_ru', before: { reason: 'Маржа ниже {limit}.', first: { fact: 'marginPercent', op: 'below', value: '10' } }, after: { reason: margin.text.ru, first: margin.when[0] ?? null } },
    { what: 'place', before: { following: null }, after: { following: defaultPolicy[3] ?? null } },
  ],
  routes: {
    examples,
    recent: [
      {
        deal: { title: 'Насосная группа для котельной № 4', customerName: 'ТОО «Караганда Жылу Сервис»' },
        facts: { ...typicalFacts, grossMinor: 42_189_200, marginPercent: '8' },
        before: ['manager'],
        after: ['manager', 'cfo', 'director'],
      },
    ],
    recentTotal: 20,
  },
  hidden: { ...typed, version: '4', change: 'edit', row_id: 'margin_percent' },
};
/** Somebody was faster, and the role is empty. */
const first = { fact: 'marginPercent', op: 'below', value: '10' } as const;
export const rowPreviewStale: ChangePreviewView = {
  ...rowPreview,
  conflict: {
    by: { name: 'Асель Төлегенова', at: '2026-11-22T11:05:00Z' },
    parts: [
      { what: 'when', began: { tests: [first] }, now: { tests: [{ ...first, value: '8' }] }, yours: { tests: margin.when } },
      { what: 'roles', began: { roles: ['cfo'] }, now: { roles: ['cfo', 'lawyer'] }, yours: { roles: ['cfo'] } },
      { what: 'text_ru', began: { reason: 'Маржа ниже {limit}.', first }, now: { reason: 'Маржа ниже {limit}.', first }, yours: { reason: margin.text.ru, first: margin.when[0] ?? null } },
      { what: 'text_en', began: { reason: 'Margin', first }, now: { reason: margin.text.en, first }, yours: { reason: margin.text.en, first } },
      { what: 'place', began: { following: null }, now: { following: null }, yours: { following: defaultPolicy[3] ?? null } },
    ],
    others: [
      { kind: 'removed', row: needless },
      { kind: 'changed', row: defaultPolicy[4] ?? margin },
    ],
  },
  routes: { examples: examples.slice(0, 3), recent: [], recentTotal: 7 },
  warnings: [{ code: 'role_without_holder', role: 'cfo', rowIds: ['margin_percent'], detail: '' }],
};
/** The row that asks somebody always cannot go. */
export const rowRemovalRefused: ChangePreviewView = {
  ...rowPreview,
  problems: [{ field: null, code: 'empty_route' }],
  differences: [
    { what: 'when', before: { tests: [] }, after: null },
    { what: 'roles', before: { roles: ['manager'] }, after: null },
  ],
  routes: { examples: [{ deal: null, facts: typicalFacts, before: ['manager'], after: [] }], recent: [], recentTotal: 0 },
  mayMend: false,
};
export const personPreview: ChangePreviewView = {
  ...rowPreview,
  about: { kind: 'person', name: 'Ирина Ким' },
  differences: [
    { what: 'held', before: { roles: ['cfo', 'finance'] }, after: { roles: [] } },
    { what: 'superior', before: { name: 'Бахыт Нурланов' }, after: { name: null } },
    { what: 'active', before: { yes: true }, after: { yes: false } },
    { what: 'hours', before: { hours: null }, after: { hours: partTime } },
    { what: 'zone', before: { name: 'Asia/Almaty' }, after: { name: 'Europe/Berlin' } },
  ],
  routes: null,
  steps: [
    { dealTitle: 'Насосная группа для котельной № 4', role: 'cfo', fromName: 'Ирина Ким', toName: null },
    { dealTitle: 'Расходомеры', role: 'director', fromName: 'Ирина Ким', toName: 'Бахыт Нурланов' },
  ],
  retimed: [
    { dealTitle: 'Насосная группа для котельной № 4', role: 'cfo', dueAt: '2026-11-27T07:00:00Z' },
    { dealTitle: 'Расходомеры', role: 'director', dueAt: null },
  ],
  warnings: [{ code: 'role_without_holder', role: 'cfo', rowIds: [], detail: '' }, { code: 'no_admin' }],
  action: '/settings/approvals/people/person-3',
};
/** Somebody else changed the same person meanwhile. */
export const personPreviewStale: ChangePreviewView = {
  ...personPreview,
  conflict: {
    by: null,
    parts: [
      { what: 'held', began: { roles: ['cfo', 'finance'] }, now: { roles: ['cfo', 'finance'] }, yours: { roles: [] } },
      { what: 'superior', began: { name: 'Бахыт Нурланов' }, now: { name: 'Тимур Каримов' }, yours: { name: 'Бахыт Нурланов' } },
      { what: 'hours', began: { hours: null }, now: { hours: [{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }] }, yours: { hours: null } },
    ],
    others: [],
  },
  warnings: [],
  steps: [],
};
export const coverPreview: ChangePreviewView = {
  ...rowPreview,
  about: { kind: 'cover' },
  differences: [{ what: 'cover', before: { cover: { name: 'Ирина Ким', byName: 'Марат Ахметов', fromOn: '2026-11-16', toOn: '2026-11-28' } }, after: null }],
  routes: null,
  steps: [],
  action: '/settings/approvals/covers/cover-1',
  mayMend: false,
};
export const nothingChanged: ChangePreviewView = { ...coverPreview, about: { kind: 'person', name: 'Ирина Ким' }, differences: [], mayMend: true };
export const rulePreview: ChangePreviewView = {
  ...rowPreview,
  routes: null,
  differences: [
    { what: 'sla_manager', before: { rule: 'slaMinutes.manager', is: 240 }, after: { rule: 'slaMinutes.manager', is: 90 } },
    { what: 'final_limit', before: { rule: 'finalLimitWorkingDays', is: 15 }, after: { rule: 'finalLimitWorkingDays', is: 10 } },
    { what: 'undo', before: { rule: 'undoSeconds', is: 60 }, after: { rule: 'undoSeconds', is: 0 } },
    { what: 'step_up', before: { rule: 'stepUpAboveMinor', is: null }, after: { rule: 'stepUpAboveMinor', is: 1_000_000_000 } },
    { what: 'keep', before: { rule: 'keepUnchangedApprovals', is: true }, after: { rule: 'keepUnchangedApprovals', is: false } },
  ],
  action: '/settings/approvals/rules',
};
/** Somebody else changed the same rules, and one besides, while the form was being filled in. */
export const rulePreviewStale: ChangePreviewView = {
  ...rulePreview,
  conflict: {
    by: { name: 'Асель Төлегенова', at: '2026-11-22T11:05:00Z' },
    parts: [
      { what: 'sla_manager', began: { rule: 'slaMinutes.manager', is: 240 }, now: { rule: 'slaMinutes.manager', is: 480 }, yours: { rule: 'slaMinutes.manager', is: 90 } },
      { what: 'final_limit', began: { rule: 'finalLimitWorkingDays', is: 15 }, now: { rule: 'finalLimitWorkingDays', is: 20 }, yours: { rule: 'finalLimitWorkingDays', is: 20 }, stays: true },
      { what: 'step_up', began: { rule: 'stepUpAboveMinor', is: null }, now: { rule: 'stepUpAboveMinor', is: null }, yours: { rule: 'stepUpAboveMinor', is: 1_000_000_000 } },
    ],
    others: [{ kind: 'changed', row: margin }],
  },
};
