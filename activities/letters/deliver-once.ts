import type { Pool } from 'pg';
import { type Channel, letter } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import type { SettledPost } from './judge-failure.ts';
import { finishLetter, knownOutcome, setState, type TrackedLetter } from './letter-state.ts';
import { maskLinks, maskSecrets } from './mask-links.ts';

/** `owedMinor`: the sum that the words name, where they name one; `shipmentHeld`: whether they may say that shipments are suspended; `secrets`: words that they carry and the copy that is kept of them must not show. */
export type Words = Readonly<{ subject: string; html: string; text: string; owedMinor?: number; shipmentHeld?: boolean; secrets?: readonly string[] }>;

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
    /** Asked after it, under the same lock: what is owed now. Words that name another sum are written anew. */
    owedNow?: (db: Db) => Promise<number>;
    /** The same for the hold that the words speak of. */
    heldNow?: (db: Db) => Promise<boolean>;
  }>;

type Spec = Omit<DeliverySpec<Words>, 'compose'>;

/** May the text travel, must it be written anew, or is there an answer already? */
type LastLook = 'go' | 'outdated' | LetterOutcome;

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
  if (known) return known;
  for (;;) {
    const composed = await spec.compose();
    const last: { look: LastLook } = { look: 'outdated' };
    const posted = await post(composed, async () => {
      last.look = await unitOfWork(pool, db => startData(db, spec, composed));
      return last.look === 'go';
    });
    if (posted.result !== 'withheld') return unitOfWork(pool, db => finishLetter(db, spec, { posted, began: last.look === 'go' }));
    if (typeof last.look === 'object') return last.look;
  }
}

/** A fresh claim, or a dead attempt that never reached the text, goes on; every other state already has its answer. */
async function claim(db: Db, spec: Spec): Promise<LetterOutcome | null> {
  const { letterId: id, channel, messageId, kind, dealId, invoiceId, to, now } = spec;
  const row = { id, channel, messageId, kind, dealId, invoiceId, toAddress: to.address, toUserId: to.userId, language: to.language };
  await db
    .insert(letter)
    .values({ ...row, state: 'claimed', createdAt: now })
    .onConflictDoNothing();
  return knownOutcome(db, spec);
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
  if (spec.owedNow && (await spec.owedNow(db)) !== composed.owedMinor) return 'outdated';
  if (spec.heldNow && (await spec.heldNow(db)) !== composed.shipmentHeld) return 'outdated';
  const { subject, html, text, secrets = [] } = composed;
  const words = { subject, html: maskSecrets(maskLinks(html), secrets), text: maskSecrets(maskLinks(text), secrets) };
  // The address may have been corrected since the letter was claimed.
  const to = { toAddress: spec.to.address, language: spec.to.language };
  await setState(db, spec, { ...words, ...to, state: 'data_started', dataStartedAt: spec.now, reason: null });
  return 'go';
}
