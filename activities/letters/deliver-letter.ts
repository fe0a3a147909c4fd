import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { letter } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import { maskLinks, maskSecrets } from './mask-links.ts';
import { type OutgoingLetter, type PostOutcome, postLetter } from './post-letter.ts';

/** `secrets`: words that the letter carries and the copy that is kept of it must not show. */
export type Composed = Readonly<{ subject: string; html: string; text: string; attachments: OutgoingLetter['attachments']; secrets?: readonly string[] }>;

export type LetterSpec = Readonly<{
  letterId: string;
  kind: string;
  dealId: string | null;
  invoiceId: string | null;
  to: Readonly<{ address: string; userId: string | null; language: string }>;
  replyTo: string | null;
  references: string | null;
  now: string;
  compose: () => Promise<Composed>;
  /** Asked under the lock, immediately before the mail server gets the text: a reason to leave the letter unsent, or null. */
  stopReason: (db: Db) => Promise<string | null>;
  /** Written in the same transaction as the letter's own state. */
  onState?: (db: Db, state: 'data_started' | 'sent' | 'claimed' | 'undeliverable' | 'verify' | 'skipped', reason: string | null) => Promise<void>;
}>;

export type Mailer = Readonly<{ pool: Pool; smtpUrl: string; from: string; messageIdHost: string }>;

/**
 * Sends one letter at most once (reliability.md 2.2): claim, compose, then `data_started` is committed before the text
 * travels, and the outcome after it. A letter whose outcome is unknown goes to `verify` and is never sent again by itself.
 */
export async function deliverLetter(mailer: Mailer, spec: LetterSpec): Promise<LetterOutcome> {
  const known = await unitOfWork(mailer.pool, db => claim(db, mailer, spec));
  if (known) return known;
  const composed = await spec.compose();
  const stopped = await unitOfWork(mailer.pool, db => startData(db, spec, composed));
  if (stopped) return { outcome: 'skipped', reason: stopped };
  const posted = await postLetter(mailer.smtpUrl, outgoing(mailer, spec, composed));
  return unitOfWork(mailer.pool, db => finish(db, spec, posted));
}

export function messageIdOf(letterId: string, host: string): string {
  return `<${letterId}@${host}>`;
}

/** A fresh claim, or a dead attempt that never reached the text, goes on; every other state already has its answer. */
async function claim(db: Db, mailer: Mailer, spec: LetterSpec): Promise<LetterOutcome | null> {
  const { letterId: id, kind, dealId, invoiceId, to, now } = spec;
  const row = { id, kind, dealId, invoiceId, toAddress: to.address, toUserId: to.userId, language: to.language };
  await db
    .insert(letter)
    .values({ ...row, messageId: messageIdOf(id, mailer.messageIdHost), state: 'claimed', createdAt: now })
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

async function startData(db: Db, spec: LetterSpec, composed: Composed): Promise<string | null> {
  const reason = await spec.stopReason(db);
  const { subject, html, text, secrets = [] } = composed;
  const words = { subject, html: maskSecrets(maskLinks(html), secrets), text: maskSecrets(maskLinks(text), secrets) };
  if (reason) await setState(db, spec, { state: 'skipped', lastError: reason });
  else await setState(db, spec, { ...words, state: 'data_started', dataStartedAt: spec.now });
  return reason;
}

async function finish(db: Db, spec: LetterSpec, posted: PostOutcome): Promise<LetterOutcome> {
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

async function setState(
  db: Db,
  spec: LetterSpec,
  change: Partial<typeof letter.$inferInsert> & { state: 'data_started' | 'sent' | 'claimed' | 'undeliverable' | 'verify' | 'skipped' },
): Promise<void> {
  await db.update(letter).set(change).where(eq(letter.id, spec.letterId));
  await spec.onState?.(db, change.state, change.lastError ?? null);
}

function outgoing(mailer: Mailer, spec: LetterSpec, composed: Composed): OutgoingLetter {
  const { letterId, to, replyTo, references, now } = spec;
  const { secrets: _, ...words } = composed;
  return { ...words, messageId: messageIdOf(letterId, mailer.messageIdHost), from: mailer.from, to: to.address, replyTo, references, date: new Date(now) };
}
