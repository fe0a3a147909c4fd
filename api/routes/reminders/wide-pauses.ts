import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readNextLetter } from '../../../db/read/next-letter.ts';
import { readOpenPauses } from '../../../db/reminders/pause-ledger.ts';
import { pauseWide, resumeWide, type WidePause } from '../../../db/reminders/pause-scope.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { deliverWithin, relayingOf } from '../../relay/relay.ts';
import type { Pause } from '../../schemas/reminder.ts';
import { requestedBy } from '../requested-by.ts';
import { isSamePause, presentPause } from './present-pause.ts';

const dayMs = 86_400_000;
/** A quiet period may be known a year ahead. */
const aheadMaxDays = 366;

/** Pauses a customer or the company: the interval is written first, then each open deal is told to plan anew. */
export async function pauseWidely(ctx: ApiContext, request: FastifyRequest, asked: WidePause & { fromAt: string | null; untilAt: string; reason: string }): Promise<z.output<typeof Pause>> {
  const now = ctx.now().toISOString();
  const { pauseMaxDays } = await readPolicy(ctx.db);
  const fromAt = asked.fromAt !== null && asked.fromAt > now ? asked.fromAt : now;
  if (fromAt > now) refuseOutside(fromAt, { now, maxDays: aheadMaxDays, pointer: '#/from' });
  refuseOutside(asked.untilAt, { now: fromAt, maxDays: pauseMaxDays, pointer: '#/until' });
  if ((await readOpenPauses(ctx.db, asked, now)).some(each => isSamePause(each, { ...asked, now }))) return answer(ctx, asked, []);
  const order = { ...asked, fromAt, actor: requestedBy(request), commandId: commandIdOf(request), now };
  const outboxIds = await unitOfWork(ctx.pool, db => pauseWide(db, order));
  return answer(ctx, asked, outboxIds);
}

export async function resumeWidely(ctx: ApiContext, request: FastifyRequest, asked: WidePause & { pauseId?: string }): Promise<z.output<typeof Pause>> {
  const order = { ...asked, actor: requestedBy(request), commandId: commandIdOf(request), now: ctx.now().toISOString() };
  const outboxIds = await unitOfWork(ctx.pool, db => resumeWide(db, order));
  return answer(ctx, asked, outboxIds);
}

async function answer(ctx: ApiContext, asked: WidePause, outboxIds: readonly string[]): Promise<z.output<typeof Pause>> {
  await deliverWithin(relayingOf(ctx), outboxIds);
  const next = await readNextLetter(ctx.db, { customerId: asked.scope === 'customer' ? asked.scopeId : null });
  return presentPause(await readOpenPauses(ctx.db, asked, ctx.now().toISOString()), next && { rung: next.rung, at: next.at, invoice_id: next.invoiceId });
}

function refuseOutside(at: string, { now, maxDays, pointer }: { now: string; maxDays: number; pointer: string }): void {
  const ahead = Date.parse(at) - Date.parse(now);
  if (!(ahead > 0)) throw new RuleViolation('not_in_future', `The date must lie after ${now}.`, { pointer });
  if (ahead > maxDays * dayMs) throw new RuleViolation('too_far_ahead', `The date may lie at most ${maxDays} days ahead.`, { pointer, max_days: maxDays });
}
