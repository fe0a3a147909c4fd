import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { deal, dealOutbox } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/**
 * Has every deal under approval plan its open step anew, for people, covers or the calendar have changed: the relay tells each
 * process (Q2C.md 3). Belongs into the transaction of the change itself.
 */
export async function tellApprovingDeals(db: Db, now: string): Promise<void> {
  const approving = await db.select({ id: deal.id }).from(deal).where(eq(deal.stage, 'approving'));
  if (approving.length === 0) return;
  const change = `approvers-${randomBytes(12).toString('hex')}`;
  const actor = { type: 'system', id: 'company' };
  await db.insert(dealOutbox).values(approving.map(({ id }) => ({ id: `${change}-${id}`, dealId: id, message: 'approvers_changed', payload: { command_id: change, actor }, createdAt: now })));
}
