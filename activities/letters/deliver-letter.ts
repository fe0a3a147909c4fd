import type { Pool } from 'pg';
import { letter } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import { finishLetter, knownOutcome, setState, type TrackedLetter } from './letter-state.ts';
import { maskLinks } from './mask-links.ts';
import { type OutgoingLetter, postLetter } from './post-letter.ts';

/** `owedMinor`: the sum that the words name, where they name one. */
export type Composed = Readonly<{ subject: string; html: string; text: string; attachments: OutgoingLetter['attachments']; owedMinor?: number }>;

export type LetterSpec = TrackedLetter &
  Readonly<{
    kind: string;
    dealId: string | null;
    invoiceId: string | null;
    replyTo: string | null;
    references: string | null;
    compose: () => Promise<Composed>;
    /** Asked under the lock, immediately before the mail server gets the text: a reason to leave the letter unsent, or null. */
    stopReason: (db: Db) => Promise<string | null>;
    /** Asked after it, under the same lock: what is owed now. Words that name another sum are written anew. */
    owedNow?: (db: Db) => Promise<number>;
  }>;

export type Mailer = Readonly<{ pool: Pool; smtpUrl: string; from: string; messageIdHost: string }>;

/**
 * Sends one letter at most once (reliability.md 2.2): claim, compose, then `data_started` is committed when the mail server
 * waits for the text and before its first byte, and the outcome after it. A letter whose outcome is unknown goes to `verify`
 * and is never sent again by itself; one whose text was not begun is.
 */
export async function deliverLetter(mailer: Mailer, spec: LetterSpec): Promise<LetterOutcome> {
  const known = await unitOfWork(mailer.pool, db => claim(db, mailer, spec));
  if (known) return known;
  for (;;) {
    const composed = await spec.compose();
    const last: { look: LastLook } = { look: 'outdated' };
    const posted = await postLetter(mailer.smtpUrl, outgoing(mailer, spec, composed), async () => {
      last.look = await unitOfWork(mailer.pool, db => startData(db, spec, composed));
      return last.look === 'go';
    });
    if (posted.result !== 'withheld') return unitOfWork(mailer.pool, db => finishLetter(db, spec, { posted, began: last.look === 'go' }));
    if (typeof last.look === 'object') return last.look;
  }
}

/** May the text travel, must it be written anew, or is there an answer already? */
type LastLook = 'go' | 'outdated' | LetterOutcome;

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
  return knownOutcome(db, spec);
}

/**
 * The last look at what could make the letter wrong, and at an attempt that was taken for dead and was not. Where nothing
 * stands against it, the text counts as begun from here.
 */
async function startData(db: Db, spec: LetterSpec, composed: Composed): Promise<LastLook> {
  const stop = await spec.stopReason(db);
  const known = await knownOutcome(db, spec);
  if (known) return known;
  if (stop) {
    await setState(db, spec, { state: 'skipped', lastError: stop, reason: stop });
    return { outcome: 'skipped', reason: stop };
  }
  if (spec.owedNow && (await spec.owedNow(db)) !== composed.owedMinor) return 'outdated';
  const words = { subject: composed.subject, html: maskLinks(composed.html), text: maskLinks(composed.text) };
  // The address may have been corrected since the letter was claimed.
  const to = { toAddress: spec.to.address, language: spec.to.language };
  await setState(db, spec, { ...words, ...to, state: 'data_started', dataStartedAt: spec.now, reason: null });
  return 'go';
}

function outgoing(mailer: Mailer, spec: LetterSpec, composed: Composed): OutgoingLetter {
  const { letterId, to, replyTo, references, now } = spec;
  return { ...composed, messageId: messageIdOf(letterId, mailer.messageIdHost), from: mailer.from, to: to.address, replyTo, references, date: new Date(now) };
}
