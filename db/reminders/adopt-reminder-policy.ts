import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { recordChange } from '../changes/record-change.ts';
import { stableId } from '../ids.ts';
import { readPoliciesInForce } from '../read/reminder-policies.ts';
import { type Actor, type AdoptionScope, dealOutbox, invoice, reminderPolicyAdoption } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { listAdoptable } from './adoptable-invoices.ts';
import { bind } from './choose-anew.ts';
import { tellToPlanAnew } from './tell-to-plan-anew.ts';

export type AdoptionRow = typeof reminderPolicyAdoption.$inferSelect;
/** The same command id is the same adoption, however often it is asked for. */
export type AdoptionOrder = Readonly<{ policyId: string; version: number; scope: AdoptionScope; actor: Actor; commandId: string; now: string }>;
/** `done`: deals that have planned anew, or have ended meanwhile; `failed`: deals that did not take it yet and are tried again. */
export type AdoptionProgress = Readonly<{ total: number; done: number; failed: number }>;

/**
 * Has open invoices take a version on (Q2C.md 6): their pins change and each deal's word to plan anew goes into the outbox, all in the
 * caller's transaction, so that a crash leaves nothing half done. It takes the locks that the claim of a rung takes, so that a letter on its way
 * is either sent by the old policy or judged by the new one. Throws `precondition_failed` where the version is not the one in force.
 */
export async function adoptReminderPolicy(db: Db, { policyId, version, scope, actor, commandId, now }: AdoptionOrder): Promise<AdoptionRow> {
  await db.execute(sql`select pg_advisory_xact_lock(720048)`);
  const id = stableId('adp', policyId, commandId);
  const [known] = await db.select().from(reminderPolicyAdoption).where(eq(reminderPolicyAdoption.id, id));
  if (known) return known;
  const inForce = await readPoliciesInForce(db);
  const next = inForce.find(each => each.policyId === policyId);
  if (!next) throw new RuleViolation('not_found', `There is no reminder policy ${policyId}.`);
  if (next.version !== version) throw new RuleViolation('precondition_failed', `Version ${version} is not the one in force.`, { current_revision: next.version });
  const moving = await lockOpen(db, await listAdoptable(db, { next, scope, inForce }));
  await bind(
    db,
    moving.map(each => each.id),
    next,
  );
  const told = await tellToPlanAnew(
    db,
    moving.map(each => each.dealId),
    { cause: id, actor, now },
  );
  const row: AdoptionRow = { id, policyId, version, scope, invoices: moving.length, deals: told.length, createdAt: now, authorType: actor.type, authorId: actor.id };
  await db.insert(reminderPolicyAdoption).values(row);
  await recordChange(db, { actor, now }, { what: 'reminder_policy.adopted', subjectId: policyId, before: null, after: { version, scope, adoptionId: id, invoices: row.invoices } });
  return row;
}

/** One adoption of a policy; throws `not_found`. */
export async function readAdoption(db: Db, policyId: string, id: string): Promise<AdoptionRow> {
  const [row] = await db
    .select()
    .from(reminderPolicyAdoption)
    .where(and(eq(reminderPolicyAdoption.id, id), eq(reminderPolicyAdoption.policyId, policyId)));
  if (!row) throw new RuleViolation('not_found', `There is no adoption ${id} of this policy.`);
  return row;
}

/** The last adoptions, of one policy or of all, newest first. */
export async function listAdoptions(db: Db, { policyId, limit }: { policyId?: string; limit: number }): Promise<AdoptionRow[]> {
  return db
    .select()
    .from(reminderPolicyAdoption)
    .where(policyId === undefined ? undefined : eq(reminderPolicyAdoption.policyId, policyId))
    .orderBy(desc(reminderPolicyAdoption.createdAt), desc(reminderPolicyAdoption.id))
    .limit(limit);
}

/** How far an adoption has come, by the outbox that brings it to the deals. */
export async function readProgress(db: Db, { id, deals }: Pick<AdoptionRow, 'id' | 'deals'>): Promise<AdoptionProgress> {
  const [facts] = await db
    .select({
      done: sql<number>`count(*) filter (where ${dealOutbox.deliveredAt} is not null)`.mapWith(Number),
      failed: sql<number>`count(*) filter (where ${dealOutbox.deliveredAt} is null and ${dealOutbox.lastError} is not null)`.mapWith(Number),
    })
    .from(dealOutbox)
    .where(sql`${dealOutbox.message} = 'reminder_policy_changed' and ${dealOutbox.payload} ->> 'command_id' = ${id}`);
  return { total: deals, done: facts?.done ?? 0, failed: facts?.failed ?? 0 };
}

/** Of the invoices meant, those that are still open once they are locked. */
async function lockOpen(db: Db, meant: readonly Readonly<{ row: { id: string } }>[]): Promise<{ id: string; dealId: string }[]> {
  if (meant.length === 0) return [];
  return db
    .select({ id: invoice.id, dealId: invoice.dealId })
    .from(invoice)
    .where(and(sql`${invoice.id} = any(${sql.param(meant.map(each => each.row.id))})`, eq(invoice.status, 'open')))
    .orderBy(asc(invoice.id))
    .for('update');
}
