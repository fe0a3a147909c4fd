import { linkToken } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { type LinkPurpose, linkTokenFor, linkTokenSha256 } from './link-token.ts';

export type NewLink = Readonly<{
  purpose: LinkPurpose;
  subjectId: string;
  letterId: string;
  dealId: string | null;
  personId: string | null;
  createdAt: string;
  expiresAt: string | null;
}>;

/** Makes a link known and answers its token; the same letter makes the same link again. */
export async function rememberLink(db: Db, linkKey: Buffer, link: NewLink): Promise<string> {
  const token = linkTokenFor(linkKey, link);
  const { purpose, subjectId, dealId, personId, letterId, createdAt, expiresAt } = link;
  await db
    .insert(linkToken)
    .values({ tokenSha256: linkTokenSha256(token), purpose, subjectId, dealId, personId, letterId, createdAt, expiresAt })
    .onConflictDoNothing();
  return token;
}
