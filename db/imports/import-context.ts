import { asc, desc } from 'drizzle-orm';
import { localInstant } from '../../domain/calendar/zone.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type PolicyVersion, readPoliciesInForce } from '../read/reminder-policies.ts';
import { type Actor, appUser, bankAccount, company, type Language } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** What every row of an import is judged by, read once. */
export type ImportContext = Readonly<{
  zone: string;
  language: Language;
  /** Currency → the account that invoices in it are paid to. */
  accountIds: ReadonlyMap<string, string>;
  ownerIds: ReadonlyMap<string, string>;
  firstOwnerId: string;
  reminderPolicies: readonly PolicyVersion[];
  actor: Actor;
  now: string;
}>;

/** Throws `unknown_account` without a bank account of the company, `unknown_user` where nobody could hold the deals. */
export async function readImportContext(db: Db, { actor, now }: { actor: Actor; now: string }): Promise<ImportContext> {
  const [seller] = await db.select({ zone: company.zone, language: company.language }).from(company).limit(1);
  if (!seller) throw new Error('the company has not been set up');
  const accountIds = await readDefaultAccounts(db);
  if (accountIds.size === 0) throw new RuleViolation('unknown_account', 'The company has no bank account that invoices could be paid to.');
  const people = (await db.select().from(appUser).orderBy(asc(appUser.createdAt), asc(appUser.id))).filter(person => person.active);
  const first = people.find(person => person.roles.includes('seller')) ?? people.find(person => person.roles.includes('manager'));
  if (!first) throw new RuleViolation('unknown_user', 'There is neither a seller nor a manager to hold the imported deals.');
  const ownerIds = new Map(people.map(person => [person.email.toLowerCase(), person.id]));
  const language = seller.language === 'kk' || seller.language === 'en' ? seller.language : 'ru';
  return { zone: seller.zone, language, accountIds, ownerIds, firstOwnerId: first.id, reminderPolicies: await readPoliciesInForce(db), actor, now };
}

/** Of each currency the default account, or else the first by its id. */
async function readDefaultAccounts(db: Db): Promise<ReadonlyMap<string, string>> {
  const accounts = await db.select({ id: bankAccount.id, currency: bankAccount.currency }).from(bankAccount).orderBy(desc(bankAccount.isDefault), asc(bankAccount.id));
  // Of two accounts of one currency the later entry would win.
  return new Map(accounts.toReversed().map(({ id, currency }) => [currency, id]));
}

/** A day of which no hour is known stands for its noon in the company's zone, but never for a moment to come. */
export function noonOf(on: string, { zone, now }: Pick<ImportContext, 'zone' | 'now'>): string {
  const noon = localInstant(on, '12:00', zone);
  return noon < now ? noon : now;
}
