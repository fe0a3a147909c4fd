import type { FastifyRequest } from 'fastify';
import { errorCodes } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

/** The revision that the asker has read, from `If-Match: "7"`. Throws `precondition_required`, or `precondition_failed` where it names nothing of ours. */
export function ifMatch(request: FastifyRequest): number {
  const header = request.headers['if-match'];
  if (header === undefined) throw new RuleViolation('precondition_required', errorCodes.precondition_required);
  const revision = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (revision === undefined) throw new RuleViolation('precondition_failed', 'If-Match must be the ETag of the object, such as "7".');
  return Number(revision);
}
