import { asc, desc, eq } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { bankAccount } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type AccountRow = typeof bankAccount.$inferSelect;

export async function listAccounts(db: Db): Promise<AccountRow[]> {
  return db.select().from(bankAccount).orderBy(desc(bankAccount.isDefault), asc(bankAccount.currency), asc(bankAccount.id));
}

/** One account of the company; throws `not_found`. */
export async function readAccount(db: Db, id: string): Promise<AccountRow> {
  const [row] = await db.select().from(bankAccount).where(eq(bankAccount.id, id));
  if (!row) throw new RuleViolation('not_found', `There is no bank account ${id}.`);
  return row;
}
