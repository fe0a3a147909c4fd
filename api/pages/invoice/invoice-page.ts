import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { markInvoiceViewed } from '../../../db/pages/mark-invoice-viewed.ts';
import { type InvoiceFile, readInvoiceFile } from '../../../db/pages/read-invoice-file.ts';
import { readCompany } from '../../../db/read/company-rules.ts';
import { readDocument } from '../../../db/read/documents.ts';
import { readReminderPolicyFor } from '../../../db/read/reminder-policies.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { isLanguage } from '../../../templates/language/language.ts';
import { renderInvoicePage } from '../../../templates/pages/render-invoice.ts';
import type { InvoicePageView } from '../../../templates/pages/views/invoice-view.ts';
import type { ApiContext } from '../../context.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';
import { Attempts } from '../attempts.ts';
import { withDone } from '../frame/done-code.ts';
import { keepLanguage, publicFrame, readerOf } from '../frame/frames.ts';
import { Guesses } from '../guesses.ts';
import { contentPolicy, setLinkHeaders } from '../page-headers.ts';
import { sendDocument } from '../send-document.ts';
import { sendPage } from '../send-page.ts';
import { disputeByCustomer, receiptByCustomer } from './customer-asks.ts';
import { invoiceView } from './invoice-view.ts';
import { orderByCustomer } from './order-form.ts';
import { paidByCustomer } from './paid-form.ts';
import { promiseByCustomer } from './promise-form.ts';
import { readSent, takeFiles } from './read-sent.ts';
import { orderField } from './sent-order.ts';
import type { CustomerOutcome, Given } from './tell-deal.ts';

type Visit = Readonly<{ ctx: ApiContext; request: FastifyRequest; reply: FastifyReply; file: InvoiceFile; token: string }>;

const perMinute = 10;

/** `/i/<token>`: what remains to be paid and how, for whoever holds the link. GET only reads, and proves nobody's eyes; what is told us comes by POST. */
export function registerInvoicePage(app: FastifyInstance, ctx: ApiContext): void {
  const sent = new Attempts(perMinute),
    guesses = new Guesses(perMinute);
  const options = { config: { public: true } } as const;
  const follow = async (request: FastifyRequest, reply: FastifyReply): Promise<Visit> => {
    setLinkHeaders(reply);
    keepLanguage(request, reply);
    const { token } = request.params as { token: string };
    const { file } = await guesses.follow(request.ip, ctx.now().getTime(), async () => {
      const found = /^[A-Za-z0-9_-]{43}$/.test(token) ? await readInvoiceFile(ctx.db, token, deal => dealNow(ctx, deal)) : null;
      return { known: found !== null, file: found };
    });
    if (!file) throw new RuleViolation('link_dead', 'There is no such link.');
    return { ctx, request, reply, file, token };
  };
  const followToTell = async (request: FastifyRequest, reply: FastifyReply): Promise<Visit> => {
    const key = `${request.ip} ${(request.params as { token: string }).token.slice(0, 50)}`,
      nowMs = ctx.now().getTime();
    sent.refuseAbove(key, nowMs);
    sent.note(key, nowMs);
    return follow(request, reply);
  };
  app.get('/i/:token', options, async (request, reply) => show(await follow(request, reply), null, 200));
  app.get('/i/:token/pdf', options, async (request, reply) => sendPdf(await follow(request, reply)));
  app.post('/i/:token/promise', options, async (request, reply) => {
    const visit = await followToTell(request, reply);
    return answer(visit, 'promise', await promiseByCustomer(ctx, await givenBy(visit)));
  });
  // Told by the page's script once a person has touched it: no page comes back, and a link that leads nowhere is told nothing else.
  app.post('/i/:token/view', options, async (request, reply) => {
    const { file } = await followToTell(request, reply);
    await unitOfWork(ctx.pool, db => markInvoiceViewed(db, file.invoice.id, dealNow(ctx, file.deal)));
    return reply.code(204).send();
  });
  app.post('/i/:token/receipt', options, async (request, reply) => {
    const visit = await followToTell(request, reply);
    return answer(visit, 'receipt', await receiptByCustomer(ctx, await givenBy(visit)));
  });
  app.post('/i/:token/dispute', options, async (request, reply) => {
    const visit = await followToTell(request, reply);
    return answer(visit, 'dispute', await disputeByCustomer(ctx, await givenBy(visit)));
  });
  // Files are taken at these two addresses alone: whatever else comes as a form with files is refused unread.
  app.register(async uploads => {
    await takeFiles(uploads);
    uploads.post('/i/:token/paid', options, async (request, reply) => {
      const visit = await followToTell(request, reply);
      const { fields, file } = await readSent(request, orderField);
      return answer(visit, 'paid', await paidByCustomer(ctx, { ...(await givenBy(visit)), body: fields }, file));
    });
    uploads.post('/i/:token/payment-order', options, async (request, reply) => {
      const visit = await followToTell(request, reply);
      const { fields, file } = await readSent(request, orderField);
      return answer(visit, 'order', await orderByCustomer(ctx, { ...(await givenBy(visit)), body: fields }, file));
    });
  });
}

async function givenBy({ ctx, file, request }: Visit): Promise<Given> {
  return { file, reminders: (await readReminderPolicyFor(ctx.db, file.invoice.id)).policy, nowAt: dealNow(ctx, file.deal), body: request.body };
}

async function show({ ctx, request, reply, file, token }: Visit, form: InvoicePageView['form'], status: number): Promise<FastifyReply> {
  const nowAt = dealNow(ctx, file.deal);
  const reader = await readerOf(ctx, request, { language: file.customer.language, zone: file.customer.timeZone });
  const [company, { policy: reminders }, frame] = await Promise.all([
    readCompany(ctx.db),
    readReminderPolicyFor(ctx.db, file.invoice.id),
    publicFrame(ctx, request, { nowAt, language: reader.language }),
  ]);
  reply.header('content-security-policy', contentPolicy("script-src 'self'", "connect-src 'self'"));
  return sendPage(
    reply,
    renderInvoicePage(invoiceView({ file, company, reminders, token, publicUrl: ctx.config.publicUrl, frame: { ...frame, path: `/i/${token}` }, language: reader.language, nowAt, form }), reader),
    status,
  );
}

async function answer(visit: Visit, of: NonNullable<InvoicePageView['form']>['of'], outcome: CustomerOutcome): Promise<FastifyReply> {
  if ('done' in outcome) return visit.reply.redirect(withDone(`/i/${visit.token}`, outcome.done), 303);
  return show(visit, { of, problems: outcome.problems, values: outcome.values }, outcome.status);
}

async function sendPdf({ ctx, request, reply, file }: Visit): Promise<FastifyReply> {
  const { language } = request.query as { language?: unknown };
  const print = await readDocument(ctx.db, { kind: 'invoice', subjectId: file.invoice.id, language: isLanguage(language) ? language : file.invoice.language });
  if (!print) throw new RuleViolation('not_found', 'The invoice has not been printed yet.');
  return sendDocument(reply, print);
}
