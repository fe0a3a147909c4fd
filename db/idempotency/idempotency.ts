import { eq, lt, sql } from 'drizzle-orm';
import { idempotencyKey } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type StoredAnswer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: string }>;
export type Claim = Readonly<{ outcome: 'claimed' | 'in_progress' | 'reused' }> | Readonly<{ outcome: 'replay'; answer: StoredAnswer }>;
export type ClaimRequest = Readonly<{ scope: string; requestSha256: string; now: Date }>;

/** Published: an answer is kept this long. */
const keptMs = 24 * 60 * 60 * 1000;
/** A request that has not ended after this long died with its process, and may run again. */
const staleMs = 60_000;

/** Claims a key for a request, in one statement: the first comer runs, the others hear what became of it. */
export async function claimKey(db: Db, { scope, requestSha256, now }: ClaimRequest): Promise<Claim> {
  const lockedAt = now.toISOString(),
    expiresAt = new Date(now.getTime() + keptMs).toISOString(),
    stale = new Date(now.getTime() - staleMs).toISOString();
  const fresh = { requestSha256, status: null, headers: null, body: null, lockedAt, expiresAt };
  const abandoned = sql`(${idempotencyKey.status} is null and ${idempotencyKey.lockedAt} < ${stale} and ${idempotencyKey.requestSha256} = ${requestSha256})`;
  const [claimed] = await db
    .insert(idempotencyKey)
    .values({ scope, ...fresh })
    .onConflictDoUpdate({ target: idempotencyKey.scope, set: fresh, setWhere: sql`${abandoned} or ${idempotencyKey.expiresAt} < ${lockedAt}` })
    .returning({ scope: idempotencyKey.scope });
  if (claimed) return { outcome: 'claimed' };
  const [row] = await db.select().from(idempotencyKey).where(eq(idempotencyKey.scope, scope));
  if (!row) return { outcome: 'in_progress' };
  if (row.requestSha256 !== requestSha256) return { outcome: 'reused' };
  if (row.status === null) return { outcome: 'in_progress' };
  return { outcome: 'replay', answer: { status: row.status, headers: JSON.parse(row.headers ?? '{}') as Record<string, string>, body: row.body ?? '' } };
}

/** Keeps the answer for repeats. */
export async function keepAnswer(db: Db, scope: string, answer: StoredAnswer): Promise<void> {
  await db
    .update(idempotencyKey)
    .set({ status: answer.status, headers: JSON.stringify(answer.headers), body: answer.body })
    .where(eq(idempotencyKey.scope, scope));
}

/** Lets the key go: nothing was decided, so a repeat runs. */
export async function releaseKey(db: Db, scope: string): Promise<void> {
  await db.delete(idempotencyKey).where(eq(idempotencyKey.scope, scope));
}

/** Forgets answers that are older than promised. */
export async function forgetExpiredKeys(db: Db, now: string): Promise<void> {
  await db.delete(idempotencyKey).where(lt(idempotencyKey.expiresAt, now));
}
