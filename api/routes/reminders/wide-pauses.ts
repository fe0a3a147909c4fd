import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readNextLetter } from '../../../db/read/next-letter.ts';
import { pauseWide, readWidePause, resumeWide, type WidePause } from '../../../db/reminders/pause-scope.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { deliverWithin, relayingOf } from '../../relay/relay.ts';
import type { Pause } from '../../schemas/reminder.ts';
import { requestedBy } from '../requested-by.ts';

const dayMs = 86_400_000;

/** Pauses a customer or the company: the interval is written first, then each open deal is told to plan anew. */
export async function pauseWidely(ctx: ApiContext, request: FastifyRequest, asked: WidePause & { untilAt: string; reason: string }): Promise<z.output<typeof Pause>> {
  const now = ctx.now().toISOString();
  const { pauseMaxDays } = await readPolicy(ctx.db);
  refuseOutside(asked.untilAt, { now, maxDays: pauseMaxDays });
  const order = { ...asked, actor: requestedBy(request), commandId: commandIdOf(request), now };
  const outboxIds = await unitOfWork(ctx.pool, db => pauseWide(db, order));
  return answer(ctx, asked, outboxIds);
}

export async function resumeWidely(ctx: ApiContext, request: FastifyRequest, asked: WidePause): Promise<z.output<typeof Pause>> {
  const order = { ...asked, actor: requestedBy(request), commandId: commandIdOf(request), now: ctx.now().toISOString() };
  const outboxIds = await unitOfWork(ctx.pool, db => resumeWide(db, order));
  return answer(ctx, asked, outboxIds);
}

async function answer(ctx: ApiContext, asked: WidePause, outboxIds: readonly string[]): Promise<z.output<typeof Pause>> {
  await deliverWithin(relayingOf(ctx), outboxIds);
  const next = await readNextLetter(ctx.db, { customerId: asked.scope === 'customer' ? asked.scopeId : null });
  const pausedUntil = await readWidePause(ctx.db, asked, ctx.now().toISOString());
  return { object: 'reminder_pause', paused_until: pausedUntil, next_letter: next && { rung: next.rung, at: next.at, invoice_id: next.invoiceId } };
}

function refuseOutside(untilAt: string, { now, maxDays }: { now: string; maxDays: number }): void {
  const ahead = Date.parse(untilAt) - Date.parse(now);
  if (!(ahead > 0)) throw new RuleViolation('not_in_future', `The date must lie after ${now}.`, { pointer: '#/until' });
  if (ahead > maxDays * dayMs) throw new RuleViolation('too_far_ahead', `The date may lie at most ${maxDays} days ahead.`, { pointer: '#/until', max_days: maxDays });
}
