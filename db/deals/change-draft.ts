import { desc, eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { canonicalJson } from '../../domain/quote/canonical-package.ts';
import type { PackageContent } from '../../domain/quote/package.ts';
import type { QuoteTotals } from '../../domain/quote/totals.ts';
import { type Actor, deal, dealOutbox, packageVersion } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { DealRow } from './create-deal.ts';

export type DraftChange = Readonly<{
  dealId: string;
  draftRevision: number;
  change: (draft: PackageContent) => PackageContent;
  price: (content: PackageContent) => QuoteTotals;
  actor: Actor;
  /** By the deal's own clock, and by the real one, by which the news goes out. */
  at: string;
  now: string;
}>;

/** Stages at which a package may still change (API.md, Deals). */
const changeable = ['quoting', 'approving', 'accepting'];

/**
 * Changes the draft of a deal if it still is at the revision that its reader saw, and puts the news for the process into the outbox in the same unit of work:
 * either nothing is changed, or the process will learn of it. The sums of the row are the draft's in `quoting` only; later they are those of the version that the
 * approvers have before them, and follow when the process has made the next one. Answers the outbox id; a repeat of the same change answers it again.
 * Throws `not_found`, `precondition_failed` (with the present revision) and `wrong_stage`.
 */
export async function changeDraft(db: Db, { dealId, draftRevision, change, price, actor, at, now }: DraftChange): Promise<string> {
  const [row] = await db.select().from(deal).where(eq(deal.id, dealId)).for('update');
  if (!row) throw new RuleViolation('not_found', `There is no deal ${dealId}.`);
  if (isChanged(row, { draftRevision, change })) return keepNews(db, row, { actor, now });
  if (!changeable.includes(row.stage) || row.draft === null) throw new RuleViolation('wrong_stage', 'The package can no longer be changed at this stage.', { stage: row.stage });
  if (row.draftRevision !== draftRevision) throw new RuleViolation('precondition_failed', 'The package has changed since it was read.', { current_revision: row.draftRevision });
  const content = change(row.draft);
  const { netMinor, vatMinor, grossMinor } = price(content);
  const sums = row.stage === 'quoting' ? { netMinor, vatMinor, grossMinor } : {};
  const changed = { draft: content, title: content.title, language: content.language, draftRevision: draftRevision + 1, draftChangedBy: actor, draftChangedAt: at };
  await db
    .update(deal)
    .set({ ...changed, ...sums })
    .where(eq(deal.id, dealId));
  return keepNews(db, { ...row, ...changed }, { actor, now });
}

/** Whether the draft already is what a change from this revision makes of it. */
export function isChanged({ draft, draftRevision: present }: DealRow, { draftRevision, change }: Pick<DraftChange, 'draftRevision' | 'change'>): boolean {
  return draft !== null && present === draftRevision + 1 && canonicalJson(change(draft)) === canonicalJson(draft);
}

/** Whether a change asks for what the draft at its revision says already: nobody is asked again for it. */
export function changesNothing({ draft, draftRevision: present }: DealRow, { draftRevision, change }: Pick<DraftChange, 'draftRevision' | 'change'>): boolean {
  return draft !== null && present === draftRevision && canonicalJson(change(draft)) === canonicalJson(draft);
}

/**
 * The draft becomes the version frozen last again, where the process refused its change: by then the deal had gone on to where nothing is changed any more.
 * One that ended before its first version keeps the draft; it was offered to nobody.
 */
export async function takeBackDraft(db: Db, dealId: string): Promise<void> {
  await db.select({ id: deal.id }).from(deal).where(eq(deal.id, dealId)).for('update');
  const [frozen] = await db.select().from(packageVersion).where(eq(packageVersion.dealId, dealId)).orderBy(desc(packageVersion.version)).limit(1);
  if (!frozen) return;
  const { content, netMinor, vatMinor, grossMinor } = frozen;
  await db.update(deal).set({ draft: content, title: content.title, language: content.language, netMinor, vatMinor, grossMinor }).where(eq(deal.id, dealId));
}

/** One revision is one command: however often it is told, the process takes it once (INV-8). */
async function keepNews(db: Db, { id: dealId, draftRevision }: DealRow, { actor, now }: { actor: Actor; now: string }): Promise<string> {
  const id = `package-${dealId}-${draftRevision}`;
  await db
    .insert(dealOutbox)
    .values({ id, dealId, message: 'change_package', payload: { draft_revision: draftRevision, command_id: id, actor }, createdAt: now })
    .onConflictDoNothing();
  return id;
}
