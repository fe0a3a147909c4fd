import { unitOfWork } from '../../db/unit-of-work.ts';
import { renderLetter } from '../../templates/emails/render-letter.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import type { TaskLinkInput } from '../../workflows/task-link/messages.ts';
import { loadUser } from '../facts/deal-facts.ts';
import { approvalLetter, loadTask } from './approval-matter.ts';
import { deliverLetter } from './deliver-letter.ts';
import type { LetterDeps } from './letter-deps.ts';
import { staffReader } from './readers.ts';

/** Writes the request for a decision once more, with a new link, to a person whose link no longer works. */
export async function sendTaskLink(deps: LetterDeps, { taskId, dealId, personId, letterId, now }: TaskLinkInput): Promise<LetterOutcome> {
  const person = await unitOfWork(deps.pool, db => loadUser(db, personId));
  const reader = staffReader(person);
  return deliverLetter(deps.mailer, {
    letterId,
    kind: 'approval_request',
    dealId,
    invoiceId: null,
    to: { address: person.email, userId: person.id, language: reader.language },
    replyTo: null,
    references: null,
    now,
    compose: () =>
      unitOfWork(deps.pool, async db => {
        const view = await approvalLetter(db, deps, { task: await loadTask(db, taskId), person, letterId, now, reader });
        return { ...renderLetter('approval_request', view, reader), attachments: [] };
      }),
    stopReason: async db => ((await loadTask(db, taskId)).status === 'open' ? null : 'step_closed'),
  });
}
