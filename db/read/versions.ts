import { and, asc, eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { packageVersion } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type VersionRow = typeof packageVersion.$inferSelect;

/** The frozen versions of a deal's package, in their order. */
export async function listVersions(db: Db, dealId: string): Promise<VersionRow[]> {
  return db.select().from(packageVersion).where(eq(packageVersion.dealId, dealId)).orderBy(asc(packageVersion.version));
}

/** One version; throws `not_found`. */
export async function readVersion(db: Db, { dealId, version }: { dealId: string; version: number }): Promise<VersionRow> {
  const [row] = await db
    .select()
    .from(packageVersion)
    .where(and(eq(packageVersion.dealId, dealId), eq(packageVersion.version, version)));
  if (!row) throw new RuleViolation('not_found', `The deal has no version ${version}.`);
  return row;
}
