import { readCover } from '../../../db/pages/read-covers.ts';
import { addCover, refuseWrongCover, removeCover } from '../../../db/people/change-people.ts';
import { type Approvers, readApprovers } from '../../../db/read/approvers.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { type CoverRow, listUsers } from '../../../db/read/people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { isIsoDate } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderChangePreviewPage } from '../../../templates/pages/render-change-preview.ts';
import { renderCoverFormPage } from '../../../templates/pages/render-setting-forms.ts';
import type { SettingDifference, SettingsForm, SettingsProblem } from '../../../templates/pages/views/settings-view.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { movedSteps } from './moved-steps.ts';
import { byVisitor, type SettingsVisit, settingsFrame, settingsPath, typedValues, untouched } from './settings-visit.ts';

const fieldNames: readonly string[] = ['csrf', 'step', 'user_id', 'cover_user_id', 'from_on', 'to_on'];

type Cover = Omit<CoverRow, 'id'>;

export const showCoverForm = (visit: SettingsVisit): Promise<unknown> => showForm(visit, untouched({}));

/** `POST /settings/approvals/covers`: a cover is looked at, mended, or noted. */
export async function receiveCover(visit: SettingsVisit): Promise<unknown> {
  const { ctx, reply } = visit;
  const form = formFields(visit.request.body, fieldNames);
  refuseForeignForm(visit.visitor, form['csrf']);
  const values = typedValues(form);
  if (form['step'] === 'mend') return showForm(visit, untouched(values));
  const cover = { userId: values['user_id'] ?? '', coverUserId: values['cover_user_id'] ?? '', fromOn: values['from_on'] ?? '', toOn: values['to_on'] ?? '' };
  const problems = await problemsOf(visit, cover, form['step'] === 'put');
  if (problems.length > 0) return showForm(visit, { values, problems }, 422);
  if (form['step'] === 'put') return reply.redirect(withDone(settingsPath, 'cover_added'), 303);
  const approvers = await readApprovers(ctx.db);
  return showPreview(visit, { cover, adds: true, action: `${settingsPath}/covers`, hidden: values, after: { ...approvers, covers: [...approvers.covers, asRule(cover)] } });
}

/** What the removal of a cover would change. Nothing is removed by looking. */
export async function showCoverRemoval(visit: SettingsVisit, id: string): Promise<unknown> {
  const cover = await readCover(visit.ctx.db, id);
  if (!cover) throw new RuleViolation('not_found', 'There is no such cover.');
  const { people, covers } = await readApprovers(visit.ctx.db);
  const rule = asRule(cover);
  const after = { people, covers: covers.filter(each => !(each.personId === rule.personId && each.fromOn === rule.fromOn && each.toOn === rule.toOn)) };
  return showPreview(visit, { cover, adds: false, action: `${settingsPath}/covers/${id}`, hidden: {}, after });
}

export async function receiveCoverRemoval(visit: SettingsVisit, id: string): Promise<unknown> {
  const { ctx, reply } = visit;
  const form = formFields(visit.request.body, ['csrf', 'step']);
  refuseForeignForm(visit.visitor, form.csrf);
  const cover = await readCover(ctx.db, id);
  if (cover) await unitOfWork(ctx.pool, db => removeCover(db, { id, userId: cover.userId }, byVisitor(visit)));
  return reply.redirect(withDone(settingsPath, 'cover_removed'), 303);
}

/** What speaks against a cover, beside its field; with `note` it is noted where nothing does. */
async function problemsOf(visit: SettingsVisit, cover: Cover, note: boolean): Promise<SettingsProblem[]> {
  const { ctx } = visit;
  const lacking = [
    ...(['userId', 'coverUserId'] as const).filter(part => cover[part] === '').map(part => ({ field: fieldOf[part], code: 'person_required' as const })),
    ...(['fromOn', 'toOn'] as const).filter(part => !isIsoDate(cover[part])).map(part => ({ field: fieldOf[part], code: 'date_unreadable' as const })),
  ];
  if (lacking.length > 0) return lacking;
  try {
    if (note) await unitOfWork(ctx.pool, db => addCover(db, cover, byVisitor(visit)));
    else await refuseWrongCover(ctx.db, cover);
    return [];
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    return [await problemOf(ctx, error)];
  }
}

const fieldOf = { userId: 'user_id', coverUserId: 'cover_user_id', fromOn: 'from_on', toOn: 'to_on' } as const;

async function problemOf(ctx: SettingsVisit['ctx'], { code, data }: RuleViolation): Promise<SettingsProblem> {
  if (code === 'not_found') return { field: 'user_id', code: 'person_not_allowed' };
  if (code === 'unknown_user') return { field: 'cover_user_id', code: 'person_not_allowed' };
  if (data['pointer'] === '#/cover_user_id') return { field: 'cover_user_id', code: 'covers_himself' };
  if (data['pointer'] === '#/to_on') return { field: 'to_on', code: 'ends_before' };
  const other = await readCover(ctx.db, String(data['cover_id']));
  return { field: 'from_on', code: 'cover_overlaps', days: { fromOn: other?.fromOn ?? '', toOn: other?.toOn ?? '' } };
}

const asRule = ({ userId, coverUserId, fromOn, toOn }: Cover): Approvers['covers'][number] => ({ personId: userId, coverId: coverUserId, fromOn, toOn });

type Preview = Readonly<{ cover: Cover; adds: boolean; action: string; hidden: Readonly<Record<string, string>>; after: Approvers }>;

async function showPreview(visit: SettingsVisit, { cover, adds, action, hidden, after }: Preview): Promise<unknown> {
  const { ctx, reply } = visit;
  const [users, { frame, reader }] = await Promise.all([listUsers(ctx.db), settingsFrame(visit, settingsPath)]);
  const name = (id: string): string => users.find(user => user.id === id)?.name ?? '';
  const value = { cover: { name: name(cover.userId), byName: name(cover.coverUserId), fromOn: cover.fromOn, toOn: cover.toOn } };
  const differences: SettingDifference[] = [{ what: 'cover', before: adds ? null : value, after: adds ? value : null }];
  const view = {
    frame,
    currency: '',
    about: { kind: 'cover' } as const,
    stale: false,
    problems: [],
    differences,
    routes: null,
    steps: await movedSteps(ctx, after),
    warnings: [],
    action,
    hidden,
    mayMend: adds,
  };
  return sendPage(reply, renderChangePreviewPage(view, reader));
}

async function showForm(visit: SettingsVisit, form: SettingsForm, status = 200): Promise<unknown> {
  const { ctx, reply } = visit;
  const [users, policy, { frame, reader }] = await Promise.all([listUsers(ctx.db), readPolicy(ctx.db), settingsFrame(visit, `${settingsPath}/covers/new`)]);
  const people = users.filter(user => user.active).map(({ id, name }) => ({ id, name }));
  return sendPage(reply, renderCoverFormPage({ frame, people, todayOn: dateInZone(ctx.now().toISOString(), policy.zone), form }, reader), status);
}
