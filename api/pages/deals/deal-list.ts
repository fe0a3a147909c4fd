import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findCompany } from '../../../db/pages/find-company.ts';
import { countDeals, type DealFilter, type DealQuery, dealFilters, listDeals, openStages, sumByStage } from '../../../db/pages/list-deals.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import type { Stage } from '../../../db/schema/deals.ts';
import { renderDealsPage } from '../../../templates/pages/render-deals.ts';
import type { DealsPageView } from '../../../templates/pages/views/deals-view.ts';
import type { ApiContext } from '../../context.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { staffVisitor, type Visitor } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { dealRow } from './deal-row.ts';
import { csvOf } from './deals-csv.ts';

const perPage = 50;
const mostInCsv = 10_000;

/** `/deals` with its filters in the address, and the same deals as `/deals.csv`. */
export function registerDealList(app: FastifyInstance, ctx: ApiContext): void {
  app.get('/deals', { config: { public: true } }, async (request, reply) => {
    const visitor = await staffVisitor(request, reply);
    if (!visitor) return reply;
    keepLanguage(request, reply);
    return sendPage(reply, renderDealsPage(await dealsView(ctx, request, visitor), await readerOf(ctx, request)));
  });
  app.get('/deals.csv', { config: { public: true } }, async (request, reply) => {
    const visitor = await staffVisitor(request, reply);
    if (!visitor) return reply;
    const rows = await listDeals(ctx.db, queryOf(request, visitor), { limit: mostInCsv, offset: 0 });
    const csv = csvOf(rows, await readPeople(ctx.db));
    return reply.headers({ 'content-disposition': 'attachment; filename="deals.csv"' }).type('text/csv; charset=utf-8').send(csv);
  });
}

async function dealsView(ctx: ApiContext, request: FastifyRequest, visitor: Visitor): Promise<DealsPageView> {
  const query = queryOf(request, visitor),
    page = pageOf(request);
  const currency = (await findCompany(ctx.db))?.currency ?? 'KZT';
  const [frame, stages, people, totalFound, rows] = await Promise.all([
    staffFrame(ctx, request, { section: 'deals' }),
    sumByStage(ctx.db, currency),
    readPeople(ctx.db),
    countDeals(ctx.db, query),
    listDeals(ctx.db, query, { limit: perPage, offset: (page - 1) * perPage }),
  ]);
  const urgent = (row: (typeof rows)[number]): boolean => row.deal.closedAt === null && (row.deal.overdue || row.deal.stuckCode !== null || row.stepLate);
  const shown = (urgency: boolean) => rows.filter(row => urgent(row) === urgency).map(row => dealRow(row, people, ctx.now().getTime()));
  const sum = (amountMinor: number) => ({ amountMinor, currency });
  const address = addresses(query);
  return {
    frame,
    open: { count: stages.reduce((total, each) => total + each.count, 0), sum: sum(stages.reduce((total, each) => total + each.sumMinor, 0)) },
    funnel: openStages.map(stage => {
      const found = stages.find(each => each.stage === stage);
      return { stage, count: found?.count ?? 0, sum: sum(found?.sumMinor ?? 0), url: address({ stage: query.stage === stage ? null : stage }), current: query.stage === stage };
    }),
    filters: await Promise.all(
      dealFilters.map(async filter => ({
        code: filter,
        count: await countDeals(ctx.db, { ...query, filter, words: '', stage: null }),
        url: address({ filter, stage: null }),
        current: query.filter === filter,
      })),
    ),
    query: query.words,
    kept: [...(query.filter === 'all' ? [] : [{ name: 'filter', value: query.filter }]), ...(query.stage === null ? [] : [{ name: 'stage', value: query.stage }])],
    attention: shown(true),
    onTrack: shown(false),
    totalFound,
    csvUrl: address({}).replace('/deals', '/deals.csv'),
    previousUrl: page > 1 ? withPage(address({}), page - 1) : null,
    nextUrl: page * perPage < totalFound ? withPage(address({}), page + 1) : null,
  };
}

function queryOf(request: FastifyRequest, { person }: Visitor): DealQuery {
  const { filter, stage, q } = request.query as Record<string, unknown>;
  return {
    filter: dealFilters.find(each => each === filter) ?? 'all',
    stage: openStages.find(each => each === stage) ?? null,
    words: typeof q === 'string' ? q.trim().slice(0, 100) : '',
    personId: person.id,
  };
}

function pageOf(request: FastifyRequest): number {
  const { page } = request.query as Record<string, unknown>;
  return typeof page === 'string' && /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1;
}

/** The address of the list with something changed and the rest kept. */
function addresses(query: DealQuery): (change: { filter?: DealFilter; stage?: Stage | null }) => string {
  return change => {
    const { filter, stage, words } = { ...query, ...change };
    const kept = new URLSearchParams({ ...(filter === 'all' ? {} : { filter }), ...(stage === null ? {} : { stage }), ...(words === '' ? {} : { q: words }) });
    return kept.size === 0 ? '/deals' : `/deals?${kept}`;
  };
}

function withPage(url: string, page: number): string {
  return `${url}${url.includes('?') ? '&' : '?'}page=${page}`;
}
