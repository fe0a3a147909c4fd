import { approvalRoles } from '../../domain/approval/policy.ts';
import { formatWorkingHours, weekdayShort } from '../format/working-hours.ts';
import { renderTemplate } from '../render/render-template.ts';
import { presentStaffFrame } from './present/frame.ts';
import { conditionGroups } from './present/settings/conditions.ts';
import { presentConflict } from './present/settings/conflict.ts';
import { presentSettingsForm } from './present/settings/problems.ts';
import { rowInWords, set } from './present/settings/words.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { CoverFormView, HeldRole, PersonFormView, RowFormView } from './views/settings-view.ts';

type Form = ReturnType<typeof presentSettingsForm>;

/** Offered in the field of a zone; any other may be typed. */
const kazakhZones = ['Asia/Almaty', 'Asia/Aqtau', 'Asia/Aqtobe', 'Asia/Atyrau', 'Asia/Oral', 'Asia/Qostanay', 'Asia/Qyzylorda'] as const;

const heldRoles: readonly HeldRole[] = ['seller', ...approvalRoles, 'finance', 'admin'];

/** One row of the table as a form: conditions, who decides, the reason in three languages, its place. Saving it comes after a look at what changes. */
export function renderRowFormPage(view: RowFormView, reader: PageReader): string {
  const tell = tellFor(reader);
  const form = presentSettingsForm(view.form, view.currency, tell);
  const heading = view.row === null ? set(tell, 'row_new') : set(tell, 'row_edit', { when: rowInWords(view.row, view.currency, tell) });
  const after = form.value('after');
  const page = {
    frame: presentStaffFrame(view.frame, tell, heading),
    heading,
    ...hiddenOf(view.frame.csrf, form),
    conflict: presentConflict(view.conflict, { currency: view.currency, tell }),
    version: view.version,
    change: view.rowId === null ? 'add' : 'edit',
    rowId: view.rowId,
    slots: Array.from({ length: view.slots }, (_, at) => presentSlot(at, form, tell)),
    whenError: form.error('when'),
    ...rolesOf(approvalRoles, form, tell),
    texts: (['ru', 'kk', 'en'] as const).map(language => ({ ...textField(form, `text_${language}`), language, label: set(tell, `reason_${language}`) })),
    places: [
      { id: '', label: set(tell, 'place_first'), chosen: after === '' },
      ...view.others.map(row => ({ id: row.rowId, label: set(tell, 'place_after', { when: rowInWords(row, view.currency, tell) }), chosen: after === row.rowId })),
    ],
    placeError: form.error('after'),
    removeUrl: view.row === null ? null : `/settings/approvals/rows/${view.row.rowId}/remove`,
  };
  return renderTemplate('pages/settings/row', page, reader);
}

export function renderPersonFormPage(view: PersonFormView, reader: PageReader): string {
  const tell = tellFor(reader);
  const form = presentSettingsForm(view.form, '', tell);
  const page = {
    frame: presentStaffFrame(view.frame, tell, view.name),
    heading: view.name,
    ...hiddenOf(view.frame.csrf, form),
    url: `/settings/approvals/people/${view.id}`,
    seen: view.seen,
    ...rolesOf(heldRoles, form, tell),
    superiors: view.superiors.map(person => ({ ...person, chosen: form.value('superior_id') === person.id })),
    superiorError: form.error('superior_id'),
    active: form.value('active') !== 'no',
    hoursHint: set(tell, 'hours_hint', { hours: formatWorkingHours(view.companyHours, reader.language) }),
    lines: Array.from({ length: view.slots }, (_, at) => presentHoursLine(at, form, tell)),
    zone: textField(form, 'time_zone'),
    zones: kazakhZones,
  };
  return renderTemplate('pages/settings/person', page, reader);
}

export function renderCoverFormPage(view: CoverFormView, reader: PageReader): string {
  const tell = tellFor(reader);
  const form = presentSettingsForm(view.form, '', tell);
  const choice = (name: string, label: string) => ({
    name,
    label: set(tell, label),
    error: form.error(name),
    people: view.people.map(person => ({ ...person, chosen: form.value(name) === person.id })),
  });
  const day = (name: string, label: string) => ({ ...textField(form, name), label: set(tell, label) });
  const page = {
    frame: presentStaffFrame(view.frame, tell, set(tell, 'cover_new')),
    ...hiddenOf(view.frame.csrf, form),
    ...{ today: view.todayOn, seen: view.seen },
    stale: view.conflict === null ? null : set(tell, 'stale_cover_added'),
    conflict: presentConflict(view.conflict, { currency: '', tell }),
    choices: [choice('user_id', 'col_away'), choice('cover_user_id', 'col_by')],
    days: [day('from_on', 'from'), day('to_on', 'to')],
  };
  return renderTemplate('pages/settings/cover', page, reader);
}

const hiddenOf = (csrf: string, form: Form) => ({ csrf, problems: form.problems });

const textField = (form: Form, name: string) => ({ name, value: form.value(name), error: form.error(name) });

function presentSlot(at: number, form: Form, tell: Tell) {
  const [condition, value] = [`when_${at}`, `value_${at}`];
  const n = String(at + 1);
  return {
    ...{ condition, conditionLabel: set(tell, 'condition', { n }), conditionError: form.error(condition), groups: conditionGroups(form.value(condition), tell) },
    ...{ value, valueLabel: set(tell, 'value', { n }), valueError: form.error(value), typed: form.value(value) },
  };
}

function presentHoursLine(at: number, form: Form, tell: Tell) {
  const n = String(at + 1);
  const days = [1, 2, 3, 4, 5, 6, 7].map(weekday => ({ name: `hours_${at}_${weekday}`, label: weekdayShort(weekday, tell.reader.language), chosen: form.value(`hours_${at}_${weekday}`) !== '' }));
  const time = (name: string, label: string) => ({ ...textField(form, name), label: set(tell, label) });
  return { id: `hours_${at}`, legend: set(tell, 'hours_line', { n }), days, error: form.error(`hours_${at}`), times: [time(`hours_from_${at}`, 'hours_from'), time(`hours_to_${at}`, 'hours_to')] };
}

function rolesOf(roles: readonly HeldRole[], form: Form, tell: Tell) {
  return { roles: roles.map(role => ({ name: `role_${role}`, label: tell.word('role', role), chosen: form.value(`role_${role}`) !== '' })), rolesError: form.error('roles') };
}
