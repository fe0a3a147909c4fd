import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { noteClockAhead } from '../../../db/deals/clock-ahead.ts';
import type { DealRow } from '../../../db/deals/create-deal.ts';
import { readDealEvents, readDealHead } from '../../../db/read/deal-record.ts';
import { readEventWords } from '../../../db/read/event-words.ts';
import { errorCodes } from '../../../domain/errors/codes.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { ensureStarted } from '../../process/ensure-started.ts';
import { dealClock, fastForwardDeal, probeFastForward } from '../../process/fast-forward-deal.ts';
import { untilRecorded } from '../../process/until-recorded.ts';
import { DealEvent } from '../../schemas/deal.ts';
import { At, Id, Instant } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { requestedBy } from '../requested-by.ts';
import { presentEvent } from './present-deal.ts';

const dayMs = 86_400_000;
const furthestDays = 730;

const ByDays = z.strictObject({ days: z.number().gt(0).max(furthestDays) });
const Until = z.strictObject({ until: Instant });
const body = z.union([ByDays, Until]).meta({ examples: [{ days: 3 }, { until: '2026-12-01T05:00:00.000Z' }] });

/** Moves one deal's own clock, for demonstrations and tests; no other deal notices (temporal.md 1). */
export function registerFastForward(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    ...{ tags: ['Deals'], operationId: 'fastForwardDeal', summary: 'Move the deal’s own clock ahead', params: z.strictObject({ id: Id }), body },
    response: { 200: z.object({ now: At, events: z.array(DealEvent) }), ...problems(404, 409, 422) },
  };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/deals/:id/fast_forward', { config: { scope: 'deals:write' }, schema }, async request => {
    if (!ctx.config.fastForward) throw new RuleViolation('time_travel_disabled', errorCodes.time_travel_disabled);
    const { deal } = await readDealHead(ctx.db, request.params.id);
    const now = await forward(ctx, request, { deal, by: request.body });
    const rows = await readDealEvents(ctx.db, { dealId: deal.id, after: deal.revision, limit: 10_000 });
    const words = await readEventWords(ctx.db, rows);
    return { now, events: rows.map(row => presentEvent(row, words)) };
  });
}

async function forward(ctx: ApiContext, request: FastifyRequest, { deal, by }: { deal: DealRow; by: z.output<typeof body> }): Promise<string> {
  const { temporal, config } = ctx,
    forwarding = { temporal, namespace: config.namespace };
  if (deal.closedAt !== null) throw new RuleViolation('wrong_stage', 'The deal has ended; its time stands still.');
  await probeFastForward(forwarding);
  await ensureStarted(ctx, deal, requestedBy(request));
  const from = await dealClock(temporal, deal.workflowId);
  const ms = 'days' in by ? Math.round(by.days * dayMs) : Date.parse(by.until) - Date.parse(from);
  if (ms <= 0) throw new RuleViolation('not_in_future', `The deal’s present time is ${from}; its clock runs forward only.`, { pointer: '#/until' });
  if (ms > furthestDays * dayMs) throw new RuleViolation('too_far_ahead', `At most ${furthestDays} days at once.`, { pointer: '#/until' });
  await fastForwardDeal(forwarding, deal.workflowId, ms);
  const now = await dealClock(temporal, deal.workflowId);
  await noteClockAhead(ctx.db, deal.id, Date.parse(now) - ctx.now().getTime());
  await untilRecorded(ctx, deal);
  return now;
}
