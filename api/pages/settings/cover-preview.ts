import type { Approvers } from '../../../db/read/approvers.ts';
import { listUsers } from '../../../db/read/people.ts';
import { renderChangePreviewPage } from '../../../templates/pages/render-change-preview.ts';
import type { ConflictPart, SettingConflict } from '../../../templates/pages/views/settings-view.ts';
import { sendPage } from '../send-page.ts';
import { type Cover, namedCover } from './cover-fields.ts';
import { movedSteps } from './moved-steps.ts';
import { type SettingsVisit, settingsFrame, settingsPath } from './settings-visit.ts';

/** `former`: the cover that a form was to remove, where this one has taken its place meanwhile, noted by `by`. `after`: everybody and every cover once it is done. */
export type CoverPreview = Readonly<{ cover: Cover; adds: boolean; former: Cover | null; by?: SettingConflict['by']; action: string; hidden: Readonly<Record<string, string>>; after: Approvers }>;

/** What a cover, or its removal, would change: itself, and the open tasks that pass. */
export async function showCoverPreview(visit: SettingsVisit, { cover, adds, former, by = null, action, hidden, after }: CoverPreview): Promise<unknown> {
  const { ctx, reply } = visit;
  const [users, { frame, reader }] = await Promise.all([listUsers(ctx.db), settingsFrame(visit, settingsPath)]);
  const value = namedCover(cover, users);
  const parts: ConflictPart[] = former === null ? [] : [{ what: 'cover', began: namedCover(former, users), now: value, yours: null }];
  const view = {
    ...{ frame, currency: '', about: { kind: 'cover' } as const, conflict: former === null ? null : { by, parts, others: [] }, problems: [], routes: null, warnings: [] },
    differences: [{ what: 'cover' as const, before: adds ? null : value, after: adds ? value : null }],
    steps: await movedSteps(ctx, after),
    ...{ action, hidden, mayMend: adds },
  };
  return sendPage(reply, renderChangePreviewPage(view, reader), former === null ? 200 : 409);
}

/** A cover as the choice of an approver looks at it. */
export const asRule = ({ userId, coverUserId, fromOn, toOn }: Cover): Approvers['covers'][number] => ({ personId: userId, coverId: coverUserId, fromOn, toOn });
