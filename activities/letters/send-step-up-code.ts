import { stepUpCodeFor } from '../../db/step-up/code-secret.ts';
import { isCodeWanted } from '../../db/step-up/is-code-wanted.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { codeLivesMs } from '../../domain/approval/step-up.ts';
import { renderLetter } from '../../templates/emails/render-letter.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import type { StepUpCodeInput } from '../../workflows/step-up/messages.ts';
import { loadCompany, loadUser, type UserRow } from '../facts/deal-facts.ts';
import { dealMatter, loadTask, versionOf } from './approval-matter.ts';
import { type Composed, deliverLetter } from './deliver-letter.ts';
import type { LetterDeps } from './letter-deps.ts';
import { staffReader } from './readers.ts';

/** Writes the letter with the code that confirms a decision, to the address on record; the copy that is kept shows no code. */
export async function sendStepUpCode(deps: LetterDeps, input: StepUpCodeInput): Promise<LetterOutcome> {
  const person = await unitOfWork(deps.pool, db => loadUser(db, input.personId));
  return deliverLetter(deps.mailer, {
    letterId: input.letterId,
    kind: 'step_up_code',
    dealId: input.dealId,
    invoiceId: null,
    to: { address: person.email, userId: person.id, language: staffReader(person).language },
    replyTo: null,
    references: null,
    now: input.now,
    compose: () => codeWords(deps, input, person),
    // A code lives by the real clock, and so is asked about by it.
    stopReason: async db => {
      if (!(await loadUser(db, input.personId)).active) return 'person_left';
      if ((await loadTask(db, input.taskId)).status !== 'open') return 'step_closed';
      return (await isCodeWanted(db, input.codeId, new Date().toISOString())) ? null : 'code_dead';
    },
  });
}

async function codeWords({ pool, addresses }: LetterDeps, { codeId, taskId, decision, expiresAt }: StepUpCodeInput, person: UserRow): Promise<Composed> {
  const code = stepUpCodeFor(addresses.linkKey, codeId);
  const view = await unitOfWork(pool, async db => {
    const { shortName: tradeName, name: legalName, address } = await loadCompany(db);
    const task = await loadTask(db, taskId);
    const deal = await dealMatter(db, addresses.publicUrl, await versionOf(db, task.packageId));
    return { company: { tradeName, legalName, address }, contact: null, deal, version: task.version, decision, code, expiresAt, validMinutes: codeLivesMs / 60_000 };
  });
  return { ...renderLetter('step_up_code', view, staffReader(person)), attachments: [], secrets: [code] };
}
