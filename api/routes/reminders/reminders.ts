import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readInvoice } from '../../../db/read/invoices.ts';
import { readReminderPolicyFor } from '../../../db/read/reminder-policies.ts';
import { listReminders, type ReminderRecord } from '../../../db/read/reminders.ts';
import type { PlannedRung } from '../../../db/schema/invoices.ts';
import { hasLivingAddress } from '../../../domain/delivery/living-address.ts';
import { type LadderRung, rungCalled } from '../../../domain/dunning/ladder.ts';
import { outlookOf } from '../../../domain/dunning/outlook.ts';
import type { ApiContext } from '../../context.ts';
import { listOf, wholeList } from '../../schemas/lists.ts';
import { At, Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';

const Letter = z.object({ subject: z.string().nullable(), text: z.string().nullable(), message_id: z.string() });
const Status = z
  .enum(['planned', 'sending', 'sent', 'skipped', 'held', 'verify', 'undeliverable', 'done'])
  .describe(
    '`sending`: claimed, its letter is on its way. `done`: a rung without a letter had its effect. `verify`: the letter was begun and no answer came; nothing sends it again by itself. `held` without an id: it has not come up yet, and will wait for a living address of the customer.',
  );
export const Reminder = z
  .object({
    ...{
      object: z.literal('reminder'),
      id: Id.nullable(),
      invoice_id: Id,
      deal_id: Id,
      rung: z.string(),
      status: Status,
    },
    ...{ reason: z.string().nullable(), due_at: At, held_until: At.nullable(), sent_at: At.nullable(), letter: Letter.nullable() },
  })
  .meta({ id: 'Reminder' });

/** `GET /v1/reminders?invoice_id=`: each rung's fate, with the letter word for word; links are masked. */
export function registerReminders(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    tags: ['Reminders'],
    operationId: 'listReminders',
    summary: 'What became of each rung of an invoice',
    querystring: z.strictObject({ invoice_id: Id }),
    response: { 200: listOf(Reminder), ...problems(404) },
  };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/reminders', { config: { scope: 'invoices:read' }, schema }, async request => {
    const { invoice, customer } = await readInvoice(ctx.db, request.query.invoice_id);
    const records = await listReminders(ctx.db, invoice.id);
    const known = new Set(records.map(record => record.reminder.rung));
    const planned = invoice.status === 'open' ? (invoice.plan ?? []).filter(rung => !known.has(rung.rung)) : [];
    const { policy } = await readReminderPolicyFor(ctx.db, invoice.id);
    const about = { invoice, rungs: policy.rungs, hasLivingAddress: hasLivingAddress(customer) };
    const all = [...records.map(presentFate), ...planned.map(rung => presentPlanned(rung, about))];
    return wholeList(all.sort((a, b) => (a.due_at < b.due_at ? -1 : 1)));
  });
}

export function presentFate({ reminder: row, letter }: ReminderRecord): z.output<typeof Reminder> {
  const status = row.state === 'claimed' || row.state === 'data_started' ? 'sending' : row.state;
  return {
    ...{
      object: 'reminder',
      id: row.id,
      invoice_id: row.invoiceId,
      deal_id: row.dealId,
      rung: row.rung,
      status,
      reason: row.reason,
      due_at: row.dueAt,
      held_until: row.heldUntil,
      sent_at: row.sentAt,
    },
    letter: letter && { subject: letter.subject, text: letter.text, message_id: letter.messageId },
  };
}

type Planned = Readonly<{ invoice: { id: string; dealId: string; status: string }; rungs: readonly LadderRung[]; hasLivingAddress: boolean }>;

/** A rung that has not come up yet, as the plan of its invoice tells it. */
function presentPlanned(planned: PlannedRung, { invoice, rungs, hasLivingAddress: isReached }: Planned): z.output<typeof Reminder> {
  const does = rungCalled(rungs, planned.rung)?.does ?? [];
  const { outcome, reason } = outlookOf({ planned, does, fate: undefined, invoiceStatus: invoice.status, hasLivingAddress: isReached });
  return {
    object: 'reminder',
    id: null,
    invoice_id: invoice.id,
    deal_id: invoice.dealId,
    rung: planned.rung,
    status: outcome === 'will_send' ? 'planned' : outcome === 'held' ? 'held' : 'skipped',
    reason,
    due_at: planned.at,
    held_until: null,
    sent_at: null,
    letter: null,
  };
}
