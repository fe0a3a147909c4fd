import { eq } from 'drizzle-orm';
import { linkToken } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { type LinkPurpose, linkTokenSha256 } from './link-token.ts';

export type Link = typeof linkToken.$inferSelect;

/** The living link behind a token, or null where it is unknown, of another purpose, revoked or expired at `at`. */
export async function findLink(db: Db, found: { token: string; purpose: LinkPurpose; at: string }): Promise<Link | null> {
  const [link] = await db
    .select()
    .from(linkToken)
    .where(eq(linkToken.tokenSha256, linkTokenSha256(found.token)));
  if (!link || link.purpose !== found.purpose || link.revokedAt) return null;
  return link.expiresAt && Date.parse(link.expiresAt) <= Date.parse(found.at) ? null : link;
}
