import { listUsers, type UserRow } from '../read/people.ts';
import type { Db } from '../unit-of-work.ts';

export type PersonRow = UserRow;

/** Everybody of the company by id, those who have left included, in the order in which they came. */
export async function readPeople(db: Db): Promise<ReadonlyMap<string, PersonRow>> {
  const rows = await listUsers(db);
  return new Map(rows.map(row => [row.id, row]));
}
