import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type CourtesyVia, changeCourtesy, readCourtesyCustomer } from '../../../db/customers/courtesy.ts';
import type { CustomerRow } from '../../../db/customers/keep-customer.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderCourtesyPage } from '../../../templates/pages/render-courtesy.ts';
import type { ApiContext } from '../../context.ts';
import { deliverWithin, relayingOf } from '../../relay/relay.ts';
import { Attempts } from '../attempts.ts';
import { formFields } from '../forms/form-fields.ts';
import { keepLanguage, publicFrame, readerOf } from '../frame/frames.ts';
import { Guesses } from '../guesses.ts';
import { setLinkHeaders } from '../page-headers.ts';
import { sendPage } from '../send-page.ts';

type Visit = Readonly<{ ctx: ApiContext; request: FastifyRequest; reply: FastifyReply; customer: CustomerRow; token: string }>;

const perMinute = 10;
const oneClick = 'List-Unsubscribe';

/**
 * `/u/<token>`: reminders before the due date, to decline and to take on again. GET only reads, whatever opens the link; POST decides, from
 * the page's own form or with one click of a mail program, whose body is `List-Unsubscribe=One-Click` (RFC 8058). Notices of a debt go on.
 */
export function registerCourtesyPage(app: FastifyInstance, ctx: ApiContext): void {
  const sent = new Attempts(perMinute),
    guesses = new Guesses(perMinute);
  const follow = async (request: FastifyRequest, reply: FastifyReply): Promise<Visit> => {
    setLinkHeaders(reply);
    keepLanguage(request, reply);
    const { token } = request.params as { token: string };
    const { customer } = await guesses.follow(request.ip, ctx.now().getTime(), async () => {
      const found = /^[A-Za-z0-9_-]{43}$/.test(token) ? await readCourtesyCustomer(ctx.db, token) : null;
      return { known: found !== null, customer: found };
    });
    if (!customer) throw new RuleViolation('link_dead', 'There is no such link.');
    return { ctx, request, reply, customer, token };
  };
  app.register(async page => {
    // Mail programs may send their one field as a form of parts.
    page.addContentTypeParser('multipart/form-data', { parseAs: 'string', bodyLimit: 4_096 }, (_request, body, done) => {
      done(null, /name="?List-Unsubscribe"?\r?\n\r?\nOne-Click\r?\n/.test(String(body)) ? { [oneClick]: 'One-Click' } : {});
    });
    page.get('/u/:token', { config: { public: true } }, async (request, reply) => show(await follow(request, reply)));
    page.post('/u/:token', { config: { public: true } }, async (request, reply) => {
      const key = `${request.ip} ${(request.params as { token: string }).token.slice(0, 50)}`,
        nowMs = ctx.now().getTime();
      sent.refuseAbove(key, nowMs);
      sent.note(key, nowMs);
      const visit = await follow(request, reply);
      return show({ ...visit, customer: await decided(visit) });
    });
  });
}

/** What the customer wants from here on, recorded, and told to the deals that are open. */
async function decided({ ctx, request, customer, token }: Visit): Promise<CustomerRow> {
  const stop = wishOf(request.body);
  const change = { customerId: customer.id, stop, now: ctx.now().toISOString() };
  const outboxIds = await unitOfWork(ctx.pool, db => changeCourtesy(db, change));
  await deliverWithin(relayingOf(ctx), outboxIds);
  return (await readCourtesyCustomer(ctx.db, token)) ?? customer;
}

/** Throws `validation_failed` where a form was sent that says neither: nothing is decided by default. */
function wishOf(body: unknown): CourtesyVia | null {
  const form = formFields(body, [oneClick, 'reminders']);
  if (form[oneClick] === 'One-Click') return 'one_click';
  if (form.reminders === 'stop') return 'page';
  if (form.reminders === 'resume') return null;
  throw new RuleViolation('validation_failed', 'The form says neither to stop the reminders nor to resume them.');
}

async function show({ ctx, request, reply, customer, token }: Visit): Promise<FastifyReply> {
  const reader = await readerOf(ctx, request, { language: customer.language, zone: customer.timeZone });
  const frame = await publicFrame(ctx, request, { nowAt: ctx.now().toISOString(), language: reader.language });
  const view = { frame: { ...frame, path: `/u/${token}` }, url: `/u/${token}`, customerName: customer.name, stoppedAt: customer.courtesyStoppedAt };
  return sendPage(reply, renderCourtesyPage(view, reader), 200);
}
