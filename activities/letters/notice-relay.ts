import { setTimeout as delay } from 'node:timers/promises';
import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { notice } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterInput } from '../../workflows/ports.ts';
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

/**
 * Sends the letters that were recorded with their events, until it is stopped. Each row is leased by one worker at a time;
 * a repeat is harmless, for every letter is sent at most once (reliability.md 2.2). Any number of workers may run one.
 */
export function startNoticeRelay(deps: LetterDeps, onError: (error: unknown) => void): NoticeRelay {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const waitMs = await sendDue(deps, onError).then(
        sent => (sent === 0 ? pollMs : 0),
        error => {
          onError(error);
          return afterErrorMs;
        },
      );
      if (waitMs > 0) await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function sendDue(deps: LetterDeps, onError: (error: unknown) => void): Promise<number> {
  const leased = await lease(deps);
  await Promise.all(leased.map(row => sendOne(deps, row).catch(onError)));
  return leased.length;
}

type Leased = Readonly<{ id: string; input: Record<string, unknown>; attempts: number }>;

async function lease({ pool }: LetterDeps): Promise<Leased[]> {
  const now = new Date();
  return unitOfWork(pool, async db => {
    const due = await db
      .select({ id: notice.id })
      .from(notice)
      .where(and(isNull(notice.doneAt), lte(notice.nextAttemptAt, now.toISOString())))
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
      .returning({ id: notice.id, input: notice.input, attempts: notice.attempts });
  });
}

async function sendOne(deps: LetterDeps, row: Leased): Promise<void> {
  try {
    const sent = await sendLetter(deps, row.input as LetterInput);
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
