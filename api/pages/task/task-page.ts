import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readDocument } from '../../../db/read/documents.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { isLanguage } from '../../../templates/language/language.ts';
import { renderTaskPage } from '../../../templates/pages/render-task.ts';
import { renderTaskDeadPage, renderTaskDecidedPage, renderTaskSupersededPage } from '../../../templates/pages/render-task-answers.ts';
import type { FormState, PageReader } from '../../../templates/pages/views/frame-view.ts';
import type { CodeAsked } from '../../../templates/pages/views/task-view.ts';
import type { ApiContext } from '../../context.ts';
import { Attempts } from '../attempts.ts';
import { newFormToken } from '../forms/form-token.ts';
import { keepLanguage, publicFrame, readerOf } from '../frame/frames.ts';
import { Guesses } from '../guesses.ts';
import { setLinkHeaders } from '../page-headers.ts';
import { sendDocument } from '../send-document.ts';
import { sendPage } from '../send-page.ts';
import { type DecisionForm, decideByLink, readDecisionForm } from './decide-by-link.ts';
import { sendNewLink } from './new-link.ts';
import { type OpenedLink, openLink, stateOfLink } from './open-link.ts';
import { recallByLink } from './recall-by-link.ts';
import { taskDecided, taskSuperseded } from './task-answers.ts';
import { taskQuestion } from './task-question.ts';

type Visit = Readonly<{ ctx: ApiContext; request: FastifyRequest; reply: FastifyReply }>;
/** A page shown again after a form was sent back, which goes on with its nonce where that still counts, and asks for a code where there is one. */
type Again = Readonly<{ form: FormState; status: number; nonce: string | null; code: CodeAsked | null }>;

const perMinute = 10;

/** `/t/<token>`: the page of one approval step for one person. GET and HEAD only read; a decision needs a form made for this link. */
export function registerTaskPage(app: FastifyInstance, ctx: ApiContext): void {
  const sent = new Attempts(perMinute),
    guesses = new Guesses(perMinute);
  const options = { config: { public: true } } as const;
  const follow = async (request: FastifyRequest, reply: FastifyReply): Promise<OpenedLink | null> => {
    setLinkHeaders(reply);
    keepLanguage(request, reply);
    const { opened } = await guesses.follow(request.ip, ctx.now().getTime(), () => openLink(ctx, tokenOf(request)));
    return opened;
  };
  const limit = (request: FastifyRequest): void => {
    const nowMs = ctx.now().getTime(),
      key = `${request.ip} ${tokenOf(request).slice(0, 50)}`;
    sent.refuseAbove(key, nowMs);
    sent.note(key, nowMs);
  };
  app.get('/t/:token', options, async (request, reply) => show({ ctx, request, reply }, await follow(request, reply), null));
  app.get('/t/:token/quote.pdf', options, async (request, reply) => sendQuote({ ctx, request, reply }, await follow(request, reply)));
  app.post('/t/:token', options, async (request, reply) => {
    limit(request);
    return decide({ ctx, request, reply }, await follow(request, reply));
  });
  app.post('/t/:token/recall', options, async (request, reply) => {
    limit(request);
    return recall({ ctx, request, reply }, await follow(request, reply));
  });
  app.post('/t/:token/new-link', options, async (request, reply) => {
    limit(request);
    await sendNewLink(ctx, await follow(request, reply));
    return showDead({ ctx, request, reply }, { sent: true, status: 200 });
  });
}

const tokenOf = (request: FastifyRequest): string => (request.params as { token: string }).token;

async function show(visit: Visit, opened: OpenedLink | null, again: Again | null): Promise<FastifyReply> {
  const { ctx, request, reply } = visit;
  const state = opened ? stateOfLink(opened) : 'dead';
  if (!opened || state === 'dead') return showDead(visit, { sent: false, status: 404 });
  const reader = await readerFor(visit, opened);
  const frame = await publicFrame(ctx, request, { nowAt: opened.nowAt, language: reader.language });
  const form = again?.form ?? null;
  switch (state) {
    case 'open': {
      const nonce = again?.nonce ?? newFormToken(ctx, { purpose: 'decide', subject: opened.link.tokenSha256 }).text;
      return sendPage(reply, renderTaskPage(await taskQuestion(ctx, opened, { frame, language: reader.language, nonce, form, code: again?.code ?? null }), reader), again?.status);
    }
    case 'superseded':
      return sendPage(reply, renderTaskSupersededPage(await taskSuperseded(ctx, opened, frame), reader), request.method === 'POST' ? 409 : 200);
    case 'decided':
    case 'handed_over':
    case 'expired':
      return sendPage(reply, renderTaskDecidedPage(await taskDecided(ctx, opened, { frame, state, form }), reader), again?.status);
  }
}

async function showDead(visit: Visit, { sent, status }: { sent: boolean; status: number }): Promise<FastifyReply> {
  const { ctx, request, reply } = visit;
  const reader = await readerOf(ctx, request);
  const frame = await publicFrame(ctx, request, { nowAt: ctx.now().toISOString(), language: reader.language });
  // The form of a dead page leads to this same address again, whatever stands in it.
  return sendPage(reply, renderTaskDeadPage({ frame, url: `/t/${encodeURIComponent(tokenOf(request))}`, sent }, reader), status);
}

/** One decision by one sending of the form. Whoever comes late is shown the outcome; a form that lacks something comes back as it was written. */
async function decide(visit: Visit, opened: OpenedLink | null): Promise<FastifyReply> {
  const { ctx, request, reply } = visit;
  const form = readDecisionForm(request.body);
  if (!opened || stateOfLink(opened) !== 'open') return show(visit, opened, null);
  const { language } = await readerFor(visit, opened);
  const outcome = await decideByLink(ctx, opened, { form, language, ip: request.ip, userAgent: request.headers['user-agent'] ?? '' });
  if (outcome.result === 'sent_back') return show(visit, opened, { ...outcome, form: { problems: outcome.problems, values: valuesOf(form) } });
  return reply.redirect(`/t/${opened.token}`, 303);
}

function valuesOf({ decision = '', comment = '', to_user_id = '' }: DecisionForm): Record<string, string> {
  return { decision, comment, to_user_id };
}

async function recall(visit: Visit, opened: OpenedLink | null): Promise<FastifyReply> {
  const { ctx, request, reply } = visit;
  if (!opened || stateOfLink(opened) !== 'decided') return show(visit, opened, null);
  const problem = await recallByLink(ctx, opened, request.body);
  if (problem !== null) return show(visit, opened, { form: { problems: [{ field: null, code: problem }], values: {} }, status: problem === 'try_again' ? 503 : 409, nonce: null, code: null });
  return reply.redirect(`/t/${opened.token}?done=decision_recalled`, 303);
}

async function sendQuote({ ctx, request, reply }: Visit, opened: OpenedLink | null): Promise<FastifyReply> {
  const state = opened ? stateOfLink(opened) : 'dead';
  if (!opened || state === 'dead' || state === 'expired') throw new RuleViolation('link_dead', 'The link is dead.');
  const { language } = request.query as { language?: unknown };
  const print = await readDocument(ctx.db, { kind: 'quote', subjectId: opened.file.version.id, language: isLanguage(language) ? language : 'ru' });
  if (!print) throw new RuleViolation('not_found', 'The quote has not been printed yet.');
  return sendDocument(reply, print);
}

function readerFor({ ctx, request }: Visit, { person }: OpenedLink): Promise<PageReader> {
  return readerOf(ctx, request, { language: person.language, zone: person.timeZone });
}
