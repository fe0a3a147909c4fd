import { createHash, createHmac } from 'node:crypto';
import type { linkToken } from '../schema/index.ts';

export type LinkPurpose = (typeof linkToken.$inferSelect)['purpose'];

/**
 * The token of a link: an HMAC of the server's key over purpose, subject and letter, so that a repeated letter carries the
 * same link again and nobody can guess one (API.md, Approvals). 43 characters; only its hash is stored.
 */
export function linkTokenFor(linkKey: Buffer, link: { purpose: LinkPurpose; subjectId: string; letterId: string }): string {
  return createHmac('sha256', linkKey)
    .update(JSON.stringify([link.purpose, link.subjectId, link.letterId]))
    .digest('base64url');
}

export function linkTokenSha256(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
