import { company } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type CompanyRow = typeof company.$inferSelect;

/** The selling company, or null while it has not been set up: pages are there before it. */
export async function findCompany(db: Db): Promise<CompanyRow | null> {
  const [row] = await db.select().from(company).limit(1);
  return row ?? null;
}
