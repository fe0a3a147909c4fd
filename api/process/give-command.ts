import type { FastifyRequest } from 'fastify';
import type { DealRow } from '../../db/deals/create-deal.ts';
import { keepNote } from '../../db/notes/keep-note.ts';
import type { Answer, MessageName } from '../../workflows/deal/messages.ts';
import type { ApiContext } from '../context.ts';
import { commandIdOf } from '../idempotency/idempotency.ts';
import { requestedBy } from '../routes/requested-by.ts';
import { commandDeal } from './command-deal.ts';
import { ensureStarted } from './ensure-started.ts';

/** `text` is what a person wrote: it is kept as a note, and only the note's id goes to the process. */
export type RequestedCommand = Readonly<{ name: MessageName; body?: Readonly<Record<string, unknown>>; text?: string | undefined; commandId?: string }>;

/** Gives the command of a request to a deal's process, which is started first where it never was. Answers when its events are recorded. */
export async function giveCommand(ctx: ApiContext, request: FastifyRequest, { deal, command }: { deal: DealRow; command: RequestedCommand }): Promise<Answer> {
  const actor = requestedBy(request),
    command_id = command.commandId ?? commandIdOf(request);
  await ensureStarted(ctx, deal, actor);
  const note = command.text === undefined ? {} : { note_id: await keepText(ctx, { commandId: command_id, dealId: deal.id, text: command.text, authorType: actor.type, authorId: actor.id }) };
  return commandDeal(ctx.temporal, deal.workflowId, { name: command.name, message: { ...command.body, ...note, command_id, actor } });
}

function keepText(ctx: ApiContext, note: { commandId: string; dealId: string; text: string; authorType: string; authorId: string }): Promise<string> {
  return keepNote(ctx.db, { ...note, createdAt: ctx.now().toISOString() });
}
