import { and, desc, eq, like, ne } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { appUser, hold, invoice, letter, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DunningLadder, LadderRung } from '../../domain/dunning/ladder.ts';
import { type LetterVerdict, letterAllowed } from '../../domain/dunning/letter-allowed.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { RungInput, RungOutcome } from '../../workflows/ports.ts';
import { pausesOf } from '../plan/plan-reminders.ts';
import { openTask, reminderId } from '../record/project-invoice.ts';
import { type InvoiceFile, loadInvoiceFile, owedMinor } from './invoice-matter.ts';

export type RungClaim = Readonly<{ file: InvoiceFile; step: LadderRung; headId: string | null }>;

/**
 * The critical section before a rung (Q2C.md 6, reliability.md 2.2): the invoice is locked, the checks are made in their
 * order, the rung is claimed, and its effect is in force before any letter leaves (INV-10). Answers a fate, or the claim.
 */
export async function claimRung(db: Db, input: RungInput): Promise<RungOutcome | RungClaim> {
  await lockInvoice(db, input.invoiceId);
  const known = await knownFate(db, input);
  if (known) return known;
  const file = await loadInvoiceFile(db, input.invoiceId);
  const policy = await readPolicy(db);
  const step = stepOf(policy.dunning.ladder, input.rung);
  const verdict = await judgeRung(db, { file, step, input });
  if (!verdict.go) return refuse(db, input, verdict);
  await keepFate(db, input, { state: 'claimed', reason: null, heldUntil: null });
  const headId = await headOf(db, file);
  await putInForce(db, { file, step, headId, input });
  return { file, step, headId };
}

/** Asked again under the lock immediately before the mail server gets the text: a reason to leave the letter unsent, or null. */
export async function rungStopReason(db: Db, input: RungInput): Promise<string | null> {
  await lockInvoice(db, input.invoiceId);
  const file = await loadInvoiceFile(db, input.invoiceId);
  if (file.row.status !== 'open') return file.row.status === 'paid' ? 'paid' : 'closed';
  if (owedMinor(file.row) <= 0) return 'paid';
  const at = Date.parse(input.now);
  const pause = (await pausesOf(db, file.row)).find(p => Date.parse(p.fromAt) <= at && at < Date.parse(p.untilAt));
  return pause ? pause.kind : null;
}

export async function keepFate(db: Db, { invoiceId, dealId, rung, dueAt, now }: RungInput, fate: Partial<typeof reminder.$inferInsert> & { state: typeof reminder.$inferInsert.state }): Promise<void> {
  const row = { id: reminderId(invoiceId, rung), invoiceId, dealId, rung, dueAt, claimedAt: now, ...fate };
  await db
    .insert(reminder)
    .values(row)
    .onConflictDoUpdate({ target: [reminder.invoiceId, reminder.rung], set: fate });
}

async function lockInvoice(db: Db, invoiceId: string): Promise<void> {
  await db.select({ id: invoice.id }).from(invoice).where(eq(invoice.id, invoiceId)).for('update');
}

async function knownFate(db: Db, input: RungInput): Promise<RungOutcome | null> {
  const [row] = await db
    .select()
    .from(reminder)
    .where(and(eq(reminder.invoiceId, input.invoiceId), eq(reminder.rung, input.rung)));
  switch (row?.state) {
    case 'sent':
    case 'skipped':
    case 'verify':
    case 'undeliverable':
    case 'done':
      return { outcome: row.state, reason: row.reason };
    case 'data_started':
      // The letter's row before the rung's, as everybody takes them who records the end of a letter.
      if (row.letterId) await db.update(letter).set({ state: 'verify', lastError: 'no_answer' }).where(eq(letter.id, row.letterId));
      await keepFate(db, input, { state: 'verify', reason: 'no_answer' });
      return { outcome: 'verify', reason: 'no_answer' };
    case 'claimed':
    case 'held':
    case undefined:
      return null;
  }
}

function stepOf(ladder: DunningLadder, rung: string): LadderRung {
  const step = ladder.find(each => each.rung === rung);
  if (!step) throw new RuleViolation('internal', `The ladder in force has no rung ${rung}.`);
  return step;
}

