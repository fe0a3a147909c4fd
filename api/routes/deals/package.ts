import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { changeDraft } from '../../../db/deals/change-draft.ts';
import type { DealRow } from '../../../db/deals/create-deal.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readDealHead } from '../../../db/read/deal-record.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { canonicalJson } from '../../../domain/quote/canonical-package.ts';
import { priceQuote } from '../../../domain/quote/price-quote.ts';
import type { ApiContext } from '../../context.ts';
import { giveCommand } from '../../process/give-command.ts';
import { askedLanguage } from '../../schemas/asked-language.ts';
import { Deal } from '../../schemas/deal.ts';
import { PackageRequest, type PackageRequestBody } from '../../schemas/deal-request.ts';
import { ifMatch } from '../../schemas/if-match.ts';
import { Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { answerDeal } from './answer-deal.ts';
import { dealNow } from './deal-now.ts';
import { presentDraft } from './present-draft.ts';
import { changedPackage } from './read-package.ts';

const tags = ['Deals'];
const params = z.strictObject({ id: Id });
const Draft = z.object({ object: z.literal('package_draft'), deal_id: Id, revision: z.int(), content: z.unknown() });

/** The package that a deal is about: its draft to read, and to change with If-Match. */
export function registerPackage(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const reading = { tags, operationId: 'getPackage', summary: 'The draft of the package; its ETag is what a change names in If-Match', params, response: { 200: Draft, ...problems(404) } };
  api.get('/v1/deals/:id/package', { config: { scope: 'deals:read' }, schema: reading }, async (request, reply) => {
    const { deal } = await readDealHead(ctx.db, request.params.id);
    if (deal.draft === null) throw new RuleViolation('not_found', 'This deal has no package: its invoice was issued elsewhere.');
    return reply.header('etag', `"${deal.draftRevision}"`).send({ object: 'package_draft' as const, deal_id: deal.id, revision: deal.draftRevision, content: presentDraft(deal.draft) });
  });
  const changing = {
    ...{ tags, operationId: 'changePackage', summary: 'Change the package', params, body: PackageRequest },
    description: 'In `quoting` it edits the draft; in `approving` and `accepting` it makes the next version at once and supersedes the open tasks. If-Match names the `draft_revision`.',
    response: { 200: Deal, ...problems(404, 409, 412, 422, 428) },
  };
  api.put('/v1/deals/:id/package', { config: { scope: 'deals:write' }, schema: changing }, async (request, reply) => {
    const revision = ifMatch(request);
    const row = await storeDraft(ctx, { dealId: request.params.id, revision, body: request.body });
    const command = { name: 'change_package', body: { draft_revision: row.draftRevision }, commandId: `package-${row.id}-${row.draftRevision}` } as const;
    await giveCommand(ctx, request, { deal: row, command });
    const deal = await answerDeal(ctx, row.id, { language: askedLanguage(request) });
    return reply.header('etag', `"${deal.draft_revision}"`).send(deal);
  });
}

/**
 * The draft first, then the process: where the process did not answer, the same request again finds its own draft in place
 * and only tells the process, by the same command id.
 */
async function storeDraft(ctx: ApiContext, given: { dealId: string; revision: number; body: PackageRequestBody }): Promise<DealRow> {
  const { dealId, revision, body } = given;
  const { deal } = await readDealHead(ctx.db, dealId);
  const { zone } = await readPolicy(ctx.db);
  const price = (content: NonNullable<DealRow['draft']>) => ({ content, totals: priceQuote(content, dateInZone(dealNow(ctx, deal), zone)).totals });
  const isRepeat = deal.draft !== null && deal.draftRevision === revision + 1 && canonicalJson(changedPackage(deal.draft, body)) === canonicalJson(deal.draft);
  if (isRepeat) return deal;
  return unitOfWork(ctx.pool, db => changeDraft(db, { dealId, draftRevision: revision, change: draft => price(changedPackage(draft, body)) }));
}
