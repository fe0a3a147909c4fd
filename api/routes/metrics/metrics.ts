import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { readNames } from '../../../db/read/deal-record.ts';
import { readTitles } from '../../../db/read/deal-titles.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import { instantOf, roleFigures, roundFigures, roundsBehind, stepsBehind } from '../../../domain/metrics/approval-figures.ts';
import type { RoundTime } from '../../../domain/metrics/round-times.ts';
import type { MeasuredStep } from '../../../domain/metrics/step-times.ts';
import type { ApiContext } from '../../context.ts';
import { linkNext } from '../../schemas/link-next.ts';
import { listOf, pageOf, placedAfter, readCursor } from '../../schemas/lists.ts';
import { Metrics, MetricsQuery, RoundInMetrics, RoundsQuery, StepInMetrics, StepsQuery } from '../../schemas/metrics.ts';
import { problems } from '../../schemas/problem.ts';
import { readApprovalTimes } from './approval-times.ts';
import { readWindow } from './metrics-window.ts';
import { presentRole, presentRound, presentRounds, presentStep } from './present-approvals.ts';

const tags = ['Metrics'];
const config = { scope: 'metrics:read' } as const;
const oldestShown = 50;

/** The figures of the company, as of any day, and what stands behind each of them (API.md, Money; Q2C.md 8). */
export function registerMetrics(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const figures = {
    ...{ tags, operationId: 'getMetrics', summary: 'How long approvals take, and what waits', querystring: MetricsQuery, response: { 200: Metrics, ...problems() } },
    description:
      'Percentiles are by nearest rank. Hours run from the opening of a step to its decision; approvals that are kept for a later version are no decisions anew, and a step that passes to somebody else keeps the instant of its opening.',
  };
  api.get('/v1/metrics', { config, schema: figures }, async request => {
    const window = await readWindow(ctx.db, request.query, ctx.now().toISOString());
    const { steps, rounds, calendar } = await readApprovalTimes(ctx.db, window);
    const open = stepsBehind(steps, 'open', window).slice(0, oldestShown);
    const named = await namesOf(ctx.db, open);
    const approvals = {
      roles: roleFigures(steps, window).map(presentRole),
      rounds: presentRounds(roundFigures(rounds, { since: window, calendar })),
      open_steps: open.map(step => presentStep(step, named)),
    };
    return { object: 'metrics' as const, from_on: window.fromOn, as_of: window.asOfAt ?? window.nowAt, time_zone: window.zone, approvals };
  });
  registerWhatIsBehind(app, ctx);
}

function registerWhatIsBehind(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const listing = { tags, operationId: 'listApprovalSteps', summary: 'The steps behind a figure of approvals', querystring: StepsQuery, response: { 200: listOf(StepInMetrics), ...problems() } };
  api.get('/v1/metrics/approvals/steps', { config, schema: listing }, async (request, reply) => {
    const { role, figure, cursor, limit, ...asked } = request.query;
    const window = await readWindow(ctx.db, asked, ctx.now().toISOString());
    const { steps } = await readApprovalTimes(ctx.db, window);
    const placeOf = (step: MeasuredStep): string[] => [instantOf(step, figure, window) ?? '', step.taskId];
    const theirs = stepsBehind(steps, figure, window).filter(step => role === undefined || step.role === role);
    const rows = placedAfter(theirs, readCursor(cursor, ['at', 'id']), placeOf).slice(0, limit + 1);
    const named = await namesOf(ctx.db, rows);
    return linkNext(request, reply, pageOf(rows, limit, { placeOf, item: step => presentStep(step, named) }));
  });
  const rounds = { tags, operationId: 'listApprovalRounds', summary: 'The rounds behind the figures of rounds', querystring: RoundsQuery, response: { 200: listOf(RoundInMetrics), ...problems() } };
  api.get('/v1/metrics/approvals/rounds', { config, schema: rounds }, async (request, reply) => {
    const { cursor, limit, ...asked } = request.query;
    const window = await readWindow(ctx.db, asked, ctx.now().toISOString());
    const times = await readApprovalTimes(ctx.db, window);
    const placeOf = (round: RoundTime): string[] => [round.approvedAt, round.dealId];
    const rows = placedAfter(roundsBehind(times.rounds, window), readCursor(cursor, ['at', 'id']), placeOf).slice(0, limit + 1);
    const { titles } = await namesOf(ctx.db, rows);
    return linkNext(request, reply, pageOf(rows, limit, { placeOf, item: round => presentRound(round, { titles, calendar: times.calendar }) }));
  });
}

/** Titles of the deals and names of the people that rows of a list speak of. */
async function namesOf(db: Db, rows: readonly Readonly<{ dealId: string; personId?: string }>[]) {
  const titles = await readTitles(
    db,
    rows.map(row => row.dealId),
  );
  const names = await readNames(
    db,
    rows.map(row => row.personId ?? null),
  );
  return { titles, names };
}
