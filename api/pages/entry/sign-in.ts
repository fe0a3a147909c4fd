import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../../../db/ids.ts';
import { findPersonByEmail } from '../../../db/sessions/find-person.ts';
import { revokeSession } from '../../../db/sessions/revoke-session.ts';
import { isSignInLinkAlive, spendSignInLink } from '../../../db/sessions/sign-in-link.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { renderSignInConfirmPage, renderSignInPage } from '../../../templates/pages/render-entry.ts';
import type { FormState } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { startSignInLetter } from '../../process/start-letters.ts';
import { Attempts } from '../attempts.ts';
import { formFields, words } from '../forms/form-fields.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { setLinkHeaders } from '../page-headers.ts';
import { sendPage } from '../send-page.ts';
import { refuseForeignEntry } from './anonymous-form.ts';
import { nextPage } from './next-page.ts';
import { beginSession, forgetSession } from './session-cookie.ts';

type Visit = Readonly<{ ctx: ApiContext; request: FastifyRequest; reply: FastifyReply }>;
type Shown = Readonly<{ next: string; sent?: boolean; linkDead?: boolean; form?: FormState | null; status?: number }>;

const perMinute = 10;
const emailForm = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/;

/** Staff sign in by a link in a letter: asked for by address, answered alike for every address, used once by a button. */
export function registerSignIn(app: FastifyInstance, ctx: ApiContext): void {
  const asked = new Attempts(perMinute);
  const options = { config: { public: true } } as const;
  app.get('/sign-in', options, async (request, reply) => {
    keepLanguage(request, reply);
    return show({ ctx, request, reply }, { next: nextPage((request.query as { next?: unknown }).next) });
  });
  app.post('/sign-in', options, async (request, reply) => {
    const nowMs = ctx.now().getTime();
    asked.refuseAbove(request.ip, nowMs);
    asked.note(request.ip, nowMs);
    return askForLink({ ctx, request, reply });
  });
  app.get('/sign-in/:token', options, async (request, reply) => showLink({ ctx, request, reply }));
  app.post('/sign-in/:token', options, async (request, reply) => signIn({ ctx, request, reply }));
  app.post('/sign-out', options, async (request, reply) => signOut({ ctx, request, reply }));
}

async function show({ ctx, request, reply }: Visit, { next, sent = false, linkDead = false, form = null, status = 200 }: Shown): Promise<FastifyReply> {
  const frame = await staffFrame(ctx, request, { section: 'none' });
  return sendPage(reply, renderSignInPage({ frame, next, sent, linkDead, demo: ctx.config.demo, form }, await readerOf(ctx, request)), status);
}

async function askForLink(visit: Visit): Promise<FastifyReply> {
  const { ctx, request } = visit;
  const form = formFields(request.body, ['csrf', 'next', 'email']);
  refuseForeignEntry(ctx, request, form.csrf);
  const next = nextPage(form.next),
    email = words(form.email) ?? '';
  if (!emailForm.test(email)) return show(visit, { next, form: { problems: [{ field: 'email', code: 'email_unreadable' }], values: { email } }, status: 422 });
  const person = await findPersonByEmail(ctx.db, email);
  if (person) await startSignInLetter(ctx.temporal, { userId: person.id, letterId: newId('let'), next, now: ctx.now().toISOString() });
  return show(visit, { next, sent: true });
}

/** Following the link only shows a button: mail scanners follow links too. */
async function showLink(visit: Visit): Promise<FastifyReply> {
  const { ctx, request, reply } = visit;
  setLinkHeaders(reply);
  keepLanguage(request, reply);
  const { token } = request.params as { token: string };
  const next = nextPage((request.query as { next?: unknown }).next);
  if (!(await isSignInLinkAlive(ctx.db, token, ctx.now().toISOString()))) return show(visit, { next, linkDead: true, status: 404 });
  const frame = await staffFrame(ctx, request, { section: 'none' });
  return sendPage(reply, renderSignInConfirmPage({ frame, url: `/sign-in/${encodeURIComponent(token)}`, next }, await readerOf(ctx, request)));
}

async function signIn(visit: Visit): Promise<FastifyReply> {
  const { ctx, request, reply } = visit;
  setLinkHeaders(reply);
  const form = formFields(request.body, ['csrf', 'next']);
  refuseForeignEntry(ctx, request, form.csrf);
  const { token } = request.params as { token: string };
  const at = ctx.now().toISOString(),
    next = nextPage(form.next);
  const userId = await unitOfWork(ctx.pool, db => spendSignInLink(db, token, at));
  if (userId === null) return show(visit, { next, linkDead: true, status: 404 });
  await beginSession(ctx, reply, userId);
  return reply.redirect(next, 303);
}

async function signOut({ ctx, request, reply }: Visit): Promise<FastifyReply> {
  const { visitor } = request;
  const form = formFields(request.body, ['csrf']);
  if (visitor) {
    refuseForeignForm(visitor, form.csrf);
    await unitOfWork(ctx.pool, db => revokeSession(db, visitor.sessionSha256, ctx.now().toISOString()));
  }
  forgetSession(ctx, reply);
  return reply.redirect('/?done=signed_out', 303);
}
