import { lastAuthorOf } from '../../../db/changes/last-author.ts';
import { listCoversFrom, readCover } from '../../../db/pages/read-covers.ts';
import { addCover, refuseWrongCover } from '../../../db/people/change-people.ts';
import { readApprovers } from '../../../db/read/approvers.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { type CoverRow, listUsers } from '../../../db/read/people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { isIsoDate } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderCoverFormPage } from '../../../templates/pages/render-setting-forms.ts';
import type { SettingsForm, SettingsProblem } from '../../../templates/pages/views/settings-view.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { type Cover, coverFields, coverOf, fieldOf, namedCover } from './cover-fields.ts';
import { asRule, showCoverPreview } from './cover-preview.ts';
import { byVisitor, type SettingsVisit, settingsFrame, settingsPath, typedValues, untouched } from './settings-visit.ts';

const fieldNames: readonly string[] = ['csrf', 'step', 'seen', ...coverFields];

export const showCoverForm = (visit: SettingsVisit): Promise<unknown> => showForm(visit, { form: untouched({}) });

/** `POST /settings/approvals/covers`: a cover is looked at, mended, or noted. */
export async function receiveCover(visit: SettingsVisit): Promise<unknown> {
  const { ctx, reply } = visit;
  const form = formFields(visit.request.body, fieldNames);
  refuseForeignForm(visit.visitor, form['csrf']);
  const values = typedValues(form);
  if (form['step'] === 'mend') return showForm(visit, { form: untouched(values) });
  const cover = coverOf(values);
  const { problems, inTheWay } = await objectionsTo(visit, cover, form['step'] === 'put');
  if (problems.length > 0) return showForm(visit, { form: { values, problems }, cover, inTheWay });
  if (form['step'] === 'put') return reply.redirect(withDone(settingsPath, 'cover_added'), 303);
  const approvers = await readApprovers(ctx.db);
  return showCoverPreview(visit, { cover, adds: true, former: null, action: `${settingsPath}/covers`, hidden: values, after: { ...approvers, covers: [...approvers.covers, asRule(cover)] } });
}

type Objections = Readonly<{ problems: readonly SettingsProblem[]; inTheWay: CoverRow | null }>;

/** What speaks against a cover, beside its field, and the other cover that is in its way; with `note` it is noted where nothing does. */
async function objectionsTo(visit: SettingsVisit, cover: Cover, note: boolean): Promise<Objections> {
  const { ctx } = visit;
  const lacking = [
    ...(['userId', 'coverUserId'] as const).filter(part => cover[part] === '').map(part => ({ field: fieldOf[part], code: 'person_required' as const })),
    ...(['fromOn', 'toOn'] as const).filter(part => !isIsoDate(cover[part])).map(part => ({ field: fieldOf[part], code: 'date_unreadable' as const })),
  ];
  if (lacking.length > 0) return { problems: lacking, inTheWay: null };
  try {
    if (note) await unitOfWork(ctx.pool, db => addCover(db, cover, byVisitor(visit)));
    else await refuseWrongCover(ctx.db, cover);
    return { problems: [], inTheWay: null };
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    const inTheWay = typeof error.data['cover_id'] === 'string' ? await readCover(ctx.db, error.data['cover_id']) : null;
    return { problems: [problemOf(error, inTheWay)], inTheWay };
  }
}

function problemOf({ code, data }: RuleViolation, inTheWay: CoverRow | null): SettingsProblem {
  if (code === 'not_found') return { field: 'user_id', code: 'person_not_allowed' };
  if (code === 'unknown_user') return { field: 'cover_user_id', code: 'person_not_allowed' };
  if (data['pointer'] === '#/cover_user_id') return { field: 'cover_user_id', code: 'covers_himself' };
  if (data['pointer'] === '#/to_on') return { field: 'to_on', code: 'ends_before' };
  return { field: 'from_on', code: 'cover_overlaps', days: { fromOn: inTheWay?.fromOn ?? '', toOn: inTheWay?.toOn ?? '' } };
}

type Shown = Readonly<{ form: SettingsForm; cover?: Cover; inTheWay?: CoverRow | null }>;

/** The form, with the covers there were when it was begun: one in its way that is not among them was noted meanwhile, and is shown beside what was typed. */
async function showForm(visit: SettingsVisit, { form, cover, inTheWay = null }: Shown): Promise<unknown> {
  const { ctx, reply } = visit;
  const nowAt = ctx.now().toISOString();
  const [users, policy, covers, { frame, reader }] = await Promise.all([listUsers(ctx.db), readPolicy(ctx.db), listCoversFrom(ctx.db, nowAt), settingsFrame(visit, `${settingsPath}/covers/new`)]);
  const people = users.filter(user => user.active).map(({ id, name }) => ({ id, name }));
  const begun = form.values['seen'];
  const isNew = cover !== undefined && inTheWay !== null && covers.some(each => each.id === inTheWay.id) && begun !== undefined && !begun.split(' ').includes(shortId(inTheWay));
  const by = isNew ? await lastAuthorOf(ctx.db, { subjectId: inTheWay.id, kinds: ['cover.created'] }) : null;
  const conflict = isNew ? { by, parts: [{ what: 'cover' as const, began: null, now: namedCover(inTheWay, users), yours: namedCover(cover, users) }], others: [] } : null;
  const seen = begun === undefined || isNew ? covers.map(shortId).join(' ') : begun;
  return sendPage(reply, renderCoverFormPage({ frame, people, todayOn: dateInZone(nowAt, policy.zone), seen, form, conflict }, reader), isNew ? 409 : form.problems.length > 0 ? 422 : 200);
}

/** Enough of an id to know it again among the covers of a company; a form carries one of each. */
const shortId = ({ id }: CoverRow): string => id.slice(-8);
