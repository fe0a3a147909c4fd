import { eq } from 'drizzle-orm';
import { appUser, bankAccount, company, customer, deal } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';

export type CompanyRow = typeof company.$inferSelect;
export type CustomerRow = typeof customer.$inferSelect;
export type DealRow = typeof deal.$inferSelect;
export type UserRow = typeof appUser.$inferSelect;
export type AccountRow = typeof bankAccount.$inferSelect;

/** The selling company; an installation without one cannot write a letter or an invoice. */
export async function loadCompany(db: Db): Promise<CompanyRow> {
  const [row] = await db.select().from(company);
  if (!row) throw new Error('the selling company is not set up yet');
  return row;
}

/** A deal with its customer and its owner. */
export async function loadDeal(db: Db, dealId: string): Promise<{ deal: DealRow; customer: CustomerRow; owner: UserRow }> {
  const [row] = await db.select().from(deal).innerJoin(customer, eq(customer.id, deal.customerId)).innerJoin(appUser, eq(appUser.id, deal.ownerId)).where(eq(deal.id, dealId));
  if (!row) throw new Error(`deal ${dealId} is not in the database`);
  return { deal: row.deal, customer: row.customer, owner: row.app_user };
}

export async function loadUser(db: Db, userId: string): Promise<UserRow> {
  const [row] = await db.select().from(appUser).where(eq(appUser.id, userId));
  if (!row) throw new Error(`person ${userId} is not in the database`);
  return row;
}

export async function loadAccount(db: Db, accountId: string): Promise<AccountRow> {
  const [row] = await db.select().from(bankAccount).where(eq(bankAccount.id, accountId));
  if (!row) throw new Error(`bank account ${accountId} is not in the database`);
  return row;
}

/** The account that new invoices name: the default one of their currency. */
export async function defaultAccount(db: Db, currency: string): Promise<AccountRow | null> {
  const accounts = await db.select().from(bankAccount).where(eq(bankAccount.currency, currency));
  return accounts.find(account => account.isDefault) ?? accounts[0] ?? null;
}
