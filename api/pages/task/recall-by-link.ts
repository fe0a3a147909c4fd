import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ProblemCode } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { commandDeal } from '../../process/command-deal.ts';
import { formFields } from '../forms/form-fields.ts';
import { readFormToken } from '../forms/form-token.ts';
import type { OpenedLink } from './open-link.ts';

/** Takes back the reader's own decision while it has not been acted on; answers null where that worked, else the problem to tell. */
export async function recallByLink(ctx: ApiContext, { link, person, file }: OpenedLink, body: unknown): Promise<ProblemCode | null> {
  const token = readFormToken(ctx, { purpose: 'recall', subject: link.tokenSha256 }, formFields(body, ['nonce']).nonce);
  if (token === null) return 'form_expired';
  try {
    await commandDeal(ctx.temporal, file.deal.workflowId, {
      name: 'recall',
      message: { task_id: file.task.id, command_id: `recall_${token.random}`, actor: { type: 'user', id: person.id, via: 'link' } },
    });
    return null;
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    if (error.code === 'not_entitled') return 'not_entitled';
    if (error.code === 'temporal_unavailable') return 'try_again';
    if (error.code === 'undo_window_over' || error.code === 'step_not_open' || error.code === 'wrong_stage') return 'undo_window_over';
    throw error;
  }
}
