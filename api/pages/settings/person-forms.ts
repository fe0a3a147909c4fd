import { listOpenSteps } from '../../../db/pages/list-open-steps.ts';
import { changeUser } from '../../../db/people/change-people.ts';
import { type StandingOfPerson, standingSeen } from '../../../db/people/standing-seen.ts';
import { readApprovalTable } from '../../../db/read/approval-table.ts';
import { readApprovers } from '../../../db/read/approvers.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { listUsers, readUser, type UserRow } from '../../../db/read/people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { warnOfPolicy } from '../../../domain/approval/check-holders.ts';
import { superiorCircle } from '../../../domain/approval/superior-circle.ts';
import { hoursKey } from '../../../domain/calendar/working-hours.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderChangePreviewPage } from '../../../templates/pages/render-change-preview.ts';
import { renderPersonFormPage } from '../../../templates/pages/render-setting-forms.ts';
import type { SettingsForm, SettingsProblem, SettingsWarning } from '../../../templates/pages/views/settings-view.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { hoursSlotsFor } from './hours-fields.ts';
import { movedSteps } from './moved-steps.ts';
import { conflictOfPerson, personDifferences } from './person-differences.ts';
import { personFieldNames, readStanding, valuesOfStanding } from './person-fields.ts';
import { byVisitor, type SettingsVisit, settingsFrame, settingsPath, typedValues, untouched } from './settings-visit.ts';

type Values = Readonly<Record<string, string>>;

/** The form of a person's roles, superior, presence and working time. */
export async function showPersonForm(visit: SettingsVisit, id: string): Promise<unknown> {
  const person = await readUser(visit.ctx.db, id);
  return showForm(visit, person, { form: untouched(valuesOfStanding(person)), seen: standingSeen(person) });
}

/** `POST /settings/approvals/people/{id}`: a change of a person is looked at, mended, or saved. */
export async function receivePerson(visit: SettingsVisit, id: string): Promise<unknown> {
  const form = formFields(visit.request.body, personFieldNames);
  refuseForeignForm(visit.visitor, form['csrf']);
  const values = typedValues(form);
  const person = await readUser(visit.ctx.db, id);
  const users = await listUsers(visit.ctx.db);
  const { standing, problems: unreadable } = readStanding(values);
  // A form that comes back is still made from the standing it was begun with.
  const seen = values['seen'] ?? '';
  if (form['step'] === 'mend') return showForm(visit, person, { form: untouched(values), seen });
  const problems = [...problemsOf(person, standing, users), ...unreadable];
  if (problems.length > 0) return showForm(visit, person, { form: { values, problems }, seen, status: 422 });
  const put = form['step'] === 'put';
  if (put && (await save(visit, { id, standing, seen }))) return visit.reply.redirect(withDone(settingsPath, 'person_changed'), 303);
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
    ...{ frame, currency: '', about: { kind: 'person', name: person.name } as const, problems: [], routes: null, mayMend: true },
    conflict: await conflictOfPerson(ctx.db, person, { standing, seen: values['seen'] ?? '', users }),
    differences: personDifferences(person, standing, users),
    steps: await movedSteps(ctx, { ...approvers, people: approvers.people.map(each => (each.personId === person.id ? { ...each, ...standing, zone: standing.timeZone } : each)) }),
    retimed: isRetimed(person, standing) ? (await listOpenSteps(ctx.db)).filter(step => step.personId === person.id).map(({ dealTitle, role, dueAt }) => ({ dealTitle, role, dueAt })) : [],
    warnings: [...warnOfPolicy(table.rows, after), ...(after.some(user => user.active && user.roles.includes('admin')) ? [] : [{ code: 'no_admin' } as const])] satisfies SettingsWarning[],
    action: `${settingsPath}/people/${person.id}`,
    hidden: { ...values, seen },
  };
  return sendPage(reply, renderChangePreviewPage(view, reader), put ? 409 : 200);
}

const isRetimed = (before: StandingOfPerson, after: StandingOfPerson): boolean => before.timeZone !== after.timeZone || hoursKey(before.workingHours) !== hoursKey(after.workingHours);

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
