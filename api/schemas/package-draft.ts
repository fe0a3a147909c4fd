import { z } from 'zod';
import { Author } from './author.ts';
import { At, Id } from './primitives.ts';
import { conflictOf } from './problem.ts';

const kind = z.enum(['added', 'removed', 'changed']);
const place = { kind, subject: z.enum(['line', 'terms']), path: z.string(), line: z.string().nullable() };

/** One difference between two packages. */
export const PackageChange = z.object({ ...place, was: z.unknown(), now: z.unknown() });

/** The draft as it is, by whom and since when; null of a draft from before that was noted. */
const draft = { object: z.literal('package_draft'), deal_id: Id, revision: z.int(), changed_by: Author.nullable(), changed_at: At.nullable(), content: z.unknown() };
export const PackageDraft = z.object(draft);

/** `yours`: the package that the request would make of the draft as it is now, in the form in which it can be sent again. */
export const packageConflict = conflictOf({
  id: 'PackageConflict',
  current: z.object({ ...draft, etag: z.string() }),
  yours: z.object({ content: z.unknown() }),
  difference: z.object({ ...place, current: z.unknown(), yours: z.unknown() }),
});
