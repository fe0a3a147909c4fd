import { listOpenSteps } from '../../../db/pages/list-open-steps.ts';
import { changeUser, type StandingOfPerson, standingSeen } from '../../../db/people/change-people.ts';
import { readApprovalTable } from '../../../db/read/approval-table.ts';
import { readApprovers } from '../../../db/read/approvers.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { listUsers, readUser, type UserRow } from '../../../db/read/people.ts';
import type { StaffRole } from '../../../db/schema/people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { warnOfPolicy } from '../../../domain/approval/check-holders.ts';
import { superiorCircle } from '../../../domain/approval/superior-circle.ts';
import { hoursKey } from '../../../domain/calendar/working-hours.ts';
import { isTimeZone } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderChangePreviewPage } from '../../../templates/pages/render-change-preview.ts';
import { renderPersonFormPage } from '../../../templates/pages/render-setting-forms.ts';
import type { SettingDifference, SettingsForm, SettingsProblem, SettingsWarning } from '../../../templates/pages/views/settings-view.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { hoursFieldNames, hoursSlotsFor, readHours, valuesOfHours } from './hours-fields.ts';
import { movedSteps } from './moved-steps.ts';
import { byVisitor, type SettingsVisit, settingsFrame, settingsPath, typedValues, untouched } from './settings-visit.ts';

const roles: readonly StaffRole[] = ['seller', 'manager', 'lawyer', 'cfo', 'director', 'finance', 'admin'];
const fieldNames: readonly string[] = ['csrf', 'step', 'seen', 'superior_id', 'active', 'time_zone', ...roles.map(role => `role_${role}`), ...hoursFieldNames];

type Values = Readonly<Record<string, string>>;

/** The form of a person's roles, superior, presence and working time. */
export async function showPersonForm(visit: SettingsVisit, id: string): Promise<unknown> {
  const person = await readUser(visit.ctx.db, id);
  return showForm(visit, person, { form: untouched(valuesOf(person)), seen: standingSeen(person) });
}

/** `POST /settings/approvals/people/{id}`: a change of a person is looked at, mended, or saved. */
export async function receivePerson(visit: SettingsVisit, id: string): Promise<unknown> {
  const form = formFields(visit.request.body, fieldNames);
  refuseForeignForm(visit.visitor, form['csrf']);
  const values = typedValues(form);
  const person = await readUser(visit.ctx.db, id);
  const users = await listUsers(visit.ctx.db);
  const { standing, problems: unreadable } = readStanding(values);
  if (form['step'] === 'mend') return showForm(visit, person, { form: untouched(values), seen: standingSeen(person) });
  const problems = [...problemsOf(person, standing, users), ...unreadable];
  if (problems.length > 0) return showForm(visit, person, { form: { values, problems }, seen: standingSeen(person), status: 422 });
  const put = form['step'] === 'put';
  if (put && (await save(visit, { id, standing, seen: values['seen'] ?? '' }))) return visit.reply.redirect(withDone(settingsPath, 'person_changed'), 303);
  return showPreview(visit, { person: put ? await readUser(visit.ctx.db, id) : person, standing, values, put });
}

/** Answers false where somebody else has changed the person since the form was made. */
async function save(visit: SettingsVisit, { id, standing, seen }: { id: string; standing: StandingOfPerson; seen: string }): Promise<boolean> {
  try {
    await unitOfWork(visit.ctx.pool, db => changeUser(db, id, { change: standing, seen, by: byVisitor(visit) }));
    return true;
  } catch (error) {
    if (error instanceof RuleViolation && error.code === 'precondition_failed') return false;
    throw error;
  }
}

function problemsOf(person: UserRow, { superiorId }: StandingOfPerson, users: readonly UserRow[]): SettingsProblem[] {
  if (superiorId === null) return [];
  const superior = users.find(user => user.id === superiorId);
  if (!superior || (!superior.active && superiorId !== person.superiorId)) return [{ field: 'superior_id', code: 'person_not_allowed' }];
  const circle = superiorCircle(
    person.id,
    superiorId,
    users.map(user => ({ personId: user.id, superiorId: user.superiorId })),
  );
  return circle === null ? [] : [{ field: 'superior_id', code: 'circle', names: circle.map(id => users.find(user => user.id === id)?.name ?? '') }];
}

type Preview = Readonly<{ person: UserRow; standing: StandingOfPerson; values: Values; put: boolean }>;

