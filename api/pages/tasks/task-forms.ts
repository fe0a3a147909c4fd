import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { subjectsOf } from '../../../db/delivery/letter-subjects.ts';
import { keepNote } from '../../../db/notes/keep-note.ts';
import { readDealHead } from '../../../db/read/deal-record.ts';
import { readLetter } from '../../../db/read/letters.ts';
import { readReminder } from '../../../db/read/reminders.ts';
import { finishHumanTask, type HumanTaskRecord, readHumanTask } from '../../../db/tasks/human-tasks.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { DoneCode, FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { MessageName } from '../../../workflows/deal/messages.ts';
import type { ApiContext } from '../../context.ts';
import { commandDeal } from '../../process/command-deal.ts';
import { ensureStarted } from '../../process/ensure-started.ts';
import { settledByHand } from '../../process/settled-by-hand.ts';
import { tellOfSettled } from '../../process/tell-of-settled.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';
import { formFields, words } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { hasRole, refuseForeignForm, staffVisitor, type Visitor } from '../frame/visitor.ts';
import { showTasksAgain } from './tasks.ts';

const fields = ['csrf', 'nonce', 'outcome', 'comment', 'reason', 'letter_id', 'reminder_id'] as const;
type Form = Partial<Record<(typeof fields)[number], string>>;
type Sent = Readonly<{ request: FastifyRequest; reply: FastifyReply; visitor: Visitor; verb: string; form: Form; record: HumanTaskRecord; commandId: string }>;
type Outcome = Readonly<{ done: DoneCode }> | Readonly<{ problems: readonly FormProblem[]; status: number }>;

/** `POST /tasks/{id}/done | settle | held`: what people say about their work on the page of their tasks, with no script. */
export function registerTaskForms(app: FastifyInstance, ctx: ApiContext): void {
  app.post('/tasks/:id/:verb', { config: { public: true } }, async (request, reply) => {
    const visitor = await staffVisitor(request, reply);
    if (!visitor) return reply;
    const form = formFields(request.body, fields);
    refuseForeignForm(visitor, form.csrf);
    const { id, verb } = request.params as { id: string; verb: string };
    const record = await readHumanTask(ctx.db, id);
    const sent: Sent = { request, reply, visitor, verb, form, record, commandId: commandIdOf(visitor, id, form) };
    const outcome = await perform(ctx, sent).catch(refusedBy);
    if ('done' in outcome) return reply.redirect(withDone('/tasks', outcome.done), 303);
    const values = { comment: form.comment ?? '', reason: form.reason ?? '' };
    const back = { action: `/tasks/${id}/${verb}`, subjectId: form.letter_id ?? form.reminder_id ?? null, problems: outcome.problems, values };
    return showTasksAgain(ctx, { request, reply, visitor }, { form: back, status: outcome.status });
  });
}

