import type { FastifyRequest } from 'fastify';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { readFormToken } from '../forms/form-token.ts';
import { refuseForeignForm } from '../frame/visitor.ts';

/** Throws `form_expired` for a form of a page without a session that was not made here, is too old, or comes from another site. */
export function refuseForeignEntry(ctx: ApiContext, request: FastifyRequest, csrf: string | undefined): void {
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site') throw new RuleViolation('form_expired', 'The form comes from another site.');
  if (request.visitor) return refuseForeignForm(request.visitor, csrf);
  if (readFormToken(ctx, { purpose: 'anonymous', subject: '' }, csrf) === null) throw new RuleViolation('form_expired', 'The form is too old or was not made here.');
}