async function judgeRung(db: Db, { file, step, input }: { file: InvoiceFile; step: LadderRung; input: RungInput }): Promise<LetterVerdict> {
  const { row, customer, account } = file;
  const policy = await readPolicy(db);
  const { sendTime, quietFrom, quietUntil, minGapHours, holdWorkingDays } = policy.dunning;
  const [held] = await db
    .select({ since: reminder.claimedAt })
    .from(reminder)
    .where(and(eq(reminder.invoiceId, row.id), eq(reminder.rung, input.rung), eq(reminder.state, 'held')));
  const [last] = await db
    .select({ at: letter.sentAt })
    .from(letter)
    .innerJoin(invoice, eq(invoice.id, letter.invoiceId))
    .where(and(eq(invoice.customerId, row.customerId), like(letter.kind, 'reminder_%'), eq(letter.state, 'sent'), ne(letter.id, rungLetterId(input))))
    .orderBy(desc(letter.sentAt))
    .limit(1);
  return letterAllowed({
    zone: customer.timeZone,
    calendar: await readCalendar(db, policy, customer.timeZone),
    sendTime,
    does: step.does,
    remainderMinor: row.status === 'open' ? owedMinor(row) : 0,
    bank: account.hasFeed ? { kind: 'statements', watermarkAt: account.watermarkAt, withinWorkingDays: policy.freshnessWorkingDays } : { kind: 'none' },
    companyCalendar: await readCalendar(db, policy),
    pauses: await pausesOf(db, row),
    hasLivingAddress: customer.email !== null && customer.emailDeadReason === null,
    ...{ quietFrom, quietUntil, minGapHours, holdWorkingDays },
    lastLetterAt: last?.at ?? null,
    heldSinceAt: held?.since ?? null,
    dealNow: input.now,
    realNow: new Date().toISOString(),
  });
}

export const rungLetterId = ({ invoiceId, rung }: Pick<RungInput, 'invoiceId' | 'rung'>): string => stableId('let', 'rung', invoiceId, rung);

async function refuse(db: Db, input: RungInput, verdict: Exclude<LetterVerdict, { go: true }>): Promise<RungOutcome> {
  if (verdict.outcome === 'skipped') {
    await keepFate(db, input, { state: 'skipped', reason: verdict.reason });
    return { outcome: 'skipped', reason: verdict.reason };
  }
  await keepFate(db, input, { state: 'held', reason: verdict.reason, heldUntil: verdict.retryAt });
  if (verdict.financeTask) await openTask(db, { ...input, kind: 'held_letter', reason: verdict.reason, at: input.now, assigneeId: 'finance' });
  return { outcome: 'held', reason: verdict.reason, heldUntil: verdict.retryAt };
}

async function headOf(db: Db, { owner }: InvoiceFile): Promise<string | null> {
  if (owner.superiorId) return owner.superiorId;
  const people = await db.select({ id: appUser.id, roles: appUser.roles }).from(appUser).where(eq(appUser.active, true)).orderBy(appUser.createdAt);
  return people.find(person => person.roles.includes('director'))?.id ?? null;
}

async function putInForce(db: Db, claim: RungClaim & { input: RungInput }): Promise<void> {
  const { file, step, headId, input } = claim;
  const { dealId, invoiceId, now } = input;
  for (const effect of step.does) {
    switch (effect) {
      case 'shipment_hold':
        await db
          .insert(hold)
          .values({ id: stableId('hold', invoiceId, input.rung), dealId, invoiceId, type: 'shipment', sinceAt: now, reason: 'overdue' })
          .onConflictDoNothing();
        break;
      case 'head_task':
        await openTask(db, { dealId, invoiceId, kind: 'head', reason: 'overdue', at: now, assigneeId: headId ?? file.owner.id });
        break;
      case 'manual_task':
        await openTask(db, { dealId, invoiceId, kind: 'manual_collection', reason: 'overdue', at: now, assigneeId: file.owner.id });
        break;
      case 'letter':
      case 'owner_told':
      case 'stop':
        break;
    }
  }
}
