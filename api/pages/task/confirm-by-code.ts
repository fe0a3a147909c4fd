import { stableId } from '../../../db/ids.ts';
import { readApprovalRules } from '../../../db/read/approval-table.ts';
import { readCompany } from '../../../db/read/company-rules.ts';
import { askForCode, type CodeRow } from '../../../db/step-up/ask-code.ts';
import { bindingHashOf } from '../../../db/step-up/code-secret.ts';
import { tryCode } from '../../../db/step-up/try-code.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { needsStepUp } from '../../../domain/approval/step-up.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { CodeAsked, Decision, StepUpView } from '../../../templates/pages/views/task-view.ts';
import type { ApiContext } from '../../context.ts';
import { startStepUpLetter } from '../../process/start-letters.ts';
import { byDealClock, byRealClock } from '../../routes/deals/deal-now.ts';
import type { OpenedLink } from './open-link.ts';

/** A decision that is whole. `code` is what stands in its field, undefined where the form had none yet; `anew` asks for another code. */
export type Confirming = Readonly<{ decision: Decision; comment: string | null; toUserId: string | null; commandId: string; code: string | undefined; anew: boolean }>;

/** `confirmed`: nothing stands in the way of the decision; `at` is when its code was given, null where it takes none. Else the form goes back, with a field for the code. */
export type Confirmation = Readonly<{ result: 'confirmed'; at: string | null }> | Readonly<{ result: 'unconfirmed'; status: number; problems: readonly FormProblem[]; code: CodeAsked | null }>;

/** Whether a decision by link on this package takes a code, and above which sum, by the rules of its round; null where it takes none. */
export async function stepUpOf(ctx: ApiContext, { file }: Pick<OpenedLink, 'file'>, code: CodeAsked | null): Promise<StepUpView | null> {
  const { stepUpAboveMinor: aboveMinor } = await readApprovalRules(ctx.db, file.task.policyVersion);
  if (aboveMinor === null) return null;
  const { currency } = await readCompany(ctx.db);
  const gross = { amountMinor: file.version.grossMinor, currency: file.version.content.currency };
  if (!needsStepUp(gross, { aboveMinor, currency })) return null;
  return { above: gross.currency === currency ? { amountMinor: aboveMinor, currency } : null, code };
}

/**
 * The second factor of a large decision: a code, sent to the person's address on record, that fits this decision and no other. Without
 * a right one nothing is decided; the first sending of the form has the code written, and a repeat of it has no second one written.
 */
export async function confirmByCode(ctx: ApiContext, opened: OpenedLink, confirming: Confirming): Promise<Confirmation> {
  if ((await stepUpOf(ctx, opened, null)) === null) return { result: 'confirmed', at: null };
  const { person, file, nowAt } = opened;
  const { decision, comment, toUserId, commandId, anew } = confirming;
  const confirmed = { taskId: file.task.id, versionHash: file.version.hash, personId: person.id, decision, comment, toUserId };
  const bindingHash = bindingHashOf(ctx.config.linkKey, confirmed);
  const asking = { opened, decision, bindingHash, anew };
  if (anew) return ask(ctx, asking, null);
  const digits = confirming.code?.replace(/[\s-]/g, '');
  const code = digits !== undefined && /^\d{6}$/.test(digits) ? digits : null;
  const attempt = { taskId: file.task.id, personId: person.id, bindingHash, code, commandId, now: byRealClock(file.deal, nowAt) };
  const tried = await unitOfWork(ctx.pool, db => tryCode(db, ctx.config.linkKey, attempt));
  switch (tried.result) {
    case 'right':
      return { result: 'confirmed', at: byDealClock(file.deal, tried.at) };
    case 'none':
      return ask(ctx, asking, digits === undefined ? null : code === null ? 'code_required' : 'code_for_other');
    case 'wrong':
      return sentBack({ field: 'code', code: 'code_wrong', left: tried.triesLeft }, shown(opened, tried.code, false));
    case 'worn_out':
      return sentBack({ field: 'code', code: 'code_worn_out' }, shown(opened, null, false));
    case 'expired':
    case 'used':
      return sentBack({ field: 'code', code: 'code_dead' }, shown(opened, null, false));
  }
}

type Asking = Readonly<{ opened: OpenedLink; decision: Decision; bindingHash: string; anew: boolean }>;

/** Has the code written, at most once for each, and shows its field with what was wrong about the form before. */
async function ask(ctx: ApiContext, { opened, decision, bindingHash, anew }: Asking, problem: 'code_required' | 'code_for_other' | null): Promise<Confirmation> {
  const { person, file, nowAt } = opened;
  const { task, deal } = file;
  const wish = { taskId: task.id, personId: person.id, bindingHash, now: byRealClock(deal, nowAt), anew };
  const { code, nextAt } = await unitOfWork(ctx.pool, db => askForCode(db, ctx.config.linkKey, wish));
  if (code === null) return { ...sentBack({ field: 'code', code: 'too_many_codes', nextAt: byDealClock(deal, nextAt) }, shown(opened, null, false)), status: 429 };
  const letter = { codeId: code.id, taskId: task.id, dealId: deal.id, personId: person.id, decision, letterId: stableId('let', 'step-up', code.id), now: nowAt };
  try {
    await startStepUpLetter(ctx.temporal, { ...letter, expiresAt: byDealClock(deal, code.expiresAt) });
  } catch (error) {
    if (!(error instanceof RuleViolation) || error.code !== 'temporal_unavailable') throw error;
    // The same form sent again finds the code, and has its letter written then.
    return { ...sentBack({ field: null, code: 'try_again' }, null), status: 503 };
  }
  const asked = shown(opened, code, anew);
  return problem === null ? { result: 'unconfirmed', status: 200, problems: [], code: asked } : sentBack({ field: 'code', code: problem }, asked);
}

function shown({ person, file }: OpenedLink, code: CodeRow | null, anew: boolean): CodeAsked {
  return { address: person.email, untilAt: code === null ? null : byDealClock(file.deal, code.expiresAt), anew };
}

function sentBack(problem: FormProblem, code: CodeAsked | null): Extract<Confirmation, { result: 'unconfirmed' }> {
  return { result: 'unconfirmed', status: 422, problems: [problem], code };
}
