import { and, desc, eq, ne, sql } from 'drizzle-orm';
import { deliveryReport } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { ReportRow } from './take-report.ts';

export type ReportQuery = Readonly<{ isMatched?: boolean | undefined; letterId?: string | undefined; after: readonly string[] | null; limit: number }>;

/** Delivery reports, the newest first; one more than the page holds. */
export async function listReports(db: Db, { isMatched, letterId, after, limit }: ReportQuery): Promise<ReportRow[]> {
  const wanted = and(
    isMatched === undefined ? undefined : isMatched ? ne(deliveryReport.meaning, 'unmatched') : eq(deliveryReport.meaning, 'unmatched'),
    letterId === undefined ? undefined : eq(deliveryReport.letterId, letterId),
    after === null ? undefined : sql`(${deliveryReport.receivedAt}, ${deliveryReport.id}) < (${after[0]}::timestamptz, ${after[1]})`,
  );
  return db
    .select()
    .from(deliveryReport)
    .where(wanted)
    .orderBy(desc(deliveryReport.receivedAt), desc(deliveryReport.id))
    .limit(limit + 1);
}
