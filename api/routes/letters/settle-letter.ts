import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { subjectsOf } from '../../../db/delivery/letter-subjects.ts';
import { readDealHead, readNames } from '../../../db/read/deal-record.ts';
import { readLetter } from '../../../db/read/letters.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { commandIdOf } from '../../idempotency/idempotency.ts';
import { giveCommand } from '../../process/give-command.ts';
import { settledByHand } from '../../process/settled-by-hand.ts';
import { tellOfSettled } from '../../process/tell-of-settled.ts';
import { LetterInDeal } from '../../schemas/letter.ts';
import { Id, Text } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { presentLetter } from '../deals/present-letter.ts';
import { requestedBy } from '../requested-by.ts';

const SettleRequest = z
  .strictObject({ outcome: z.enum(['arrived', 'send_again']), reason: Text })
  .meta({ id: 'SettleLetterRequest', examples: [{ outcome: 'arrived', reason: 'Письмо видно в журнале почтового сервера.' }] });

/**
 * `POST /v1/letters/{id}/settle`: a person has found out what became of a letter whose text had begun to travel when the answer was lost.
 * It arrived, or it is sent again, under the Message-ID it had, so that a mailbox that has it already may know it.
 */
export function registerSettleLetter(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    ...{ tags: ['Reminders'], operationId: 'settleLetter', summary: 'Say of a letter without an answer that it arrived, or have it sent again' },
    ...{ params: z.strictObject({ id: Id }), body: SettleRequest, response: { 200: LetterInDeal, ...problems(404, 409, 422) } },
  };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/letters/:id/settle', { config: { scope: 'reminders:write' }, schema }, async request => {
    const { outcome, reason } = request.body;
    const letter = await readLetter(ctx.db, request.params.id);
    const commandId = commandIdOf(request);
    if (await settledByHand(ctx, letter, { outcome, reason, commandId, actor: requestedBy(request) })) return present(ctx, letter.id);
    const subjects = await subjectsOf(ctx.db, letter);
    if (subjects.length === 0) throw new RuleViolation('letter_not_uncertain', 'No deal waits for the outcome of this letter.', { kind: letter.kind });
    await tellOfSettled(subjects, async ({ dealId, invoiceId, rung }) => {
      const { deal } = await readDealHead(ctx.db, dealId);
      const body = { letter_id: letter.id, invoice_id: invoiceId, ...(rung === null ? {} : { rung }), outcome };
      await giveCommand(ctx, request, { deal, command: { name: 'settle_letter', body, text: reason, commandId: `${commandId}-${invoiceId}-${rung ?? 'invoice'}` } });
    });
    return present(ctx, letter.id);
  });
}

async function present(ctx: ApiContext, id: string): Promise<z.output<typeof LetterInDeal>> {
  const settled = await readLetter(ctx.db, id);
  return presentLetter(settled, await readNames(ctx.db, [settled.toUserId]));
}
