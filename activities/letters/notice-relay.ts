import { setTimeout as delay } from 'node:timers/promises';
import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { type Channel, notice } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterInput, LetterOutcome } from '../../workflows/ports.ts';
import { sendMessage } from '../telegram/send-message.ts';
import type { LetterDeps } from './letter-deps.ts';
import { sendLetter } from './send-letter.ts';

export type NoticeRelay = Readonly<{ stop: () => Promise<void> }>;

const pollMs = 300;
/** A database that is gone is asked again, and its absence logged, less often than an idle one. */
const afterErrorMs = 3_000;
const atOnce = 5;
/** Longer than any one letter takes: after it another worker takes over what a dead one had in hand. */
const leaseMs = 120_000;
const retryMs = [30_000, 60_000, 300_000, 900_000, 3_600_000] as const;

/** What sends a notice by each channel. */
const senders = { email: sendLetter, telegram: sendMessage } as const satisfies Record<Channel, (deps: LetterDeps, input: LetterInput) => Promise<LetterOutcome>>;

/**
 * Sends the letters and messages that were recorded with their events, until it is stopped. Each row is leased by one worker at a time;
 * a repeat is harmless, for everything is sent at most once (reliability.md 2.2). Any number of workers may run one.
 * Each channel has a loop of its own, so that one whose server hangs holds up no other.
 */
export function startNoticeRelay(deps: LetterDeps, onError: (error: unknown) => void): NoticeRelay {
  const stopping = new AbortController();
  const run = async (channel: Channel): Promise<void> => {
    while (!stopping.signal.aborted) {
      const waitMs = await sendDue(deps, channel, onError).then(
        sent => (sent === 0 ? pollMs : 0),
        error => {
          onError(error);
          return afterErrorMs;
        },
      );
      if (waitMs > 0) await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = Promise.all([run('email'), run('telegram')]);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function sendDue(deps: LetterDeps, channel: Channel, onError: (error: unknown) => void): Promise<number> {
  const leased = await lease(deps, channel);
  await Promise.all(leased.map(row => sendOne(deps, row).catch(onError)));
  return leased.length;
}

type Leased = Readonly<{ id: string; channel: Channel; input: Record<string, unknown>; attempts: number }>;

async function lease({ pool }: LetterDeps, channel: Channel): Promise<Leased[]> {
  const now = new Date();
  return unitOfWork(pool, async db => {
    const due = await db
      .select({ id: notice.id })
      .from(notice)
      .where(and(eq(notice.channel, channel), isNull(notice.doneAt), lte(notice.nextAttemptAt, now.toISOString())))
      .orderBy(asc(notice.nextAttemptAt))
      .limit(atOnce)
      .for('update', { skipLocked: true });
    if (due.length === 0) return [];
    return db
      .update(notice)
      .set({ nextAttemptAt: new Date(now.getTime() + leaseMs).toISOString(), attempts: sql`${notice.attempts} + 1` })
      .where(
        inArray(
          notice.id,
          due.map(row => row.id),
        ),
      )
      .returning({ id: notice.id, channel: notice.channel, input: notice.input, attempts: notice.attempts });
  });
}

async function sendOne(deps: LetterDeps, row: Leased): Promise<void> {
  try {
    const sent = await senders[row.channel](deps, row.input as LetterInput);
    if (sent.outcome === 'retry') await later(deps, row, { reason: sent.reason, afterMs: sent.retryAfterSeconds * 1000 });
    else await unitOfWork(deps.pool, db => db.update(notice).set({ outcome: sent.outcome, lastError: sent.reason, doneAt: new Date().toISOString() }).where(eq(notice.id, row.id)));
  } catch (error) {
    await later(deps, row, { reason: error instanceof Error ? error.message : String(error), afterMs: retryMs[Math.min(row.attempts - 1, retryMs.length - 1)] ?? 3_600_000 });
    throw error;
  }
}

async function later({ pool }: LetterDeps, row: Leased, why: { reason: string; afterMs: number }): Promise<void> {
  const nextAttemptAt = new Date(Date.now() + why.afterMs).toISOString();
  await unitOfWork(pool, db =>
    db
      .update(notice)
      .set({ nextAttemptAt, lastError: why.reason.slice(0, 500) })
      .where(eq(notice.id, row.id)),
  );
}
