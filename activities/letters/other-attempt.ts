import { setTimeout as delay } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { letter } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import { endWithoutAnswer, knownOutcome, type TrackedLetter } from './letter-state.ts';

const lookEveryMs = 250;
/** A text that travels is answered, or its connection is given up, within 20 seconds; one without an end after this has nobody who waits for it. */
const textEndsWithinMs = 45_000;
/** Two timers of one instant: the attempt that claimed the letter for both is given this long before the other tries as well. */
const headStartMs = 2_000;
/** When a letter that was put off is asked about again, at the soonest and at the latest. */
const [soonestSeconds, latestSeconds] = [60, 300];

/** Waits for the end of a letter whose text an attempt for another invoice has begun, and answers it; without an end it is nobody's any more, and goes to `verify`. */
export async function endOfOtherAttempt(pool: Pool, tracked: TrackedLetter): Promise<LetterOutcome> {
  const givenUpAt = performance.now() + textEndsWithinMs;
  for (;;) {
    const isOver = performance.now() > givenUpAt;
    const known = await unitOfWork(pool, async db => {
      const seen = await knownOutcome(db, tracked);
      return seen === 'under_way' && isOver ? endWithoutAnswer(db, tracked) : seen;
    });
    if (known === null) return putOff(pool, tracked);
    if (known !== 'under_way') return known;
    await delay(lookEveryMs);
  }
}

/** Lets an attempt that claimed a letter for several invoices have its head start; answers when it is over, was put off, or is taken for dead. */
export async function headStartOver(pool: Pool, letterId: string, driver: string): Promise<void> {
  const until = performance.now() + headStartMs;
  while (performance.now() < until) {
    const [row] = await unitOfWork(pool, db => db.select({ state: letter.state, attempts: letter.attempts, drivenById: letter.drivenById }).from(letter).where(eq(letter.id, letterId)));
    if (row && (row.state !== 'claimed' || row.attempts > 0 || row.drivenById === driver)) return;
    await delay(lookEveryMs);
  }
}

/** The server asked the other attempt for patience: the same for this one. */
async function putOff(pool: Pool, { letterId, now }: TrackedLetter): Promise<LetterOutcome> {
  const [row] = await unitOfWork(pool, db => db.select({ at: letter.nextAttemptAt }).from(letter).where(eq(letter.id, letterId)));
  const seconds = row?.at ? Math.ceil((Date.parse(row.at) - Date.parse(now)) / 1000) : soonestSeconds;
  return { outcome: 'retry', reason: 'mail_busy', retryAfterSeconds: Math.min(latestSeconds, Math.max(soonestSeconds, seconds)) };
}
