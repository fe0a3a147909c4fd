import { eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { PackageContent } from '../../domain/quote/package.ts';
import type { QuoteTotals } from '../../domain/quote/totals.ts';
import { deal } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { DealRow } from './create-deal.ts';

export type DraftChange = Readonly<{ dealId: string; draftRevision: number; change: (draft: PackageContent) => { content: PackageContent; totals: QuoteTotals } }>;

/** Stages at which a package may still change (API.md, Deals). */
const changeable = ['quoting', 'approving', 'accepting'];

/**
 * Changes the draft of a deal if it still is at the revision that its reader saw; answers the row with its new revision.
 * Throws `not_found`, `precondition_failed` (with the present revision) and `wrong_stage`.
 */
export async function changeDraft(db: Db, { dealId, draftRevision, change }: DraftChange): Promise<DealRow> {
  const [row] = await db.select().from(deal).where(eq(deal.id, dealId)).for('update');
  if (!row) throw new RuleViolation('not_found', `There is no deal ${dealId}.`);
  if (!changeable.includes(row.stage) || row.draft === null) throw new RuleViolation('wrong_stage', 'The package can no longer be changed at this stage.', { stage: row.stage });
  if (row.draftRevision !== draftRevision) throw new RuleViolation('precondition_failed', 'The package has changed since it was read.', { current_revision: row.draftRevision });
  const { content, totals } = change(row.draft);
  const { netMinor, vatMinor, grossMinor } = totals;
  const [changed] = await db
    .update(deal)
    .set({ draft: content, title: content.title, language: content.language, draftRevision: draftRevision + 1, netMinor, vatMinor, grossMinor })
    .where(eq(deal.id, dealId))
    .returning();
  return changed ?? row;
}
