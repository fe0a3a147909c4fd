import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { changeDraft, changesNothing, type DraftChange, isChanged } from '../../../db/deals/change-draft.ts';
import type { DealRow } from '../../../db/deals/create-deal.ts';
import { readFactFate } from '../../../db/money/deal-outbox.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readDealHead } from '../../../db/read/deal-record.ts';
import type { Actor } from '../../../db/schema/index.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { priceQuote } from '../../../domain/quote/price-quote.ts';
import { stampPackage } from '../../../domain/quote/term-stamps.ts';
import type { ApiContext } from '../../context.ts';
import { type BothTexts, orBothTexts } from '../../problem/both-texts.ts';
import { phaseOf } from '../../process/deal-phase.ts';
import { ensureStarted } from '../../process/ensure-started.ts';
import { deliverWithin, relayingOf } from '../../relay/relay.ts';
import { askedLanguage } from '../../schemas/asked-language.ts';
import { Deal } from '../../schemas/deal.ts';
import { PackageRequest, type PackageRequestBody } from '../../schemas/deal-request.ts';
import { ifMatch } from '../../schemas/if-match.ts';
import { PackageDraft, packageConflict } from '../../schemas/package-draft.ts';
import { Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { requestedBy } from '../requested-by.ts';
import { answerDeal } from './answer-deal.ts';
import { dealNow } from './deal-now.ts';
import { packageTexts, readDraft } from './package-texts.ts';
import { changedPackage } from './read-package.ts';

const tags = ['Deals'];
const params = z.strictObject({ id: Id });
/** As long as a command to the process may take. */
const answerWithinMs = 8_000;

/** The package that a deal is about: its draft to read, and to change with If-Match. */
export function registerPackage(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const reading = { tags, operationId: 'getPackage', summary: 'The draft of the package; its ETag is what a change names in If-Match', params, response: { 200: PackageDraft, ...problems(404) } };
  api.get('/v1/deals/:id/package', { config: { scope: 'deals:read' }, schema: reading }, async (request, reply) => {
    const { shown, etag } = await readDraft(ctx.db, request.params.id);
    return reply.header('etag', etag).send(shown);
  });
  const changing = {
    ...{ tags, operationId: 'changePackage', summary: 'Change the package', params, body: PackageRequest },
    description:
      'In `quoting` it edits the draft; in `approving` and `accepting` it makes the next version at once and supersedes the open tasks; what already stands changes nothing and supersedes nothing. If-Match names the `draft_revision`; where somebody else was faster, 412 carries both texts and the ETag to send the merged one with. 503 means that nothing was changed.',
    response: { 200: Deal, 202: Deal.describe('The change is kept; the process takes it, and the totals follow, as soon as it answers again.'), ...problems(404, 409, 422, 428), ...packageConflict },
  };
  api.put('/v1/deals/:id/package', { config: { scope: 'deals:write' }, schema: changing }, async (request, reply) => {
    const asked = { dealId: request.params.id, body: request.body, actor: requestedBy(request) };
    const fate = await orBothTexts(
      reply,
      () => changePackage(ctx, { ...asked, revision: ifMatch(request) }),
      () => textsOf(ctx, asked),
    );
    const deal = await answerDeal(ctx, request.params.id, { language: askedLanguage(request) });
    return reply
      .code(fate === 'taken' ? 200 : 202)
      .header('etag', `"${deal.draft_revision}"`)
      .send(deal);
  });
}

type Asked = Readonly<{ dealId: string; body: PackageRequestBody; actor: Actor }>;
type Change = Asked & Readonly<{ revision: number }>;

/**
 * Nothing is half done: the process is asked first where it stands, so that a silent or closed one leaves the deal as it was; then the draft is kept together
 * with the news of it, which the relay repeats until the process has it. Only a process that falls silent in between leaves `waiting`, and takes the change later.
 */
async function changePackage(ctx: ApiContext, given: Change): Promise<'taken' | 'waiting'> {
  const { dealId, revision: draftRevision, actor } = given;
  const { deal } = await readDealHead(ctx.db, dealId);
  const order = { ...(await changeOf(ctx, deal, given)), dealId, draftRevision, actor, now: ctx.now().toISOString() };
  await ensureStarted(ctx, deal, actor);
  if (!isChanged(deal, order)) await refuseSettled(ctx, deal);
  if (changesNothing(deal, order)) return 'taken';
  const outboxId = await unitOfWork(ctx.pool, db => changeDraft(db, order));
  await deliverWithin(relayingOf(ctx), [outboxId], answerWithinMs);
  const fate = await readFactFate(ctx.db, outboxId);
  if (fate === 'refused') throw tooLate();
  return fate;
}

/** What a request makes of a draft, when by the deal's own clock, and what that costs by the VAT rates of that day. */
async function changeOf(ctx: ApiContext, deal: DealRow, { body, actor: { type, id } }: Asked): Promise<Pick<DraftChange, 'change' | 'price' | 'at'>> {
  const { zone } = await readPolicy(ctx.db);
  const at = dealNow(ctx, deal);
  return {
    at,
    change: draft => stampPackage(changedPackage(draft, body), { before: draft, by: { type, id }, at }),
    price: content => priceQuote(content, dateInZone(at, zone)).totals,
  };
}

async function textsOf(ctx: ApiContext, asked: Asked): Promise<BothTexts> {
  const { deal } = await readDealHead(ctx.db, asked.dealId);
  return packageTexts(ctx.db, deal.id, (await changeOf(ctx, deal, asked)).change);
}

/** The row may lag a moment behind its process; what the process is past is refused before anything is written. */
async function refuseSettled({ temporal }: ApiContext, { workflowId }: DealRow): Promise<void> {
  const phase = await phaseOf(temporal, workflowId);
  if (phase === 'billing' || phase === 'closed') throw tooLate();
}

const tooLate = () => new RuleViolation('wrong_stage', 'The package can no longer be changed at this stage.');
