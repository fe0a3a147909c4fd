import { createHash } from 'node:crypto';
import { stableId } from '../../../db/ids.ts';
import { keepNote } from '../../../db/notes/keep-note.ts';
import { keepLinkEvidence } from '../../../db/pages/keep-link-evidence.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { canonicalJson } from '../../../domain/quote/canonical-package.ts';
import type { Language } from '../../../templates/language/language.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { Decision } from '../../../templates/pages/views/task-view.ts';
import type { MessageName } from '../../../workflows/deal/messages.ts';
import type { ApiContext } from '../../context.ts';
import { commandDeal } from '../../process/command-deal.ts';
import { formFields, words } from '../forms/form-fields.ts';
import { type FormToken, readFormToken } from '../forms/form-token.ts';
import { peopleToHandOverTo } from './hand-over-to.ts';
import type { OpenedLink } from './open-link.ts';

const fields = ['nonce', 'version', 'decision', 'comment', 'to_user_id'] as const;
export type DecisionForm = Partial<Record<(typeof fields)[number], string>>;
type Sent = Readonly<{ form: DecisionForm; language: Language; ip: string; userAgent: string }>;
type Checked = Readonly<{ decision: Decision; comment: string | null; toUserId: string | null; token: FormToken }>;

/**
 * `done`: the process has the decision, or a first one stood already and the page tells it. `nonce`: the one that the form goes on
 * with where it is sent back, so that the same words sent again are the same command; null where it needs a new one.
 */
export type DecisionOutcome = Readonly<{ result: 'done' }> | Readonly<{ result: 'sent_back'; status: number; problems: readonly FormProblem[]; nonce: string | null }>;

const commands = { approve: 'approve', reject: 'reject', request_changes: 'request_changes', hand_over: 'hand_over' } as const satisfies Record<Decision, MessageName>;
const longestComment = 4_000;

export function readDecisionForm(body: unknown): DecisionForm {
  return formFields(body, fields);
}

/**
 * Gives a decision to the deal's process. What the person saw and wrote is kept first; then the command, whose id comes from the form
 * and what was written in it, so that a double click, or another try after the process did not answer, is one decision with one proof.
 * Nothing is kept of a form that is refused here.
 */
export async function decideByLink(ctx: ApiContext, opened: OpenedLink, sent: Sent): Promise<DecisionOutcome> {
  const token = readFormToken(ctx, { purpose: 'decide', subject: opened.link.tokenSha256 }, sent.form.nonce);
  if (token === null || sent.form.version !== String(opened.file.task.version)) return sentBack(403, { field: null, code: 'form_expired' });
  const problems = problemsOf(opened, sent.form);
  if (problems.length > 0) return { result: 'sent_back', status: 422, problems, nonce: token.text };
  const checked: Checked = { decision: sent.form.decision as Decision, comment: words(sent.form.comment), toUserId: sent.form.to_user_id ?? null, token };
  const kept = await keepProof(ctx, opened, { ...sent, ...checked });
  const outcome = await giveCommand(ctx, opened, { ...checked, ...kept });
  return outcome.result === 'sent_back' ? { ...outcome, nonce: token.text } : outcome;
}

function problemsOf(opened: OpenedLink, { decision, comment, to_user_id: toUserId }: DecisionForm): FormProblem[] {
  if (decision === undefined || !Object.hasOwn(commands, decision)) return [{ field: 'decision', code: 'decision_required' }];
  const problems: FormProblem[] = [];
  if (decision === 'hand_over' && !toUserId) problems.push({ field: 'to_user_id', code: 'person_required' });
  else if (decision === 'hand_over' && !peopleToHandOverTo(opened).some(person => person.id === toUserId)) problems.push({ field: 'to_user_id', code: 'person_not_allowed' });
  if (decision !== 'approve' && words(comment) === null) problems.push({ field: 'comment', code: 'comment_required' });
  return problems;
}

/** The note and the evidence, in one unit: who, by which link, from where, on which version, with which figures before their eyes. */
async function keepProof(ctx: ApiContext, { link, person, file, nowAt }: OpenedLink, sent: Sent & Checked): Promise<{ noteId: string | null; evidenceId: string }> {
  const { task, version, deal } = file;
  const commandId = commandIdOf(sent),
    evidenceId = stableId('evi', commandId);
  const shown = canonicalJson({ version: version.hash, totals: version.priced.totals, why: task.why.map(reason => reason.text[sent.language]), language: sent.language });
  const evidence = {
    id: evidenceId,
    taskId: task.id,
    linkSha256: link.tokenSha256,
    ip: sent.ip,
    userAgent: sent.userAgent.slice(0, 500),
    versionHash: version.hash,
    shownHash: createHash('sha256').update(shown).digest('hex'),
    createdAt: nowAt,
  };
  const { comment } = sent;
  return unitOfWork(ctx.pool, async db => {
    await keepLinkEvidence(db, evidence);
    const noteId = comment === null ? null : await keepNote(db, { commandId, dealId: deal.id, text: comment.slice(0, longestComment), authorType: 'user', authorId: person.id, createdAt: nowAt });
    return { noteId, evidenceId };
  });
}

/** The form and what was written in it name the command: sent twice they are one decision, and other words are another one. */
function commandIdOf({ token, decision, comment, toUserId }: Checked): string {
  const written = JSON.stringify([token.random, decision, comment, decision === 'hand_over' ? toUserId : null]);
  return `link_${createHash('sha256').update(written).digest('hex').slice(0, 40)}`;
}

async function giveCommand(ctx: ApiContext, { person, file }: OpenedLink, checked: Checked & { noteId: string | null; evidenceId: string }): Promise<DecisionOutcome> {
  const { task, deal } = file;
  const body = { task_id: task.id, version: task.version, note_id: checked.noteId, ...(checked.decision === 'hand_over' ? { to_user_id: checked.toUserId } : { evidence_id: checked.evidenceId }) };
  try {
    await commandDeal(ctx.temporal, deal.workflowId, {
      name: commands[checked.decision],
      message: { ...body, command_id: commandIdOf(checked), actor: { type: 'user', id: person.id, via: 'link' } },
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
  return { result: 'sent_back', status, problems: [problem], nonce: null };
}
