import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type GivenNote, keepNote } from '../../../db/notes/keep-note.ts';
import { type DealFile, readDealFile } from '../../../db/pages/read-deal-file.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { DealVerb } from '../../../templates/pages/views/deal-view.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { commandDeal } from '../../process/command-deal.ts';
import { ensureStarted } from '../../process/ensure-started.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { readerOf } from '../frame/frames.ts';
import { refuseForeignForm, staffVisitor, type Visitor } from '../frame/visitor.ts';
import { allowedVerbs, peopleToOwn } from './allowed.ts';
import { type Asked, type DealForm, dealFormFields } from './deal-form.ts';
import { showDealAgain } from './deal-page.ts';
import { askedBy, type CommandVerb, doneBy } from './deal-verbs.ts';
import { forwardDeal } from './forward-deal.ts';
import { areShipmentsHeld } from './held-shipments.ts';
import { decidePayer } from './payer-decision.ts';

type Sent = Readonly<{ request: FastifyRequest; reply: FastifyReply; visitor: Visitor; verb: DealVerb; form: DealForm; file: DealFile; commandId: string }>;

/** `POST /deals/{id}/<verb>`: what people do on the page of a deal. Who may do it is checked here and by the rules of the process. */
export function registerDealForms(app: FastifyInstance, ctx: ApiContext): void {
  app.post('/deals/:id/:verb', { config: { public: true } }, async (request, reply) => {
    const visitor = await staffVisitor(request, reply);
    if (!visitor) return reply;
    const form = formFields(request.body, dealFormFields);
    refuseForeignForm(visitor, form.csrf);
    const { id, verb: name } = request.params as { id: string; verb: string };
    const file = await readDealFile(ctx.db, id);
    if (!file || !Object.hasOwn(doneBy, name)) throw new RuleViolation('not_found', 'There is no such deal, or nothing of that name can be done to it.');
    const commandId = commandIdOf(visitor, { dealId: id, verb: name, form });
    // What this very form asked for has been done: a second click must not be told that it can no longer be done.
    if (file.events.some(event => event.commandId === commandId)) return reply.redirect(withDone(`/deals/${id}`, doneBy[name as DealVerb]), 303);
    return perform(ctx, { request, reply, visitor, verb: name as DealVerb, form, file, commandId });
  });
}

/** The form names its command: sent twice as it is, it is one command. Filled in otherwise, or without a nonce of ours, it is another. */
function commandIdOf({ person }: Visitor, { dealId, verb, form }: { dealId: string; verb: string; form: DealForm }): string {
  const { csrf: _csrf, nonce, ...said } = form;
  const named = /^[0-9a-f]{32}$/.test(nonce ?? '') ? nonce : randomBytes(16).toString('hex');
  const words = Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1));
  return `page_${createHash('sha256')
    .update(JSON.stringify([named, person.id, dealId, verb, words]))
    .digest('hex')
    .slice(0, 32)}`;
}

async function perform(ctx: ApiContext, sent: Sent): Promise<FastifyReply> {
  const { verb, file, visitor, reply } = sent;
  const people = await readPeople(ctx.db);
  const nowAt = dealNow(ctx, file.deal);
  const policy = await readPolicy(ctx.db);
  const asked = { person: visitor.person, people, policy, nowAt, fastForward: ctx.config.fastForward };
  if (!allowedVerbs(file, asked).includes(verb)) return sendBack(ctx, sent, refused(sent, asked));
  if (verb === 'fast_forward') return forward(ctx, sent);
  if (verb === 'decide_payer_type') return judge(ctx, sent);
  const wish = askedBy(verb, { form: sent.form, file, policy, nowAt, handOverTo: peopleToOwn(file, people), personId: visitor.person.id });
  if ('problems' in wish) return sendBack(ctx, sent, { problems: wish.problems, status: 422 });
  const problem = await giveCommand(ctx, sent, { verb, asked: wish, nowAt });
  return problem === null ? reply.redirect(withDone(`/deals/${file.deal.id}`, doneBy[verb]), 303) : sendBack(ctx, sent, problem);
}

