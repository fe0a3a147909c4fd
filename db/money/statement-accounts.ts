import { asc, eq, sql } from 'drizzle-orm';
import { addDays } from '../../domain/calendar/iso-date.ts';
import { localInstant } from '../../domain/calendar/zone.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { normaliseAccount } from '../../domain/statements/account-number.ts';
import type { Statement } from '../../domain/statements/statement.ts';
import { type By, recordChange } from '../changes/record-change.ts';
import { bankAccount, company } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type OwnAccount = typeof bankAccount.$inferSelect;

/**
 * Locks the company's accounts that a file speaks of, in id order, so that two files of one account are booked one after the other.
 * Throws `unknown_account` naming the first account that is not the company's, or is not `accountId` where that is given.
 */
export async function lockAccounts(db: Db, statements: readonly Statement[], accountId: string | null): Promise<ReadonlyMap<string, OwnAccount>> {
  const own = new Map((await db.select().from(bankAccount).orderBy(asc(bankAccount.id)).for('update')).map(row => [normaliseAccount(row.iban), row]));
  for (const { account } of statements) {
    const found = own.get(normaliseAccount(account));
    if (found === undefined) throw new RuleViolation('unknown_account', `The statement is of account ${account}, which is not an account of the company.`, { account });
    if (accountId !== null && found.id !== accountId)
      throw new RuleViolation('unknown_account', `The statement is of account ${account}, not of the account ${accountId} asked for.`, { account, account_id: accountId });
  }
  return new Map(statements.flatMap(({ account }) => [[account, own.get(normaliseAccount(account))] as const]).filter((pair): pair is readonly [string, OwnAccount] => pair[1] !== undefined));
}

/**
 * Moves the watermark of each account forward to the end of its statement's last day in the company's zone, never back and never past now:
 * the bank cannot have told what has not happened yet. It is what lets a reminder leave (Q2C.md 5, 6).
 */
export async function moveWatermarks(db: Db, { statements, accounts, by }: { statements: readonly Statement[]; accounts: ReadonlyMap<string, OwnAccount>; by: By }): Promise<void> {
  const [seller] = await db.select({ zone: company.zone }).from(company).limit(1);
  if (!seller) throw new Error('the company has not been set up');
  for (const { account, toOn } of statements) {
    const own = accounts.get(account),
      at = completeUntil(toOn, { zone: seller.zone, now: by.now });
    if (!own) continue;
    const [moved] = await db
      .update(bankAccount)
      .set({ watermarkAt: sql`greatest(coalesce(${bankAccount.watermarkAt}, ${at}::timestamptz), ${at}::timestamptz)` })
      .where(eq(bankAccount.id, own.id))
      .returning({ watermarkAt: bankAccount.watermarkAt });
    if (moved) await recordChange(db, by, { what: 'bank_account.changed', subjectId: own.id, before: { watermarkAt: own.watermarkAt }, after: moved });
  }
}

function completeUntil(lastDayOn: string, { zone, now }: { zone: string; now: string }): string {
  const end = localInstant(addDays(lastDayOn, 1), '00:00', zone);
  return end < now ? end : now;
}
