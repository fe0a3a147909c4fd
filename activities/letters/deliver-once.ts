import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { type Channel, letter } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import type { SettledPost } from './judge-failure.ts';
import { finishLetter, type KnownOutcome, knownOutcome, setState, type TrackedLetter } from './letter-state.ts';
import { maskLinks, maskSecrets } from './mask-links.ts';
import { endOfOtherAttempt } from './other-attempt.ts';

/**
 * `facts`: what the words rest on, where that may change before they leave; `about`: what the letter's row says of it, where the words decide that;
 * `secrets`: words that they carry and the copy that is kept of them must not show.
 */
export type Words = Readonly<{
  subject: string;
  html: string;
  text: string;
  facts?: string;
  about?: Readonly<{ kind: string; dealId: string; invoiceId: string }>;
  secrets?: readonly string[];
}>;

/** `withheld`: the server was ready, and the text was not begun. */
export type PostOutcome = SettledPost | Readonly<{ result: 'withheld' }>;

export type DeliverySpec<Composed extends Words> = TrackedLetter &
  Readonly<{
    channel: Channel;
    messageId: string;
    kind: string;
    dealId: string | null;
    invoiceId: string | null;
    compose: () => Promise<Composed>;
    /** Asked under the lock, immediately before the server gets the text: a reason to leave it unsent, or null. */
    stopReason: (db: Db) => Promise<string | null>;
    /** Asked after it, under the same lock: the facts of this moment. Words that rest on others are written anew. */
    factsNow?: (db: Db) => Promise<string>;
  }>;

type Spec = Omit<DeliverySpec<Words>, 'compose'>;

/** May the text travel, must it be written anew, or is there an answer already? */
type LastLook = 'go' | 'outdated' | NonNullable<KnownOutcome>;

/**
 * Sends one letter or message at most once (reliability.md 2.2), whatever carries it: claim, compose, then `data_started` is
 * committed when the server waits for the text and before its first byte, and the outcome after it. One whose outcome is unknown
 * goes to `verify` and is never sent again by itself; one whose text was not begun is. `post` asks `mayTravel` at that moment.
 */
export async function deliverOnce<Composed extends Words>(
  pool: Pool,
  spec: DeliverySpec<Composed>,
  post: (composed: Composed, mayTravel: () => Promise<boolean>) => Promise<PostOutcome>,
): Promise<LetterOutcome> {
  const known = await unitOfWork(pool, db => claim(db, spec));
  if (known) return ended(pool, spec, known);
  for (;;) {
    const composed = await spec.compose();
    const last: { look: LastLook } = { look: 'outdated' };
    const posted = await post(composed, async () => {
      last.look = await unitOfWork(pool, db => startData(db, spec, composed));
      return last.look === 'go';
    });
    if (posted.result !== 'withheld') return ended(pool, spec, await unitOfWork(pool, db => finishLetter(db, spec, { posted, began: last.look === 'go' })));
    if (last.look !== 'go' && last.look !== 'outdated') return ended(pool, spec, last.look);
  }
}

async function ended(pool: Pool, spec: Spec, known: LetterOutcome | 'under_way'): Promise<LetterOutcome> {
  return known === 'under_way' ? endOfOtherAttempt(pool, spec) : known;
}

/** A fresh claim, or a dead attempt that never reached the text, goes on; every other state already has its answer. */
async function claim(db: Db, spec: Spec): Promise<KnownOutcome> {
  const { letterId: id, channel, messageId, kind, dealId, invoiceId, to, now } = spec;
  const drivenById = spec.driver ?? null;
  const row = { id, channel, messageId, kind, dealId, invoiceId, toAddress: to.address, toUserId: to.userId, language: to.language };
  await db
    .insert(letter)
    .values({ ...row, state: 'claimed', createdAt: now, drivenById })
    .onConflictDoNothing();
  const known = await knownOutcome(db, spec);
  if (known === null) await db.update(letter).set({ drivenById }).where(eq(letter.id, id));
  return known;
}

/**
 * The last look at what could make the letter wrong, and at an attempt that was taken for dead and was not. Where nothing
 * stands against it, the text counts as begun from here.
 */
async function startData(db: Db, spec: Spec, composed: Words): Promise<LastLook> {
  const stop = await spec.stopReason(db);
  const known = await knownOutcome(db, spec);
  if (known) return known;
  if (stop) {
    await setState(db, spec, { state: 'skipped', lastError: stop, reason: stop });
    return { outcome: 'skipped', reason: stop };
  }
  if (spec.factsNow && (await spec.factsNow(db)) !== composed.facts) return 'outdated';
  const { subject, html, text, about, secrets = [] } = composed;
  const words = { subject, html: maskSecrets(maskLinks(html), secrets), text: maskSecrets(maskLinks(text), secrets) };
  // The address may have been corrected since the letter was claimed.
  const to = { toAddress: spec.to.address, language: spec.to.language };
  await setState(db, spec, { ...words, ...to, ...about, drivenById: spec.driver ?? null, state: 'data_started', dataStartedAt: spec.now, reason: null });
  return 'go';
}
