import { lastAuthorOf } from '../../../db/changes/last-author.ts';
import { readCover } from '../../../db/pages/read-covers.ts';
import { removeCover } from '../../../db/people/change-people.ts';
import { readApprovers } from '../../../db/read/approvers.ts';
import { type CoverRow, listCovers } from '../../../db/read/people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { type Cover, coverFields, coverOf, fieldsOfCover } from './cover-fields.ts';
import { asRule, showCoverPreview } from './cover-preview.ts';
import { byVisitor, type SettingsVisit, settingsPath, typedValues } from './settings-visit.ts';

/** What the removal of a cover would change. Nothing is removed by looking. */
export async function showCoverRemoval(visit: SettingsVisit, id: string): Promise<unknown> {
  const cover = await readCover(visit.ctx.db, id);
  if (!cover) throw new RuleViolation('not_found', 'There is no such cover.');
  return lookAt(visit, cover, null);
}

/** Removes a cover. Where it is gone already and another one stands on its days, that one is shown beside it, and goes only after it has been looked at. */
export async function receiveCoverRemoval(visit: SettingsVisit, id: string): Promise<unknown> {
  const { ctx, reply } = visit;
  const form = formFields(visit.request.body, ['csrf', 'step', ...coverFields]);
  refuseForeignForm(visit.visitor, form['csrf']);
  const cover = await readCover(ctx.db, id);
  const former = coverOf(typedValues(form));
  await unitOfWork(ctx.pool, db => removeCover(db, { id, userId: cover?.userId ?? former.userId }, byVisitor(visit)));
  const instead = cover ? undefined : (await listCovers(ctx.db, former.userId)).find(each => each.fromOn <= former.toOn && former.fromOn <= each.toOn);
  return instead ? lookAt(visit, instead, former) : reply.redirect(withDone(settingsPath, 'cover_removed'), 303);
}

async function lookAt(visit: SettingsVisit, cover: CoverRow, former: Cover | null): Promise<unknown> {
  const { people, covers } = await readApprovers(visit.ctx.db);
  const rule = asRule(cover);
  const after = { people, covers: covers.filter(each => !(each.personId === rule.personId && each.fromOn === rule.fromOn && each.toOn === rule.toOn)) };
  const by = former === null ? null : await lastAuthorOf(visit.ctx.db, { subjectId: cover.id, kinds: ['cover.created'] });
  return showCoverPreview(visit, { cover, adds: false, former, by, action: `${settingsPath}/covers/${cover.id}`, hidden: fieldsOfCover(cover), after });
}
