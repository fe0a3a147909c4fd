import { and, asc, eq } from 'drizzle-orm';
import { type EarlierStep, lastSeen, type Seen } from '../../domain/approval/last-seen.ts';
import { approvalTask, letter, linkToken } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** A letter that brought a person the link to a step: where it went, and when; null while it has not left. */
export type LinkLetter = Readonly<{ taskId: string; tokenSha256: string; address: string; sentAt: string | null }>;

/** The letters that asked a person about steps of a deal, the first one first. */
export async function readLinkLetters(db: Db, { dealId, personId }: { dealId: string; personId: string }): Promise<LinkLetter[]> {
  return db
    .select({ taskId: linkToken.subjectId, tokenSha256: linkToken.tokenSha256, address: letter.toAddress, sentAt: letter.sentAt })
    .from(linkToken)
    .innerJoin(letter, eq(letter.id, linkToken.letterId))
    .where(and(eq(linkToken.purpose, 'task'), eq(linkToken.dealId, dealId), eq(linkToken.personId, personId)))
    .orderBy(asc(letter.createdAt));
}

/** The last version below `beforeVersion` that a person has decided on or was asked about, or null. */
export async function readLastSeen(db: Db, { dealId, personId, beforeVersion }: { dealId: string; personId: string; beforeVersion: number }): Promise<Seen | null> {
  const { id, version, decidedById, decidedAt, keptFromId } = approvalTask;
  const steps: EarlierStep[] = await db.select({ id, version, decidedById, decidedAt, keptFromId }).from(approvalTask).where(eq(approvalTask.dealId, dealId));
  const letters = await readLinkLetters(db, { dealId, personId });
  return lastSeen(personId, { beforeVersion, steps, askings: letters.flatMap(({ taskId, sentAt }) => (sentAt === null ? [] : [{ taskId, at: sentAt }])) });
}
