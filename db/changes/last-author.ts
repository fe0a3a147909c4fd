import { and, desc, eq, inArray, or, sql } from 'drizzle-orm';
import { readNames } from '../read/deal-record.ts';
import { type ChangeKind, change } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Whose change of what is asked for: of one subject, by its kinds, and, where `fields` are named, only a change of one of them. */
export type Asked = Readonly<{ subjectId: string; kinds: readonly ChangeKind[]; fields?: readonly string[] }>;

/** Who made the last such change, by name, and when; null where nobody noted one, or whoever did has no name: the set-up, a part of the engine. */
export async function lastAuthorOf(db: Db, { subjectId, kinds, fields = [] }: Asked): Promise<Readonly<{ name: string; at: string }> | null> {
  const touching = fields.length === 0 ? undefined : or(...fields.map(field => sql`${change.after} ? ${field}`));
  const [last] = await db
    .select({ actor: change.actor, at: change.at })
    .from(change)
    .where(and(eq(change.subjectId, subjectId), inArray(change.what, [...kinds]), touching))
    .orderBy(desc(change.seq))
    .limit(1);
  const name = last && (await readNames(db, [last.actor.id])).get(last.actor.id);
  return last && name !== undefined ? { name, at: last.at } : null;
}
