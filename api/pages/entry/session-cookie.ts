import { randomBytes } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { openSession } from '../../../db/sessions/open-session.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { ApiContext } from '../../context.ts';
import { sessionCookie, sessionSha256 } from '../frame/visitor.ts';

const livesSeconds = 12 * 3_600;

/** Begins a session of 12 hours for a person and gives its token to the browser, which shows it to nobody. */
export async function beginSession(ctx: ApiContext, reply: FastifyReply, userId: string): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  const now = ctx.now();
  const row = { tokenSha256: sessionSha256(token), userId, createdAt: now.toISOString(), expiresAt: new Date(now.getTime() + livesSeconds * 1000).toISOString() };
  await unitOfWork(ctx.pool, db => openSession(db, row));
  reply.setCookie(sessionCookie, token, { ...cookieOptions(ctx), maxAge: livesSeconds });
}

export function forgetSession(ctx: ApiContext, reply: FastifyReply): void {
  reply.clearCookie(sessionCookie, cookieOptions(ctx));
}

function cookieOptions({ config }: ApiContext) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: config.publicUrl.startsWith('https:') } as const;
}
