import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import type { invoice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { planWatches } from '../../domain/delivery/plan-watches.ts';
import type { WatchPlan } from '../../workflows/ports.ts';

/** What is watched over an invoice by the policy in force, from what is on record about its sending and its opening. */
export async function watchesOf(db: Db, row: typeof invoice.$inferSelect, now: string): Promise<WatchPlan[]> {
  const policy = await readPolicy(db);
  const { external, sentAt, viewedAt, issuedAt } = row;
  return planWatches({ issuedAt: issuedAt ?? now, external, sentAt, viewedAt, ...policy.watches, calendar: await readCalendar(db, policy) });
}
