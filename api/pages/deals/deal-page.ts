import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readDealFile } from '../../../db/pages/read-deal-file.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import { readPayerProfile } from '../../../db/payers/read-payer-profile.ts';
import { readCalendar, readPolicy } from '../../../db/read/company-rules.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderDealPage } from '../../../templates/pages/render-deal.ts';
import type { DealPageView } from '../../../templates/pages/views/deal-view.ts';
import type { ApiContext } from '../../context.ts';
import { probeFastForward } from '../../process/fast-forward-deal.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { staffVisitor, type Visitor } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { type DealScene, dealView } from './deal-view.ts';

/** `/deals/{id}` for everybody of the company; what each may do there is another matter. */
export function registerDealPage(app: FastifyInstance, ctx: ApiContext): void {
  app.get('/deals/:id', { config: { public: true } }, async (request, reply) => {
    const visitor = await staffVisitor(request, reply);
    if (!visitor) return reply;
    keepLanguage(request, reply);
    return sendPage(reply, renderDealPage(...(await dealPage(ctx, { request, visitor, form: null }))));
  });
}

/** Shows a deal's page again with the form that was sent back, its problems and what was typed. */
export async function showDealAgain(
  ctx: ApiContext,
  { request, reply, visitor }: { request: FastifyRequest; reply: FastifyReply; visitor: Visitor },
  back: { form: NonNullable<DealPageView['form']>; status: number },
): Promise<FastifyReply> {
  return sendPage(reply, renderDealPage(...(await dealPage(ctx, { request, visitor, form: back.form }))), back.status);
}

type Asked = Readonly<{ request: FastifyRequest; visitor: Visitor; form: DealPageView['form'] }>;

async function dealPage(ctx: ApiContext, asked: Asked): Promise<Parameters<typeof renderDealPage>> {
  const scene = await dealScene(ctx, asked);
  return [dealView(scene), scene.reader];
}

async function dealScene(ctx: ApiContext, { request, visitor: { person }, form }: Asked): Promise<DealScene> {
  const { id } = request.params as { id: string };
  const file = await readDealFile(ctx.db, id);
  if (!file) throw new RuleViolation('not_found', `There is no deal ${id}.`);
  const policy = await readPolicy(ctx.db);
  const [people, calendar, payer, frame, reader] = await Promise.all([
    readPeople(ctx.db),
    readCalendar(ctx.db, policy, file.customer.timeZone),
    readPayerProfile(ctx.db, file.customer, ctx.now().toISOString()),
    staffFrame(ctx, request, { section: 'deals' }),
    readerOf(ctx, request),
  ]);
  const { story } = request.query as { story?: unknown };
  // A form is sent to an address below the page; links of the page shown again lead to the page itself.
  return {
    file,
    frame: { ...frame, path: `/deals/${id}` },
    reader,
    person,
    people,
    config: ctx.config,
    policy,
    calendar,
    payer,
    nowAt: dealNow(ctx, file.deal),
    wholeStory: story === 'all',
    canFastForward: await canFastForward(ctx),
    form,
    nonce: randomBytes(16).toString('hex'),
  };
}

/** Whether this Temporal server can move a deal's clock; one that does not answer just now is not asked to prove it. */
async function canFastForward({ temporal, config }: ApiContext): Promise<boolean> {
  if (!config.fastForward) return false;
  try {
    await probeFastForward({ temporal, namespace: config.namespace });
    return true;
  } catch (error) {
    return !(error instanceof RuleViolation && error.code === 'time_travel_unavailable');
  }
}
