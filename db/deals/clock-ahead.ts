import { eq } from 'drizzle-orm';
import { deal } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Notes how far a deal's clock runs ahead of the real one; the recording step notes the same with its next event. */
export async function noteClockAhead(db: Db, dealId: string, aheadMs: number): Promise<void> {
  await db
    .update(deal)
    .set({ clockAheadMs: Math.max(0, aheadMs) })
    .where(eq(deal.id, dealId));
}
