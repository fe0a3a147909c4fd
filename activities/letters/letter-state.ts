import { and, eq } from 'drizzle-orm';
import { recordChange } from '../../db/changes/record-change.ts';
import { customer, type LetterState, letter } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import type { SettledPost } from './judge-failure.ts';
import { lockCustomer } from './kin.ts';

/** A letter as its row is kept (reliability.md 2.2): claimed, data_started, and its end. */
export type TrackedLetter = Readonly<{
  letterId: string;
  now: string;
  /** The rung whose attempt has the letter in hand, where another's may have it as well. */
  driver?: string;
  /** `customerId`: whose address it is, so that a wrong one is marked as such. */
  to: Readonly<{ address: string; userId: string | null; customerId?: string; language: string }>;
  /** Written in the same transaction as the letter's own state; `reason` is a code, the server's words stay with the letter. */
  onState?: (db: Db, state: LetterState, reason: string | null) => Promise<void>;
}>;

/** `under_way`: the text travels, handed over by an attempt for another rung that stands in the same letter, and that is no dead one of ours. */
export type KnownOutcome = LetterOutcome | 'under_way' | null;

/** What has become of a letter, its row locked; null while its text has not begun to travel. */
export async function knownOutcome(db: Db, tracked: TrackedLetter): Promise<KnownOutcome> {
  const [found] = await db.select({ state: letter.state, lastError: letter.lastError, drivenById: letter.drivenById }).from(letter).where(eq(letter.id, tracked.letterId)).for('update');
  if (found?.state !== 'data_started') return found ? settledOutcome(found) : null;
  if (found.drivenById !== null && found.drivenById !== tracked.driver) return 'under_way';
  return endWithoutAnswer(db, tracked);
}

/** The text had begun to travel, and whoever handed it over is dead: nothing sends it again by itself. The letter's row is locked by whoever asks. */
export async function endWithoutAnswer(db: Db, tracked: TrackedLetter): Promise<LetterOutcome> {
  await setState(db, tracked, { state: 'verify', lastError: 'no_answer', reason: 'no_answer' });
  return { outcome: 'verify', reason: 'no_answer' };
}

/** The answer for a letter that has its end; only codes leave this room, never an address or a server's words. */
function settledOutcome({ state, lastError }: { state: LetterState; lastError: string | null }): LetterOutcome | null {
  switch (state) {
    case 'sent':
      return { outcome: 'sent', reason: null };
    case 'verify':
      return { outcome: 'verify', reason: 'no_answer' };
    case 'undeliverable':
      return { outcome: 'undeliverable', reason: 'refused_by_server' };
    case 'skipped':
      return { outcome: 'skipped', reason: lastError };
    case 'claimed':
    case 'data_started':
      return null;
  }
}

/** What has become of a letter that went to several people: to be tried again while anybody still waits for it. Null where it was for nobody. */
export function outcomeForAll(outcomes: readonly LetterOutcome[]): LetterOutcome | null {
  return outcomes.find(({ outcome }) => outcome === 'retry') ?? outcomes.at(-1) ?? null;
}

/** How one attempt ended: `began` where it was this attempt that began the text. */
export type Attempt = Readonly<{ posted: SettledPost; began: boolean }>;

/** Records how an attempt ended, and answers what has become of the letter. */
export async function finishLetter(db: Db, tracked: TrackedLetter, { posted, began }: Attempt): Promise<LetterOutcome | 'under_way'> {
  // The customer before the letter, as everybody locks them (kin.ts).
  if (posted.result === 'refused' && posted.badAddress && tracked.to.customerId) await lockCustomer(db, tracked.to.customerId);
  const [row] = await db
    .select({ attempts: letter.attempts, state: letter.state, lastError: letter.lastError, returnedAt: letter.returnedAt })
    .from(letter)
    .where(eq(letter.id, tracked.letterId))
    .for('update');
  const attempts = (row?.attempts ?? 0) + 1;
  // Another attempt, started when this one was taken for dead, may have begun or settled the letter; only an acceptance is news to it,
  // and even that is none where the letter has come back already.
  const elsewhere = !row ? null : posted.result === 'accepted' ? (row.returnedAt ? settledOutcome(row) : null) : began ? settledOutcome(row) : await knownOutcome(db, tracked);
  if (elsewhere) return elsewhere;
  switch (posted.result) {
    case 'accepted':
      await setState(db, tracked, { state: 'sent', attempts, providerId: posted.providerId, sentAt: tracked.now, lastError: null, nextAttemptAt: null, reason: null });
      return { outcome: 'sent', reason: null };
    case 'refused':
      await setState(db, tracked, { state: 'undeliverable', attempts, lastError: posted.detail, reason: 'refused_by_server' });
      if (posted.badAddress) await markAddressDead(db, tracked, posted.detail);
      return { outcome: 'undeliverable', reason: 'refused_by_server' };
    case 'uncertain':
      await setState(db, tracked, { state: 'verify', attempts, lastError: posted.detail, reason: 'no_answer' });
      return { outcome: 'verify', reason: 'no_answer' };
    case 'try_later': {
      const nextAttemptAt = new Date(Date.parse(tracked.now) + posted.afterSeconds * 1000).toISOString();
      await setState(db, tracked, { state: 'claimed', attempts, lastError: posted.detail, nextAttemptAt, reason: posted.code });
      return { outcome: 'retry', reason: posted.code, retryAfterSeconds: posted.afterSeconds };
    }
  }
}

export type LetterChange = Partial<typeof letter.$inferInsert> & Readonly<{ state: LetterState; reason: string | null }>;

/** Writes the letter's own state and tells whoever follows it, in the caller's transaction. */
export async function setState(db: Db, tracked: TrackedLetter, { reason, ...change }: LetterChange): Promise<void> {
  await db.update(letter).set(change).where(eq(letter.id, tracked.letterId));
  await tracked.onState?.(db, change.state, reason);
}

/** The server has no such address. One that was corrected meanwhile is not meant. */
async function markAddressDead(db: Db, { to, now }: TrackedLetter, words: string): Promise<void> {
  if (!to.customerId) return;
  const [marked] = await db
    .update(customer)
    .set({ emailDeadReason: words })
    .where(and(eq(customer.id, to.customerId), eq(customer.email, to.address)))
    .returning({ email: customer.email, emailDeadReason: customer.emailDeadReason });
  const by = { actor: { type: 'system', id: 'mail-server' }, now } as const;
  if (marked) await recordChange(db, by, { what: 'customer.changed', subjectId: to.customerId, before: { email: marked.email, emailDeadReason: null }, after: marked });
}
