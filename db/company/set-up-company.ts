import { isDeepStrictEqual } from 'node:util';
import { and, desc, eq, notInArray, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { defaultPolicyId } from '../../domain/dunning/policy.ts';
import { bicFitsIban } from '../../domain/identifiers/bic.ts';
import { recordChange, setUpActor } from '../changes/record-change.ts';
import { stableId } from '../ids.ts';
import { tellApprovingDeals } from '../people/tell-approving-deals.ts';
import { readPolicyInForce } from '../read/reminder-policies.ts';
import { changeReminderPolicy } from '../reminders/change-reminder-policy.ts';
import { bankAccount, company, companyPolicy } from '../schema/index.ts';
import { type Db, unitOfWork } from '../unit-of-work.ts';
import type { CompanyFile } from './company-file.ts';
import { idleRules, putApprovalPolicy } from './put-approval-policy.ts';
import { putCalendar } from './put-calendar.ts';
import { putPeople } from './put-people.ts';

const companyId = 'company';

/** `changed` names what was written, empty where the file says what is on record; `warnings` are doubts for a person to look at. */
export type SetUpReport = Readonly<{ changed: readonly string[]; warnings: readonly string[] }>;

/**
 * Puts a company's file in force in one transaction: requisites, accounts, people with superiors and covers, policies, calendar
 * (docs/set-up.md). The same file again changes nothing; another policy becomes a new version. The approval policy, as the default table with the
 * file's rules, and the default reminder policy are given once: from then on they are changed by their own routes. Each change is noted as the set-up's. `now` is an instant.
 */
export async function setUpCompany(pool: Pool, file: CompanyFile, now: string): Promise<SetUpReport> {
  return unitOfWork(pool, async db => {
    // Two set-ups at once would both find nothing on record; the second waits for the first.
    await db.execute(sql`select pg_advisory_xact_lock(720046)`);
    const idle = await idleRules(db, file);
    const changed = [
      ...(await putRequisites(db, file, now)),
      ...(await putAccounts(db, file, now)),
      ...(await putPeople(db, file, now)),
      ...(await putPolicy(db, file, now)),
      ...(await putApprovalPolicy(db, file, now)),
      ...(await putReminders(db, file, now)),
      ...(await putCalendar(db, file, now)),
    ];
    if (changed.some(what => !what.startsWith('account'))) await tellApprovingDeals(db, now);
    const outdated = file.reminders.isGiven && !isDeepStrictEqual((await readPolicyInForce(db, defaultPolicyId)).policy, file.reminders.policy);
    const doubtful = file.bankAccounts.filter(({ bic, iban }) => !bicFitsIban(bic, iban));
    const warnings = [...doubtful.map(({ bic, iban }) => `The account ${iban} does not look like one of the bank ${bic}.`), ...idle];
    return { changed, warnings: outdated ? [...warnings, remindersAreKept] : warnings };
  });
}

const remindersAreKept = 'The reminders of the file are those to begin with; the default policy in force differs and stays. It is changed on the page of the settings or by the API.';

async function putReminders(db: Db, { reminders }: CompanyFile, now: string): Promise<string[]> {
  if ((await readPolicyInForce(db, defaultPolicyId)).version > 0) return [];
  await changeReminderPolicy(db, { policyId: defaultPolicyId, version: 0, policy: reminders.policy, actor: setUpActor, now });
  return ['reminder policy version 1'];
}

async function putRequisites(db: Db, file: CompanyFile, now: string): Promise<string[]> {
  const row = { id: companyId, ...file.company };
  const [present] = await db.select().from(company).where(eq(company.id, companyId));
  if (isDeepStrictEqual(present && { ...present }, row)) return [];
  await db.insert(company).values(row).onConflictDoUpdate({ target: company.id, set: row });
  await recordChange(db, { actor: setUpActor, now }, { what: 'company.changed', subjectId: companyId, before: present ?? null, after: row });
  return ['company'];
}

/** Accounts that the file no longer has stay on record, for invoices name them; they are no longer the default. */
async function putAccounts(db: Db, file: CompanyFile, now: string): Promise<string[]> {
  const by = { actor: setUpActor, now };
  const present = new Map((await db.select().from(bankAccount)).map(({ id, watermarkAt, ...row }) => [row.iban, row]));
  const changed = file.bankAccounts.filter(account => !isDeepStrictEqual(present.get(account.iban), { ...account }));
  const others = notInArray(
    bankAccount.iban,
    file.bankAccounts.map(account => account.iban),
  );
  const demoted = await db
    .update(bankAccount)
    .set({ isDefault: false })
    .where(and(others, eq(bankAccount.isDefault, true)))
    .returning({ id: bankAccount.id });
  for (const { id } of demoted) await recordChange(db, by, { what: 'bank_account.changed', subjectId: id, before: { isDefault: true }, after: { isDefault: false } });
  for (const account of changed) {
    const [row] = await db
      .insert(bankAccount)
      .values({ id: stableId('bac', account.iban), ...account })
      .onConflictDoUpdate({ target: bankAccount.iban, set: account })
      .returning({ id: bankAccount.id });
    const before = present.get(account.iban) ?? null;
    if (row) await recordChange(db, by, { what: before ? 'bank_account.changed' : 'bank_account.created', subjectId: row.id, before, after: account });
  }
  return changed.map(account => `account ${account.iban}`);
}

async function putPolicy(db: Db, { policy }: CompanyFile, now: string): Promise<string[]> {
  const [inForce] = await db.select().from(companyPolicy).orderBy(desc(companyPolicy.version)).limit(1);
  if (isDeepStrictEqual(inForce?.data, policy)) return [];
  const version = (inForce?.version ?? 0) + 1;
  await db.insert(companyPolicy).values({ version, data: policy, createdAt: now });
  const before = inForce ? { version: inForce.version, ...inForce.data } : null;
  await recordChange(db, { actor: setUpActor, now }, { what: 'company_policy.changed', subjectId: companyId, before, after: { version, ...policy } });
  return [`policy version ${version}`];
}
