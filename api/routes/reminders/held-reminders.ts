import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readDealHead } from '../../../db/read/deal-record.ts';
import { readReminder } from '../../../db/read/reminders.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { MessageName } from '../../../workflows/deal/messages.ts';
import type { ApiContext } from '../../context.ts';
import { giveCommand } from '../../process/give-command.ts';
import { Id, Text } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { presentFate, Reminder } from './reminders.ts';

const Decision = z.strictObject({ reason: Text }).meta({ id: 'HeldReminderDecision', examples: [{ reason: 'Выписка за вчера просмотрена: оплаты нет.' }] });

const decisions = [
  { verb: 'send_now', name: 'send_held_reminder', summary: 'Let a letter go that is held for bank data; every other check stands' },
  { verb: 'skip', name: 'skip_held_reminder', summary: 'Have a letter that is held for bank data not go at all' },
] as const satisfies readonly { verb: string; name: MessageName; summary: string }[];

/** `POST /v1/reminders/{id}/send_now | skip`: finance decides about a letter that no fresh bank data stands behind (Q2C.md 11). */
export function registerHeldReminders(app: FastifyInstance, ctx: ApiContext): void {
  for (const { verb, name, summary } of decisions) {
    const schema = { tags: ['Reminders'], operationId: name, summary, params: z.strictObject({ id: Id }), body: Decision, response: { 200: Reminder, ...problems(404, 409, 422) } };
    app.withTypeProvider<ZodTypeProvider>().post(`/v1/reminders/:id/${verb}`, { config: { scope: 'reminders:write' }, schema }, async request => {
      const { reminder } = await readReminder(ctx.db, request.params.id);
      const { deal } = await readDealHead(ctx.db, reminder.dealId);
      if (reminder.state === 'held' && reminder.reason !== 'stale_bank_data')
        throw new RuleViolation('reminder_not_held', 'This reminder is held for another reason, which has an end of its own.', { reason: reminder.reason });
      await giveCommand(ctx, request, { deal, command: { name, body: { invoice_id: reminder.invoiceId, rung: reminder.rung }, text: request.body.reason } });
      return presentFate(await readReminder(ctx.db, reminder.id));
    });
  }
}
