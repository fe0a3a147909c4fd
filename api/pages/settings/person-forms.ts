import { changeUser } from '../../../db/people/change-people.ts';
import { type Rights, readRightsSeen, rightsSeen } from '../../../db/people/rights-seen.ts';
import { readApprovalTable } from '../../../db/read/approval-table.ts';
import { readApprovers } from '../../../db/read/approvers.ts';
import { listUsers, readUser, type UserRow } from '../../../db/read/people.ts';
import type { StaffRole } from '../../../db/schema/people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { warnOfPolicy } from '../../../domain/approval/check-holders.ts';
import { superiorCircle } from '../../../domain/approval/superior-circle.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderChangePreviewPage } from '../../../templates/pages/render-change-preview.ts';
import { renderPersonFormPage } from '../../../templates/pages/render-setting-forms.ts';
import type { SettingConflict, SettingDifference, SettingsForm, SettingsProblem, SettingsWarning, SettingValue } from '../../../templates/pages/views/settings-view.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { movedSteps } from './moved-steps.ts';
import { byVisitor, type SettingsVisit, settingsFrame, settingsPath, typedValues, untouched } from './settings-visit.ts';

const roles: readonly StaffRole[] = ['seller', 'manager', 'lawyer', 'cfo', 'director', 'finance', 'admin'];
const fieldNames: readonly string[] = ['csrf', 'step', 'seen', 'superior_id', 'active', ...roles.map(role => `role_${role}`)];

type Values = Readonly<Record<string, string>>;

/** The form of a person's roles, superior and presence. */
export async function showPersonForm(visit: SettingsVisit, id: string): Promise<unknown> {
  const person = await readUser(visit.ctx.db, id);
  return showForm(visit, person, { form: untouched(valuesOf(person)), seen: rightsSeen(person) });
}

/** `POST /settings/approvals/people/{id}`: a change of a person is looked at, mended, or saved. */
export async function receivePerson(visit: SettingsVisit, id: string): Promise<unknown> {
  const form = formFields(visit.request.body, fieldNames);
  refuseForeignForm(visit.visitor, form['csrf']);
  const values = typedValues(form);
  const person = await readUser(visit.ctx.db, id);
  const users = await listUsers(visit.ctx.db);
  const rights = rightsOf(values);
  // A form that comes back is still made from the rights it was begun with.
  const seen = values['seen'] ?? '';
  if (form['step'] === 'mend') return showForm(visit, person, { form: untouched(values), seen });
  const problems = problemsOf(person, rights, users);
  if (problems.length > 0) return showForm(visit, person, { form: { values, problems }, seen, status: 422 });
  const put = form['step'] === 'put';
  if (put && (await save(visit, { id, rights, seen }))) return visit.reply.redirect(withDone(settingsPath, 'person_changed'), 303);
  return showPreview(visit, { person: put ? await readUser(visit.ctx.db, id) : person, rights, values, put });
}

/** Answers false where somebody else has changed the person since the form was made. */
async function save(visit: SettingsVisit, { id, rights, seen }: { id: string; rights: Rights; seen: string }): Promise<boolean> {
  try {
    await unitOfWork(visit.ctx.pool, db => changeUser(db, id, { change: { ...rights, roles: [...rights.roles] }, seen, by: byVisitor(visit) }));
    return true;
  } catch (error) {
    if (error instanceof RuleViolation && error.code === 'precondition_failed') return false;
    throw error;
  }
}

function problemsOf(person: UserRow, { superiorId }: Rights, users: readonly UserRow[]): SettingsProblem[] {
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

type Preview = Readonly<{ person: UserRow; rights: Rights; values: Values; put: boolean }>;

async function showPreview(visit: SettingsVisit, { person, rights, values, put }: Preview): Promise<unknown> {
  const { ctx, reply } = visit;
  const [table, users, approvers, { frame, reader }] = await Promise.all([
    readApprovalTable(ctx.db),
    listUsers(ctx.db),
    readApprovers(ctx.db),
    settingsFrame(visit, `${settingsPath}/people/${person.id}`),
  ]);
  const after = users.map(user => (user.id === person.id ? { ...user, ...rights } : user));
  const seen = rightsSeen(person);
  const view = {
    ...{
      frame,
      currency: '',
      about: { kind: 'person', name: person.name } as const,
      conflict: conflictOf(person, { rights, seen: values['seen'] ?? '', users }),
      problems: [],
      routes: null,
      mayMend: true,
    },
    differences: differencesOf(person, rights, users),
    steps: await movedSteps(ctx, { ...approvers, people: approvers.people.map(each => (each.personId === person.id ? { ...each, ...rights } : each)) }),
    warnings: [...warnOfPolicy(table.rows, after), ...(after.some(user => user.active && user.roles.includes('admin')) ? [] : [{ code: 'no_admin' } as const])] satisfies SettingsWarning[],
    action: `${settingsPath}/people/${person.id}`,
    hidden: { ...values, seen },
  };
  return sendPage(reply, renderChangePreviewPage(view, reader), put ? 409 : 200);
}

function differencesOf(before: Rights, after: Rights, users: readonly UserRow[]): SettingDifference[] {
  const [was, is] = [partsOf(before, users), partsOf(after, users)];
  return subjects.map(what => ({ what, before: was[what], after: is[what] })).filter(each => !same(each.before, each.after));
}

/** What somebody else made of a person since the form was made, beside what the form asks for; null where nobody did. Of a form without its mark nothing can be told. */
function conflictOf(person: UserRow, { rights, seen, users }: { rights: Rights; seen: string; users: readonly UserRow[] }): SettingConflict | null {
  if (seen === rightsSeen(person)) return null;
  const [first, second, third] = [partsOf(readRightsSeen(seen) ?? person, users), partsOf(person, users), partsOf(rights, users)];
  const parts = subjects.map(what => ({ what, began: first[what], now: second[what], yours: third[what] }));
  return { by: null, parts: parts.filter(({ began, now, yours }) => !same(began, now) || !same(now, yours)), others: [] };
}

const subjects = ['held', 'superior', 'active'] as const;

function partsOf({ roles: held, superiorId, active }: Rights, users: readonly UserRow[]) {
  return { held: { roles: roles.filter(role => held.includes(role)) }, superior: { id: superiorId, name: users.find(user => user.id === superiorId)?.name ?? null }, active: { yes: active } };
}

const same = (a: SettingValue, b: SettingValue): boolean => JSON.stringify(a) === JSON.stringify(b);

function valuesOf({ roles: held, superiorId, active }: Rights): Record<string, string> {
  return { ...Object.fromEntries(held.map(role => [`role_${role}`, 'on'])), superior_id: superiorId ?? '', active: active ? 'yes' : 'no' };
}

function rightsOf(values: Values): Rights {
  return { roles: roles.filter(role => values[`role_${role}`]), superiorId: values['superior_id'] || null, active: values['active'] !== 'no' };
}

async function showForm(visit: SettingsVisit, person: UserRow, { form, seen, status = 200 }: { form: SettingsForm; seen: string; status?: number }): Promise<unknown> {
  const [users, { frame, reader }] = await Promise.all([listUsers(visit.ctx.db), settingsFrame(visit, `${settingsPath}/people/${person.id}`)]);
  const superiors = users.filter(user => user.id !== person.id && (user.active || user.id === person.superiorId)).map(({ id, name }) => ({ id, name }));
  return sendPage(visit.reply, renderPersonFormPage({ frame, id: person.id, name: person.name, seen, superiors, form }, reader), status);
}
