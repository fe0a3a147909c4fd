import { and, desc, eq, like } from 'drizzle-orm';
import { linkTokenFor, linkTokenSha256 } from '../links/link-token.ts';
import { approvalTask, letter, linkToken } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type LinkRow = typeof linkToken.$inferSelect;

/** The link behind a token, whatever has become of it, or null where there never was one for a task. */
export async function readTaskLink(db: Db, token: string): Promise<LinkRow | null> {
  const [row] = await db
    .select()
    .from(linkToken)
    .where(and(eq(linkToken.tokenSha256, linkTokenSha256(token)), eq(linkToken.purpose, 'task')));
  return row ?? null;
}

/**
 * The token of a living link that a letter has brought to this person for a task, or null where no letter has yet.
 * Tokens are not stored: each is made again from its letter and recognised by its hash.
 */
export async function findTaskToken(db: Db, linkKey: Buffer, of: { taskId: string; dealId: string; personId: string }): Promise<string | null> {
  const links = await db
    .select({ sha256: linkToken.tokenSha256, revokedAt: linkToken.revokedAt })
    .from(linkToken)
    .where(and(eq(linkToken.purpose, 'task'), eq(linkToken.subjectId, of.taskId), eq(linkToken.personId, of.personId)));
  const living = new Set(links.filter(link => link.revokedAt === null).map(link => link.sha256));
  if (living.size === 0) return null;
  const letters = await db
    .select({ id: letter.id })
    .from(letter)
    .where(and(eq(letter.dealId, of.dealId), eq(letter.toUserId, of.personId), like(letter.kind, 'approval\\_%')))
    .orderBy(desc(letter.createdAt));
  const tokens = letters.map(({ id }) => linkTokenFor(linkKey, { purpose: 'task', subjectId: of.taskId, letterId: id }));
  return tokens.find(token => living.has(linkTokenSha256(token))) ?? null;
}

/** The step that now waits for a person in a deal: theirs, or one that has escalated to them; null where none does. */
export async function findOpenTask(db: Db, dealId: string, personId: string): Promise<typeof approvalTask.$inferSelect | null> {
  const open = await db
    .select()
    .from(approvalTask)
    .where(and(eq(approvalTask.dealId, dealId), eq(approvalTask.status, 'open')));
  return open.find(task => task.personId === personId || (task.escalatedAt !== null && task.superiorId === personId)) ?? null;
}
