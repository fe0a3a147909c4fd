import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a code confirms, and nothing else: this decision with these words by this person about this version. */
export type Confirmed = Readonly<{ taskId: string; versionHash: string; personId: string; decision: string; comment: string | null; toUserId: string | null }>;

const million = 1_000_000;

/**
 * The six digits of a code, drawn by the server's key from its id, which is 120 random bits: a repeated letter carries the same
 * code again, as it carries the same link, and without the key nobody draws it. 48 bits make the odds of every code even.
 */
export function stepUpCodeFor(linkKey: Buffer, codeId: string): string {
  return String(keyed(linkKey, ['step_up_code', codeId]).readUIntBE(0, 6) % million).padStart(6, '0');
}

export function bindingHashOf(linkKey: Buffer, { taskId, versionHash, personId, decision, comment, toUserId }: Confirmed): string {
  return keyed(linkKey, ['step_up_binding', taskId, versionHash, personId, decision, comment, toUserId]).toString('hex');
}

/** All that is kept of a code: without the key even a million guesses find nothing in it. */
export function codeHashOf(linkKey: Buffer, { codeId, bindingHash, code }: { codeId: string; bindingHash: string; code: string }): string {
  return keyed(linkKey, ['step_up_hash', codeId, bindingHash, code]).toString('hex');
}

/** Compares two hashes in a time that tells nothing of where they differ. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

function keyed(linkKey: Buffer, parts: readonly (string | null)[]): Buffer {
  return createHmac('sha256', linkKey).update(JSON.stringify(parts)).digest();
}
