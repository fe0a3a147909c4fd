import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StaffRole } from '../../../db/schema/people.ts';
import { findSession, type SignedInPerson } from '../../../db/sessions/find-session.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';

export const sessionCookie = 'q2c_session';

/** Who is signed in, with the token that this session's forms carry. */
export type Visitor = Readonly<{ person: SignedInPerson; sessionSha256: string; csrf: string }>;

declare module 'fastify' {
  interface FastifyRequest {
    visitor: Visitor | null;
  }
}

export const sessionSha256 = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Finds the person behind the session cookie before a page is made; without one, or with a dead one, the request goes on as nobody's. */
export function meetVisitor(ctx: ApiContext) {
  return async (request: FastifyRequest): Promise<void> => {
    const token = request.cookies[sessionCookie];
    if (request.url.startsWith('/assets/') || !token || token.length > 100) return;
    const sha256 = sessionSha256(token);
    const person = await findSession(ctx.db, { tokenSha256: sha256, at: ctx.now().toISOString() });
    if (person) request.visitor = { person, sessionSha256: sha256, csrf: csrfOf(ctx, sha256) };
  };
}

/** The visitor of a staff page. Whoever is not signed in is sent to sign in and comes back; answers null where that has happened. */
export async function staffVisitor(request: FastifyRequest, reply: FastifyReply): Promise<Visitor | null> {
  if (request.visitor) return request.visitor;
  await reply.redirect(`/sign-in?next=${encodeURIComponent(request.method === 'GET' ? request.url : '/deals')}`, 303);
  return null;
}

/** Throws `form_expired` where a form does not carry the token of the session it was made for. */
export function refuseForeignForm(visitor: Visitor, csrf: string | undefined): void {
  if (csrf === undefined || !sameText(csrf, visitor.csrf)) throw new RuleViolation('form_expired', 'The form was not made for this session.');
}

export function sameText(one: string, other: string): boolean {
  const [a, b] = [createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest()];
  return timingSafeEqual(a, b);
}

export const hasRole = (person: SignedInPerson, ...roles: readonly StaffRole[]): boolean =>
  (person.roles as readonly string[]).some(role => role === 'admin' || (roles as readonly string[]).includes(role));

function csrfOf({ config }: ApiContext, sha256: string): string {
  return createHmac('sha256', config.linkKey)
    .update(JSON.stringify(['csrf', sha256]))
    .digest('base64url');
}