/** What nobody could do now is a matter of the stage; what others could, of the right. */
function refused({ file, verb }: Sent, asked: Parameters<typeof allowedVerbs>[1]): Back {
  const back = (code: FormProblem['code'], status: number): Back => ({ problems: [{ field: null, code }], status });
  if (verb === 'lift_hold') return areShipmentsHeld(file) ? back('not_approver', 403) : back('hold_not_in_force', 409);
  const admin = { ...asked.person, roles: ['admin' as const] };
  return allowedVerbs(file, { ...asked, person: admin, people: new Map() }).includes(verb) ? back('not_entitled', 403) : back('wrong_stage', 409);
}

type Back = Readonly<{ problems: readonly FormProblem[]; status: number }>;

function sendBack(ctx: ApiContext, { request, reply, visitor, verb, form }: Sent, { problems, status }: Back): Promise<FastifyReply> {
  const { csrf: _csrf, nonce: _nonce, ...typed } = form;
  const values = Object.fromEntries(Object.entries(typed).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return showDealAgain(ctx, { request, reply, visitor }, { form: { verb, problems, values, ...(form.invoice_id === undefined ? {} : { invoiceId: form.invoice_id }) }, status });
}

/** The reason is kept first and travels as its id; then the command. Answers what the process has against it, or null. */
async function giveCommand(
  ctx: ApiContext,
  { file, visitor, commandId }: Sent,
  { asked, nowAt }: { verb: CommandVerb; asked: Exclude<Asked, { problems: unknown }>; nowAt: string },
): Promise<Back | null> {
  const { person } = visitor;
  const actor = { type: 'user', id: person.id, via: 'page' } as const;
  try {
    await ensureStarted(ctx, file.deal, actor);
    const note = asked.reason === null ? {} : { note_id: await keepReason(ctx, { commandId, dealId: file.deal.id, text: asked.reason, authorType: 'user', authorId: person.id, createdAt: nowAt }) };
    await commandDeal(ctx.temporal, file.deal.workflowId, { name: asked.message, message: { ...asked.body, ...note, command_id: commandId, actor } });
    return null;
  } catch (error) {
    return refusedBy(error, file.deal.currency);
  }
}

function keepReason(ctx: ApiContext, written: GivenNote): Promise<string> {
  return unitOfWork(ctx.pool, db => keepNote(db, written));
}

function refusedBy(error: unknown, currency: string): Back {
  if (!(error instanceof RuleViolation)) throw error;
  const back = (field: string | null, code: FormProblem['code'], status = 422): Back => ({ problems: [{ field, code }], status });
  switch (error.code) {
    case 'wrong_stage':
    case 'invoice_not_open':
    case 'unknown_invoice':
      return back(null, 'wrong_stage', 409);
    case 'hold_not_in_force':
      return back(null, 'hold_not_in_force', 409);
    case 'not_entitled':
      return back(null, 'not_entitled', 403);
    case 'reason_required':
      return back('reason', 'reason_required');
    case 'not_in_future':
      return back(null, 'not_in_future');
    case 'amount_out_of_range':
      return untiedSchedule(error, currency);
    case 'temporal_unavailable':
      return back(null, 'try_again', 503);
    default:
      throw error;
  }
}

/** The process alone knows what is chased: the debt without what is disputed of it. */
function untiedSchedule(error: RuleViolation, currency: string): Back {
  const { chased_minor: amountMinor } = error.data;
  if (typeof amountMinor !== 'number') throw error;
  return { problems: [{ field: null, code: 'schedule_untied', limit: { amountMinor, currency } }], status: 422 };
}

async function forward(ctx: ApiContext, sent: Sent): Promise<FastifyReply> {
  const problem = await forwardDeal(ctx, sent.file, sent.form);
  return problem === null
    ? sent.reply.redirect(withDone(`/deals/${sent.file.deal.id}`, 'fast_forwarded'), 303)
    : sendBack(ctx, sent, { problems: [{ field: null, code: problem }], status: problem === 'try_again' ? 503 : 422 });
}

async function judge(ctx: ApiContext, sent: Sent): Promise<FastifyReply> {
  const { form, file, visitor, commandId, request } = sent;
  const { language } = await readerOf(ctx, request);
  const problems = await decidePayer(ctx, { form, payer: file.customer, personId: visitor.person.id, commandId, language });
  const isOutdated = problems.some(problem => problem.code === 'proposal_changed');
  return problems.length === 0 ? sent.reply.redirect(withDone(`/deals/${file.deal.id}`, doneBy.decide_payer_type), 303) : sendBack(ctx, sent, { problems, status: isOutdated ? 409 : 422 });
}
