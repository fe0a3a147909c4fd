import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { type Channel, type LetterState, letter } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import { maskLinks } from './mask-links.ts';

/**
 * What became of a letter or message at the server that takes it. `uncertain` means that its text had begun to travel and no answer
 * came: nothing may send it again by itself (HOUSE.md, Easy to get wrong, 4).
 */
export type PostOutcome =
  | Readonly<{ result: 'accepted'; providerId: string }>
  | Readonly<{ result: 'try_later'; code: 'mail_down' | 'mail_busy' | 'telegram_down' | 'telegram_busy' | 'telegram_token'; detail: string; afterSeconds: number }>
  | Readonly<{ result: 'refused'; detail: string }>
  | Readonly<{ result: 'uncertain'; detail: string }>;

export type Words = Readonly<{ subject: string; html: string; text: string }>;

export type DeliverySpec<Composed extends Words> = Readonly<{
  letterId: string;
  channel: Channel;
  messageId: string;
  kind: string;
  dealId: string | null;
  invoiceId: string | null;
  to: Readonly<{ address: string; userId: string | null; language: string }>;
  now: string;
  compose: () => Promise<Composed>;
  /** Asked under the lock, immediately before the server gets the text: a reason to leave it unsent, or null. */
  stopReason: (db: Db) => Promise<string | null>;
  /** Written in the same transaction as the letter's own state. */
  onState?: (db: Db, state: LetterState, reason: string | null) => Promise<void>;
}>;

/**
 * Sends one letter or message at most once (reliability.md 2.2), whatever carries it: claim, compose, then `data_started` is
 * committed before the text travels, and the outcome after it. One whose outcome is unknown goes to `verify` and is never sent again by itself.
 */
export async function deliverOnce<Composed extends Words>(pool: Pool, spec: DeliverySpec<Composed>, post: (composed: Composed) => Promise<PostOutcome>): Promise<LetterOutcome> {
  const known = await unitOfWork(pool, db => claim(db, spec));
  if (known) return known;
  const composed = await spec.compose();
  const stopped = await unitOfWork(pool, db => startData(db, spec, composed));
  if (stopped) return { outcome: 'skipped', reason: stopped };
  const posted = await post(composed);
  return unitOfWork(pool, db => finish(db, spec, posted));
}

type Spec = Omit<DeliverySpec<Words>, 'compose'>;

/** A fresh claim, or a dead attempt that never reached the text, goes on; every other state already has its answer. */
async function claim(db: Db, spec: Spec): Promise<LetterOutcome | null> {
  const { letterId: id, channel, messageId, kind, dealId, invoiceId, to, now } = spec;
  const row = { id, channel, messageId, kind, dealId, invoiceId, toAddress: to.address, toUserId: to.userId, language: to.language };
  await db
    .insert(letter)
    .values({ ...row, state: 'claimed', createdAt: now })
    .onConflictDoNothing();
  const [found] = await db.select({ state: letter.state, lastError: letter.lastError }).from(letter).where(eq(letter.id, id)).for('update');
  switch (found?.state) {
    case 'sent':
    case 'verify':
    case 'undeliverable':
    case 'skipped':
      return { outcome: found.state, reason: found.lastError };
    case 'data_started':
      await setState(db, spec, { state: 'verify', lastError: 'no_answer' });
      return { outcome: 'verify', reason: 'no_answer' };
    case 'claimed':
    case undefined:
      return null;
  }
}

async function startData(db: Db, spec: Spec, composed: Words): Promise<string | null> {
  const reason = await spec.stopReason(db);
  const words = { subject: composed.subject, html: maskLinks(composed.html), text: maskLinks(composed.text) };
  if (reason) await setState(db, spec, { state: 'skipped', lastError: reason });
  else await setState(db, spec, { ...words, state: 'data_started', dataStartedAt: spec.now });
  return reason;
}

async function finish(db: Db, spec: Spec, posted: PostOutcome): Promise<LetterOutcome> {
  const [row] = await db.select({ attempts: letter.attempts }).from(letter).where(eq(letter.id, spec.letterId)).for('update');
  const attempts = (row?.attempts ?? 0) + 1;
  switch (posted.result) {
    case 'accepted':
      await setState(db, spec, { state: 'sent', attempts, providerId: posted.providerId, sentAt: spec.now, lastError: null, nextAttemptAt: null });
      return { outcome: 'sent', reason: null };
    case 'refused':
      await setState(db, spec, { state: 'undeliverable', attempts, lastError: posted.detail });
      return { outcome: 'undeliverable', reason: 'refused_by_server' };
    case 'uncertain':
      await setState(db, spec, { state: 'verify', attempts, lastError: posted.detail });
      return { outcome: 'verify', reason: 'no_answer' };
    case 'try_later': {
      const nextAttemptAt = new Date(Date.parse(spec.now) + posted.afterSeconds * 1000).toISOString();
      await setState(db, spec, { state: 'claimed', attempts, lastError: posted.detail, nextAttemptAt });
      return { outcome: 'retry', reason: posted.code, retryAfterSeconds: posted.afterSeconds };
    }
  }
}

async function setState(db: Db, spec: Spec, change: Partial<typeof letter.$inferInsert> & { state: LetterState }): Promise<void> {
  await db.update(letter).set(change).where(eq(letter.id, spec.letterId));
  await spec.onState?.(db, change.state, change.lastError ?? null);
}