async function showPreview(visit: SettingsVisit, { person, standing, values, put }: Preview): Promise<unknown> {
  const { ctx, reply } = visit;
  const [table, users, approvers, { frame, reader }] = await Promise.all([
    readApprovalTable(ctx.db),
    listUsers(ctx.db),
    readApprovers(ctx.db),
    settingsFrame(visit, `${settingsPath}/people/${person.id}`),
  ]);
  const after = users.map(user => (user.id === person.id ? { ...user, ...standing } : user));
  const seen = standingSeen(person);
  const view = {
    ...{ frame, currency: '', about: { kind: 'person', name: person.name } as const, stale: values['seen'] !== seen, problems: [], routes: null, mayMend: true },
    differences: differencesOf(person, standing, users),
    steps: await movedSteps(ctx, { ...approvers, people: approvers.people.map(each => (each.personId === person.id ? { ...each, ...standing, zone: standing.timeZone } : each)) }),
    retimed: isRetimed(person, standing) ? (await listOpenSteps(ctx.db)).filter(step => step.personId === person.id).length : 0,
    warnings: [...warnOfPolicy(table.rows, after), ...(after.some(user => user.active && user.roles.includes('admin')) ? [] : [{ code: 'no_admin' } as const])] satisfies SettingsWarning[],
    action: `${settingsPath}/people/${person.id}`,
    hidden: { ...values, seen },
  };
  return sendPage(reply, renderChangePreviewPage(view, reader), put ? 409 : 200);
}

function differencesOf(before: StandingOfPerson, after: StandingOfPerson, users: readonly UserRow[]): SettingDifference[] {
  const named = (id: string | null) => ({ name: users.find(user => user.id === id)?.name ?? null });
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const ordered = (held: readonly StaffRole[]) => roles.filter(role => held.includes(role));
  return [
    ...(same(ordered(before.roles), ordered(after.roles)) ? [] : [{ what: 'held', before: { roles: ordered(before.roles) }, after: { roles: ordered(after.roles) } } as const]),
    ...(before.superiorId === after.superiorId ? [] : [{ what: 'superior', before: named(before.superiorId), after: named(after.superiorId) } as const]),
    ...(before.active === after.active ? [] : [{ what: 'active', before: { yes: before.active }, after: { yes: after.active } } as const]),
    ...(hoursKey(before.workingHours) === hoursKey(after.workingHours) ? [] : [{ what: 'hours', before: { hours: before.workingHours }, after: { hours: after.workingHours } } as const]),
    ...(before.timeZone === after.timeZone ? [] : [{ what: 'zone', before: { name: before.timeZone }, after: { name: after.timeZone } } as const]),
  ];
}

const isRetimed = (before: StandingOfPerson, after: StandingOfPerson): boolean => before.timeZone !== after.timeZone || hoursKey(before.workingHours) !== hoursKey(after.workingHours);

function valuesOf({ roles: held, superiorId, active, timeZone, workingHours }: StandingOfPerson): Record<string, string> {
  const ticked = Object.fromEntries(held.map(role => [`role_${role}`, 'on']));
  return { ...ticked, superior_id: superiorId ?? '', active: active ? 'yes' : 'no', time_zone: timeZone, ...valuesOfHours(workingHours) };
}

function readStanding(values: Values): Readonly<{ standing: StandingOfPerson; problems: readonly SettingsProblem[] }> {
  const { hours, problems } = readHours(values);
  const timeZone = values['time_zone']?.trim() ?? '';
  const given = { superiorId: values['superior_id'] || null, active: values['active'] !== 'no', timeZone, workingHours: hours };
  return {
    standing: { roles: roles.filter(role => values[`role_${role}`]), ...given },
    problems: [...problems, ...(isTimeZone(timeZone) ? [] : [{ field: 'time_zone', code: 'zone_unknown' } as const])],
  };
}

async function showForm(visit: SettingsVisit, person: UserRow, { form, seen, status = 200 }: { form: SettingsForm; seen: string; status?: number }): Promise<unknown> {
  const [users, { workingWeekdays: weekdays, workingTime }, { frame, reader }] = await Promise.all([
    listUsers(visit.ctx.db),
    readPolicy(visit.ctx.db),
    settingsFrame(visit, `${settingsPath}/people/${person.id}`),
  ]);
  const companyHours = workingTime.map(([from, to]) => ({ weekdays, from, to }));
  const superiors = users.filter(user => user.id !== person.id && (user.active || user.id === person.superiorId)).map(({ id, name }) => ({ id, name }));
  return sendPage(visit.reply, renderPersonFormPage({ frame, id: person.id, name: person.name, seen, superiors, companyHours, slots: hoursSlotsFor(form.values), form }, reader), status);
}
