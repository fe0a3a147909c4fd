import { z } from 'zod';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

/** The query of a list; a cursor is opaque to whoever carries it. */
export const pageQuery = { cursor: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

/** A place in a list as text that names nothing. */
export function cursorOf(place: readonly [string, string]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads a cursor that a list has given out. Throws `validation_failed` for any other text. */
export function placeOf(cursor: string | undefined): readonly [string, string] | null {
  if (cursor === undefined) return null;
  try {
    const place = z.tuple([z.string().regex(/^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/), z.string().max(64)]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return place;
  } catch {
    throw new RuleViolation('validation_failed', 'The cursor was not given out by this list.', { pointer: '?cursor' });
  }
}

/** A page of a list: one row more than asked for was read, to know whether there is another page. */
export function pageOf<Row>(rows: readonly Row[], limit: number, place: (row: Row) => readonly [string, string]): { rows: readonly Row[]; has_more: boolean; next_cursor: string | null } {
  const shown = rows.slice(0, limit), last = shown.at(-1), has_more = rows.length > limit;
  return { rows: shown, has_more, next_cursor: has_more && last !== undefined ? cursorOf(place(last)) : null };
}
