import { eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import type { AccountRow } from '../read/bank-accounts.ts';
import { bankAccount } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** Says up to when an account's statements are complete, and whether it has a feed at all. Throws `not_found`. */
export async function changeAccount(db: Db, id: string, { change, by }: { change: Partial<Pick<AccountRow, 'watermarkAt' | 'hasFeed'>>; by: By }): Promise<AccountRow> {
  const [before] = await db.select().from(bankAccount).where(eq(bankAccount.id, id)).for('update');
  if (!before) throw new RuleViolation('not_found', `There is no bank account ${id}.`);
  if (Object.keys(change).length === 0) return before;
  const [row = before] = await db.update(bankAccount).set(change).where(eq(bankAccount.id, id)).returning();
  await recordChange(db, by, { what: 'bank_account.changed', subjectId: id, before, after: row });
  return row;
}
