import { createHash } from 'node:crypto';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { Language } from '../../../templates/language/language.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { CodeAsked, Decision } from '../../../templates/pages/views/task-view.ts';
import type { MessageName } from '../../../workflows/deal/messages.ts';
import type { ApiContext } from '../../context.ts';
import { commandDeal } from '../../process/command-deal.ts';
import { formFields, words } from '../forms/form-fields.ts';
import { type FormToken, readFormToken } from '../forms/form-token.ts';
import { confirmByCode } from './confirm-by-code.ts';
import { peopleToHandOverTo } from './hand-over-to.ts';
import { keepProof } from './keep-proof.ts';
import type { OpenedLink } from './open-link.ts';

const fields = ['nonce', 'version', 'decision', 'comment', 'to_user_id', 'code', 'new_code'] as const;
export type DecisionForm = Partial<Record<(typeof fields)[number], string>>;
type Sent = Readonly<{ form: DecisionForm; language: Language; ip: string; userAgent: string }>;
type Checked = Readonly<{ decision: Decision; comment: string | null; toUserId: string | null; commandId: string }>;
type SentBack = Readonly<{ result: 'sent_back'; status: number; problems: readonly FormProblem[]; nonce: string | null; code: CodeAsked | null }>;

/**
 * `done`: the process has the decision, or a first one stood already and the page tells it. `nonce`: the one that the form goes on
 * with where it is sent back, so that the same words sent again are the same command; null where it needs a new one.
 * `code`: the code that the form has to bring next time; a form that lacks nothing else comes back without problems.
 */
export type DecisionOutcome = Readonly<{ result: 'done' }> | SentBack;

const commands = { approve: 'approve', reject: 'reject', request_changes: 'request_changes', hand_over: 'hand_over' } as const satisfies Record<Decision, MessageName>;

export function readDecisionForm(body: unknown): DecisionForm {
  return formFields(body, fields);
}

/**
 * Gives a decision to the deal's process; a large one once its code confirms it. What the person saw and wrote is kept first; then the
 * command, whose id comes from the form and what was written in it, so that a double click, or another try after the process did not
 * answer, is one decision with one proof. Nothing is kept of a form that is refused here, but the tries of its code.
 */
export async function decideByLink(ctx: ApiContext, opened: OpenedLink, sent: Sent): Promise<DecisionOutcome> {
  const token = readFormToken(ctx, { purpose: 'decide', subject: opened.link.tokenSha256 }, sent.form.nonce);
  if (token === null || sent.form.version !== String(opened.file.task.version)) return sentBack(403, { field: null, code: 'form_expired' });
  const problems = problemsOf(opened, sent.form);
  if (problems.length > 0) return { result: 'sent_back', status: 422, problems, nonce: token.text, code: null };
  const checked = checkedForm(sent.form, token);
  const confirmation = await confirmByCode(ctx, opened, { ...checked, code: sent.form.code, anew: sent.form.new_code !== undefined });
  if (confirmation.result === 'unconfirmed') return { ...confirmation, result: 'sent_back', nonce: token.text };
  const kept = await keepProof(ctx, opened, { ...sent, ...checked, shownAt: token.madeAt, stepUpAt: confirmation.at });
  const outcome = await giveCommand(ctx, opened, { ...checked, ...kept });
  return outcome.result === 'sent_back' ? { ...outcome, nonce: token.text } : outcome;
}

/** What a whole form says. The form and what was written in it name the command: sent twice they are one decision, and other words are another one. */
function checkedForm(form: DecisionForm, token: FormToken): Checked {
  const decision = form.decision as Decision,
    comment = words(form.comment),
    toUserId = decision === 'hand_over' ? (form.to_user_id ?? null) : null;
  const written = JSON.stringify([token.random, decision, comment, toUserId]);
  return { decision, comment, toUserId, commandId: `link_${createHash('sha256').update(written).digest('hex').slice(0, 40)}` };
}

function problemsOf(opened: OpenedLink, { decision, comment, to_user_id: toUserId }: DecisionForm): FormProblem[] {
  if (decision === undefined || !Object.hasOwn(commands, decision)) return [{ field: 'decision', code: 'decision_required' }];
  const problems: FormProblem[] = [];
  if (decision === 'hand_over' && !toUserId) problems.push({ field: 'to_user_id', code: 'person_required' });
  else if (decision === 'hand_over' && !peopleToHandOverTo(opened).some(person => person.id === toUserId)) problems.push({ field: 'to_user_id', code: 'person_not_allowed' });
  if (decision !== 'approve' && words(comment) === null) problems.push({ field: 'comment', code: 'comment_required' });
  return problems;
}

async function giveCommand(ctx: ApiContext, { person, file }: OpenedLink, checked: Checked & { noteId: string | null; evidenceId: string }): Promise<DecisionOutcome> {
  const { task, deal } = file;
  const body = { task_id: task.id, version: task.version, note_id: checked.noteId, ...(checked.decision === 'hand_over' ? { to_user_id: checked.toUserId } : { evidence_id: checked.evidenceId }) };
  try {
    await commandDeal(ctx.temporal, deal.workflowId, {
      name: commands[checked.decision],
      message: { ...body, command_id: checked.commandId, actor: { type: 'user', id: person.id, via: 'link' } },
    });
    return { result: 'done' };
  } catch (error) {
    return refusedBy(error);
  }
}

/** What the process refused, as the page says it: whoever was late is shown how things stand, by the same page. */
function refusedBy(error: unknown): DecisionOutcome {
  if (!(error instanceof RuleViolation)) throw error;
  switch (error.code) {
    case 'already_decided':
    case 'step_not_open':
    case 'version_superseded':
    case 'wrong_stage':
      return { result: 'done' };
    case 'not_entitled':
      return sentBack(403, { field: null, code: 'not_entitled' });
    case 'reason_required':
      return sentBack(422, { field: 'comment', code: 'comment_required' });
    case 'temporal_unavailable':
      return sentBack(503, { field: null, code: 'try_again' });
    default:
      throw error;
  }
}

function sentBack(status: number, problem: FormProblem): DecisionOutcome {
  return { result: 'sent_back', status, problems: [problem], nonce: null, code: null };
}
