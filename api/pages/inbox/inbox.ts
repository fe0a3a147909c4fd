import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderInboxLetterPage, renderInboxPage } from '../../../templates/pages/render-inbox.ts';
import type { ApiContext } from '../../context.ts';
import { type CaughtMessage, readCaught, readCaughtAttachment, readCaughtMessage } from '../../inbox/read-caught.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { contentPolicy } from '../page-headers.ts';
import { sendPage } from '../send-page.ts';

const perPage = 50;
const options = { config: { public: true } } as const;
// A letter brings its own styles; nothing of it runs, sends or loads.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** `/inbox`: what the local mail server caught, where there is one. */
export function registerInbox(app: FastifyInstance, ctx: ApiContext, dir: string): void {
  app.get('/inbox', options, async (request, reply) => list(ctx, dir, { request, reply }));
  app.get('/inbox/messages.json', options, async (_request, reply) => reply.send((await readCaught(dir)).map(summary)));
  app.get('/inbox/:id', options, async (request, reply) => letter(ctx, dir, { request, reply }));
  app.get('/inbox/:id/html', options, async (request, reply) => {
    const message = await found(dir, request);
    return reply.headers({ 'content-security-policy': letterPolicy, 'x-frame-options': 'SAMEORIGIN' }).type('text/html; charset=utf-8').send(message.html);
  });
  app.get('/inbox/:id/attachments/:place', options, async (request, reply) => {
    const { id, place } = request.params as { id: string; place: string };
    const file = /^\d{1,2}$/.test(place) ? await readCaughtAttachment(dir, id, Number(place)) : undefined;
    if (!file) throw new RuleViolation('not_found', 'The letter has no such attachment.');
    reply.header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(file.filename)}`);
    return reply.type(file.contentType === 'application/pdf' ? 'application/pdf' : 'application/octet-stream').send(Buffer.from(file.bytes));
  });
}

type Visit = Readonly<{ request: FastifyRequest; reply: FastifyReply }>;

async function list(ctx: ApiContext, dir: string, { request, reply }: Visit): Promise<FastifyReply> {
  keepLanguage(request, reply);
  const { page: asked } = request.query as { page?: unknown };
  const page = typeof asked === 'string' && /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1;
  const all = await readCaught(dir);
  const shown = all.slice((page - 1) * perPage, page * perPage);
  const letters = shown.map(({ id, subject, to, at, attachments }) => ({ url: `/inbox/${id}`, subject, to: to.join(', '), at, attachments: attachments.length }));
  const url = (to: number): string => (to === 1 ? '/inbox' : `/inbox?page=${to}`);
  const frame = await staffFrame(ctx, request, { section: 'inbox' });
  return sendPage(
    reply,
    renderInboxPage({ frame, letters, total: all.length, newerUrl: page > 1 ? url(page - 1) : null, olderUrl: page * perPage < all.length ? url(page + 1) : null }, await readerOf(ctx, request)),
  );
}

async function letter(ctx: ApiContext, dir: string, { request, reply }: Visit): Promise<FastifyReply> {
  keepLanguage(request, reply);
  const message = await found(dir, request);
  const { id, subject, from, to, at, html, text, attachments, headers } = message;
  const frame = await staffFrame(ctx, request, { section: 'inbox' });
  const view = {
    frame,
    subject,
    from,
    to: to.join(', '),
    at,
    htmlUrl: html === '' ? null : `/inbox/${id}/html`,
    text: text === '' ? null : text,
    attachments: attachments.map((file, place) => ({ name: file.filename, bytes: file.sizeBytes, url: `/inbox/${id}/attachments/${place}` })),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  };
  reply.header('content-security-policy', contentPolicy("frame-src 'self'"));
  return sendPage(reply, renderInboxLetterPage(view, await readerOf(ctx, request)));
}

async function found(dir: string, request: FastifyRequest): Promise<CaughtMessage> {
  const message = await readCaughtMessage(dir, (request.params as { id: string }).id);
  if (!message) throw new RuleViolation('not_found', 'There is no such letter.');
  return message;
}

function summary({ id, to, subject, text, links, attachments, at, headers }: CaughtMessage) {
  return { id, to, subject, text, links, attachments, at, message_id: headers['message-id'] ?? null };
}
