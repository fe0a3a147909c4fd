import { and, asc, count, desc, eq, or } from 'drizzle-orm';
import { defaultPolicyId, defaultReminderPolicy, type NamedPolicy } from '../../domain/dunning/policy.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { invoice, reminderPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A version of a reminder policy with its author; the built-in default has none. */
export type PolicyVersion = NamedPolicy & Readonly<{ createdAt: string | null; author: Readonly<{ type: string; id: string }> | null }>;
export type PolicyRef = Readonly<{ policyId: string; version: number }>;
/** What an invoice says of its policy; nothing before its issue, and in installations where none was ever saved. */
export type PolicyPin = Readonly<{ reminderPolicyId: string | null; reminderPolicyVersion: number | null }>;

/** In force where nobody has saved another default. */
const builtIn: PolicyVersion = { policyId: defaultPolicyId, version: 0, policy: defaultReminderPolicy, createdAt: null, author: null };

/** Of each policy the version in force, the default one first and always there, the others by name. */
export async function readPoliciesInForce(db: Db): Promise<PolicyVersion[]> {
  const rows = await db.selectDistinctOn([reminderPolicy.policyId]).from(reminderPolicy).orderBy(asc(reminderPolicy.policyId), desc(reminderPolicy.version));
  const others = rows.filter(row => row.policyId !== defaultPolicyId).map(versionOf);
  const own = rows.find(row => row.policyId === defaultPolicyId);
  return [own ? versionOf(own) : builtIn, ...others];
}

/** The version of a policy that plans new invoices; throws `not_found` where there is no such policy. */
export async function readPolicyInForce(db: Db, policyId: string): Promise<PolicyVersion> {
  const [row] = await db.select().from(reminderPolicy).where(eq(reminderPolicy.policyId, policyId)).orderBy(desc(reminderPolicy.version)).limit(1);
  if (row) return versionOf(row);
  if (policyId === defaultPolicyId) return builtIn;
  throw new RuleViolation('not_found', `There is no reminder policy ${policyId}.`);
}

/** The versions named, whether in force or not. */
export async function readPolicyVersions(db: Db, refs: readonly PolicyRef[]): Promise<PolicyVersion[]> {
  const wanted = refs.map(({ policyId, version }) => and(eq(reminderPolicy.policyId, policyId), eq(reminderPolicy.version, version)));
  const rows =
    wanted.length === 0
      ? []
      : await db
          .select()
          .from(reminderPolicy)
          .where(or(...wanted));
  return [...rows.map(versionOf), ...(refs.some(ref => ref.version === 0) ? [builtIn] : [])];
}

/** The policy by which the reminders of an invoice go: the version it is bound to, or the default in force where it is bound to none. */
export async function readReminderPolicyFor(db: Db, invoiceId: string): Promise<PolicyVersion> {
  const [pin] = await db.select({ reminderPolicyId: invoice.reminderPolicyId, reminderPolicyVersion: invoice.reminderPolicyVersion }).from(invoice).where(eq(invoice.id, invoiceId));
  return (await policiesOf(db, [pin ?? unbound]))(pin ?? unbound);
}

/** The policies of some invoices by their pins, read at once. */
export async function policiesOf(db: Db, pins: readonly PolicyPin[]): Promise<(pin: PolicyPin) => PolicyVersion> {
  const versions = await readPolicyVersions(db, distinct(pins.flatMap(pin => refOf(pin) ?? [])));
  const byName = new Map(versions.map(each => [nameOf(each), each]));
  const bound = (pin: PolicyPin): PolicyVersion | undefined => {
    const ref = refOf(pin);
    return ref ? byName.get(nameOf(ref)) : undefined;
  };
  // Read for every letter several times: the default is asked for only where an invoice is bound to no version on record.
  const fallback = pins.every(bound) ? null : await readPolicyInForce(db, defaultPolicyId);
  return pin => {
    const found = bound(pin) ?? fallback;
    if (!found) throw new Error('the policy of an invoice was asked for that was not among those given');
    return found;
  };
}

/** How many open invoices go by a policy: by the version in force, and by earlier ones. */
export async function countOpenInvoices(db: Db, { policyId, version }: PolicyRef): Promise<{ inForce: number; earlier: number }> {
  const rows = await db
    .select({ version: invoice.reminderPolicyVersion, invoices: count() })
    .from(invoice)
    .where(and(eq(invoice.status, 'open'), eq(invoice.reminderPolicyId, policyId)))
    .groupBy(invoice.reminderPolicyVersion);
  const inForce = rows.find(row => row.version === version)?.invoices ?? 0;
  return { inForce, earlier: rows.reduce((sum, row) => sum + row.invoices, 0) - inForce };
}

export const nameOf = ({ policyId, version }: PolicyRef): string => `${policyId} ${version}`;

/** The policy by which a rung has had its fate. */
export const pinOfFate = ({ policyId, policyVersion }: Readonly<{ policyId: string | null; policyVersion: number | null }>): PolicyPin => ({
  reminderPolicyId: policyId,
  reminderPolicyVersion: policyVersion,
});

const unbound: PolicyPin = { reminderPolicyId: null, reminderPolicyVersion: null };

function refOf({ reminderPolicyId, reminderPolicyVersion }: PolicyPin): PolicyRef | null {
  return reminderPolicyId === null || reminderPolicyVersion === null ? null : { policyId: reminderPolicyId, version: reminderPolicyVersion };
}

function distinct(refs: readonly PolicyRef[]): PolicyRef[] {
  return [...new Map(refs.map(ref => [nameOf(ref), ref])).values()];
}

/** A version of before a field was known takes the default for it. */
function versionOf({ policyId, version, data, createdAt, authorType, authorId }: typeof reminderPolicy.$inferSelect): PolicyVersion {
  return { policyId, version, policy: { ...defaultReminderPolicy, ...data }, createdAt, author: { type: authorType, id: authorId } };
}