/** One form sent twice is one command; filled in otherwise, or without a nonce of ours, it is another. */
function commandIdOf({ person }: Visitor, taskId: string, { csrf: _csrf, nonce, ...said }: Form): string {
  const named = /^[0-9a-f]{32}$/.test(nonce ?? '') ? nonce : randomBytes(16).toString('hex');
  const text = JSON.stringify([named, person.id, taskId, Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1))]);
  return `page_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

async function perform(ctx: ApiContext, sent: Sent): Promise<Outcome> {
  const { task } = sent.record;
  const { person } = sent.visitor;
  const isMine = task.assigneeId === person.id || hasRole(person, 'admin') || (task.assigneeId === 'finance' && hasRole(person, 'finance'));
  if (!isMine || (sent.verb === 'held' && !hasRole(person, 'finance'))) return { problems: [{ field: null, code: 'not_entitled' }], status: 403 };
  switch (sent.verb) {
    case 'done':
      return finish(ctx, sent);
    case 'settle':
      return settle(ctx, sent);
    case 'held':
      return decideHeld(ctx, sent);
    default:
      throw new RuleViolation('not_found', 'Nothing of that name can be done to a task.');
  }
}

async function finish(ctx: ApiContext, { record, visitor, form, commandId }: Sent): Promise<Outcome> {
  const { task, deal } = record;
  const at = dealNow(ctx, deal);
  const comment = words(form.comment);
  const written = { commandId, dealId: task.dealId, authorType: 'user', authorId: visitor.person.id, createdAt: at };
  await unitOfWork(ctx.pool, async db =>
    finishHumanTask(db, {
      id: task.id,
      by: { actor: { type: 'user', id: visitor.person.id, via: 'page' }, now: ctx.now().toISOString() },
      noteId: comment === null ? null : await keepNote(db, { ...written, text: comment }),
      at,
    }),
  );
  return { done: 'task_done' };
}

async function settle(ctx: ApiContext, sent: Sent): Promise<Outcome> {
  const { form, record } = sent;
  const reason = words(form.reason);
  if (reason === null) return { problems: [{ field: 'reason', code: 'reason_required' }], status: 422 };
  const outcome = form.outcome === 'arrived' || form.outcome === 'send_again' ? form.outcome : null;
  const letter = await readLetter(ctx.db, form.letter_id ?? '');
  const subjects = await subjectsOf(ctx.db, letter);
  if (outcome === null || !subjects.some(subject => subject.invoiceId === record.task.invoiceId)) return { problems: [{ field: null, code: 'wrong_stage' }], status: 409 };
  const actor = { type: 'user', id: sent.visitor.person.id, via: 'page' } as const;
  if (await settledByHand(ctx, letter, { outcome, reason, commandId: sent.commandId, actor })) return { done: 'letter_settled' };
  await tellOfSettled(subjects, async ({ dealId, invoiceId, rung }) => {
    const body = { letter_id: letter.id, invoice_id: invoiceId, ...(rung === null ? {} : { rung }), outcome };
    await command(ctx, sent, { dealId, name: 'settle_letter', body, reason, commandId: `${sent.commandId}-${invoiceId}-${rung ?? 'invoice'}` });
  });
  return { done: 'letter_settled' };
}

async function decideHeld(ctx: ApiContext, sent: Sent): Promise<Outcome> {
  const { form, record } = sent;
  const reason = words(form.reason);
  if (reason === null) return { problems: [{ field: 'reason', code: 'reason_required' }], status: 422 };
  const { reminder } = await readReminder(ctx.db, form.reminder_id ?? '');
  const name = form.outcome === 'send_now' ? 'send_held_reminder' : form.outcome === 'skip' ? 'skip_held_reminder' : null;
  if (name === null || reminder.invoiceId !== record.task.invoiceId || (reminder.state === 'held' && reminder.reason !== 'stale_bank_data'))
    return { problems: [{ field: null, code: 'wrong_stage' }], status: 409 };
  await command(ctx, sent, { dealId: reminder.dealId, name, body: { invoice_id: reminder.invoiceId, rung: reminder.rung }, reason, commandId: sent.commandId });
  return { done: name === 'send_held_reminder' ? 'letter_released' : 'letter_dropped' };
}

type Commanded = Readonly<{ dealId: string; name: MessageName; body: Readonly<Record<string, unknown>>; reason: string; commandId: string }>;

/** The reason is kept first and travels as its id; then the command. */
async function command(ctx: ApiContext, { visitor }: Sent, { dealId, name, body, reason, commandId }: Commanded): Promise<void> {
  const { deal } = await readDealHead(ctx.db, dealId);
  const actor = { type: 'user', id: visitor.person.id, via: 'page' } as const;
  await ensureStarted(ctx, deal, actor);
  const note_id = await unitOfWork(ctx.pool, db => keepNote(db, { commandId, dealId, text: reason, authorType: 'user', authorId: actor.id, createdAt: dealNow(ctx, deal) }));
  await commandDeal(ctx.temporal, deal.workflowId, { name, message: { ...body, note_id, command_id: commandId, actor } });
}

function refusedBy(error: unknown): Outcome {
  if (!(error instanceof RuleViolation)) throw error;
  const back = (code: FormProblem['code'], status: number): Outcome => ({ problems: [{ field: null, code }], status });
  switch (error.code) {
    case 'task_stays_open':
      return back('stays_open', 409);
    case 'reminder_not_in_ladder':
      return back('reminder_gone', 409);
    case 'letter_not_uncertain':
    case 'reminder_not_held':
    case 'invoice_not_open':
    case 'requisites_incomplete':
    case 'unknown_invoice':
    case 'wrong_stage':
      return back('wrong_stage', 409);
    case 'temporal_unavailable':
      return back('try_again', 503);
    default:
      throw error;
  }
}
