import { isDeepStrictEqual } from 'node:util';
import { type Actor, type ChangedFields, type ChangeKind, change } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Who does something, and when. */
export type By = Readonly<{ actor: Actor; now: string }>;
/** What was done to what. `before` and `after` are the fields of the subject that people may read; null where there was or is none. */
export type Change = Readonly<{ what: ChangeKind; subjectId: string; before: ChangedFields | null; after: ChangedFields | null }>;

/** The company's file, put in force by whoever runs the machine. */
export const setUpActor: Actor = { type: 'system', id: 'set-up' };

/** Notes who changed what (AU2). Belongs into the transaction of the change itself. Of a changed subject only the fields that differ are kept; where none do, nothing is noted. */
export async function recordChange(db: Db, { actor, now }: By, { before, after, ...about }: Change): Promise<void> {
  const sides = before && after ? differing(before, after) : { before, after };
  if (sides === null) return;
  await db.insert(change).values({ ...about, actor, at: now, ...sides });
}

function differing(before: ChangedFields, after: ChangedFields): Readonly<{ before: ChangedFields; after: ChangedFields }> | null {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(name => !isDeepStrictEqual(before[name], after[name]));
  const of = (side: ChangedFields): ChangedFields => Object.fromEntries(names.map(name => [name, side[name] ?? null]));
  return names.length === 0 ? null : { before: of(before), after: of(after) };
}
