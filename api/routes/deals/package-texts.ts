import type { z } from 'zod';
import { readDealHead, readNames } from '../../../db/read/deal-record.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { diffPackages } from '../../../domain/quote/diff-packages.ts';
import type { PackageContent } from '../../../domain/quote/package.ts';
import { termAuthorIds } from '../../../domain/quote/term-stamps.ts';
import type { BothTexts } from '../../problem/both-texts.ts';
import { presentAuthor } from '../../schemas/author.ts';
import type { PackageDraft } from '../../schemas/package-draft.ts';
import { presentChange } from './present-change.ts';
import { presentDraft } from './present-draft.ts';

type Shown = z.output<typeof PackageDraft>;
type Standing = Readonly<{ draft: PackageContent; shown: Shown; etag: string }>;

/** The draft of a deal with who changed it last, and its ETag. Throws `not_found` where the deal has no package of its own. */
export async function readDraft(db: Db, dealId: string): Promise<Standing> {
  const { deal } = await readDealHead(db, dealId);
  const { draft, draftRevision: revision, draftChangedBy: by, draftChangedAt: changed_at } = deal;
  if (draft === null || draft.lines.length === 0) throw new RuleViolation('not_found', 'This deal has no package: its invoice was issued elsewhere.');
  const names = await readNames(db, [...termAuthorIds(draft), by?.id ?? null]);
  const shown = { object: 'package_draft' as const, deal_id: deal.id, revision, changed_by: by === null ? null : presentAuthor(by, names), changed_at, content: presentDraft(draft, names) };
  return { draft, shown, etag: `"${revision}"` };
}

/** The draft as it is beside what a change would make of it: for whoever changed it from an older one. */
export async function packageTexts(db: Db, dealId: string, change: (draft: PackageContent) => PackageContent): Promise<BothTexts> {
  const { draft, shown, etag } = await readDraft(db, dealId);
  const asked = change(draft);
  const differences = diffPackages(draft, asked).map(presentChange);
  return {
    current: { ...shown, etag },
    yours: { content: presentDraft(asked, await readNames(db, termAuthorIds(asked))) },
    differences: differences.map(({ was: current, now: yours, ...place }) => ({ ...place, current, yours })),
  };
}
