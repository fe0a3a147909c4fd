import { and, eq, gt, isNull } from 'drizzle-orm';
import { linkTokenSha256 } from '../links/link-token.ts';
import { linkToken } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

const living = (token: string, at: string) =>
  and(eq(linkToken.tokenSha256, linkTokenSha256(token)), eq(linkToken.purpose, 'sign_in'), isNull(linkToken.usedAt), isNull(linkToken.revokedAt), gt(linkToken.expiresAt, at));

/** True while a link can still let its person in; asking changes nothing. */
export async function isSignInLinkAlive(db: Db, token: string, at: string): Promise<boolean> {
  const rows = await db.select({ subjectId: linkToken.subjectId }).from(linkToken).where(living(token, at));
  return rows.length === 1;
}

/** Spends a link and answers whom it lets in; of two who try at once only one succeeds. Null where it is dead. */
export async function spendSignInLink(db: Db, token: string, at: string): Promise<string | null> {
  const [row] = await db.update(linkToken).set({ usedAt: at }).where(living(token, at)).returning({ userId: linkToken.subjectId });
  return row?.userId ?? null;
}
