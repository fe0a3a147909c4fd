import { readNotes } from '../pages/read-notes.ts';
import type { dealEvent } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { readNames } from './deal-record.ts';

type EventRow = typeof dealEvent.$inferSelect;

/** `names` by the id of a person, key or customer, `notes` by the id of a note. */
export type EventWords = Readonly<{ names: ReadonlyMap<string, string>; notes: ReadonlyMap<string, string> }>;

/** What events name by id and a reader wants in words: who did it, who has agreed, and the reason that was given. */
export async function readEventWords(db: Db, events: readonly EventRow[]): Promise<EventWords> {
  const names = await readNames(db, events.flatMap(idsOf));
  const notes = await readNotes(
    db,
    events.flatMap(event => textAt(event, 'noteId') ?? []),
  );
  return { names, notes };
}

const idsOf = (event: EventRow): (string | null)[] => [event.actor.id, textAt(event, 'approverId')];

/** A field of an event's data where it is a text; null where the event has none. */
export function textAt({ data }: Pick<EventRow, 'data'>, field: string): string | null {
  const value = data[field];
  return typeof value === 'string' && value !== '' ? value : null;
}
