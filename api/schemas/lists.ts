import { z } from 'zod';
import { isIsoDate } from '../../domain/calendar/iso-date.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { Id } from './primitives.ts';

export const Limit = z.coerce.number().int().min(1).max(200).default(50);
export const Cursor = z.string().max(500);
/** A yes or no in a query string. */
export const Flag = z.enum(['true', 'false']).transform(text => text === 'true');

/** A page of a list: `next_cursor` asks for the next one. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ object: z.literal('list'), data: z.array(item), has_more: z.boolean(), next_cursor: z.string().nullable() });

export type Page<T> = { object: 'list'; data: T[]; has_more: boolean; next_cursor: string | null };

/** Cuts what was read, one row more than asked for, into a page. `placeOf` names the row after which the next page begins. */
export function pageOf<Row, T>(rows: readonly Row[], limit: number, present: { placeOf: (row: Row) => readonly string[]; item: (row: Row) => T }): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { object: 'list', data: shown.map(present.item), has_more: more, next_cursor: more ? Buffer.from(JSON.stringify(present.placeOf(last))).toString('base64url') : null };
}

/** What stands after a place in rows that are made in memory, in the order of their places; all of them without one. */
export function placedAfter<Row>(rows: readonly Row[], after: readonly string[] | null, placeOf: (row: Row) => readonly string[]): readonly Row[] {
  return after === null ? rows : rows.filter(row => isAfter(placeOf(row), after));
}

function isAfter(place: readonly string[], other: readonly string[]): boolean {
  const at = place.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (place[at] ?? '') > (other[at] ?? '');
}

/** Everything in one page: for lists that are short by nature. */
export const wholeList = <T>(data: T[]): Page<T> => ({ object: 'list', data, has_more: false, next_cursor: null });

/** What a part of a cursor is: an instant, a day, an id, a whole number; `any` where the database compares it as text. */
type CursorPart = 'at' | 'on' | 'id' | 'number' | 'any';

/** The place a cursor names, part by part; throws `validation_failed` for anything that we did not write. */
export function readCursor(cursor: string | undefined, parts: number | readonly CursorPart[]): string[] | null {
  if (cursor === undefined) return null;
  const kinds = typeof parts === 'number' ? Array.from({ length: parts }, (): CursorPart => 'any') : parts;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && place.length === kinds.length && place.every((part, at) => isPart(part, kinds[at] ?? 'any'))) return place;
  } catch {
    // Falls through: a text that is no JSON is a wrong cursor like any other.
  }
  throw new RuleViolation('validation_failed', 'The cursor is not one of ours.', { pointer: '?cursor' });
}

function isPart(part: unknown, kind: CursorPart): part is string {
  if (typeof part !== 'string') return false;
  switch (kind) {
    case 'at':
      return !Number.isNaN(Date.parse(part)) && new Date(part).toISOString() === part;
    case 'on':
      return isIsoDate(part);
    case 'id':
      return Id.safeParse(part).success;
    case 'number':
      return /^\d{1,9}$/.test(part);
    case 'any':
      return true;
  }
}
