import { and, desc, eq, inArray } from 'drizzle-orm';
import { allocation, approvalTask, hold, payment } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import { type Letter, renderLetter } from '../../templates/emails/render-letter.ts';
import type { PaymentReceived } from '../../templates/emails/views.ts';
import type { Reader } from '../../templates/render/reader.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import type { UserRow } from '../facts/deal-facts.ts';
import { dealPageUrl } from '../facts/links.ts';
import { noteText } from '../facts/note-text.ts';
import { personName, stepMatter, type TaskRow } from './approval-matter.ts';
import { type DebtContext, headTask, manualCollection, ownerOverdue, promiseBroken } from './debt-matter.ts';
import { deliveryProblem } from './delivery-matter.ts';
import { customerLetter, frameOf, loadInvoiceFile, owedMinor } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import { stepView } from './step-view.ts';

/** A colleague or a customer: one of the two is named. */
export type Addressee = Readonly<{ address: string; person: UserRow | null; customerId: string | null; reader: Reader; letterId: string }>;
export type LetterOrder = Readonly<{ input: LetterInput; to: Addressee }>;

/** Puts a letter of a deal into words for one reader, from the records of this moment. */
export async function letterWords(db: Db, deps: LetterDeps, order: LetterOrder): Promise<Letter> {
  const { input, to } = order;
  const { reader } = to;
  switch (input.kind) {
    case 'approval_request':
    case 'approval_reminder':
    case 'approval_escalated':
    case 'approval_superseded':
    case 'approval_withdrawn':
    case 'approval_stuck':
      return renderLetter(input.kind, await stepView(db, deps, { input, to, kind: input.kind }), reader);
    case 'round_expired':
      return renderLetter(input.kind, { ...(await stepMatter(db, deps, await lastTask(db, input.dealId, ['expired']))), expiredAt: input.now }, reader);
    case 'deal_rejected':
      return rejected(db, deps, order);
    case 'invoice':
      return renderLetter(input.kind, await customerLetter(db, deps.addresses, await loadInvoiceFile(db, input.subjectId)), reader);
    case 'thank_you':
      return thankYou(db, deps, order);
    case 'owner_overdue':
      return renderLetter(input.kind, ownerOverdue(await loadInvoiceFile(db, input.subjectId), { ...debtContext(deps, input), rung: input.detail ?? '+3' }), reader);
    case 'promise_broken':
      return renderLetter(input.kind, await promiseBroken(db, await loadInvoiceFile(db, input.subjectId), { context: debtContext(deps, input), promiseId: input.detail ?? '' }), reader);
    case 'head_task':
      return renderLetter(input.kind, await headTask(db, await loadInvoiceFile(db, input.subjectId), { ...debtContext(deps, input), legalAt: input.detail }), reader);
    case 'manual_collection':
      return renderLetter(input.kind, await manualCollection(db, await loadInvoiceFile(db, input.subjectId), debtContext(deps, input)), reader);
    case 'payment_received':
      return renderLetter(input.kind, await paymentReceived(db, deps, input), reader);
    case 'delivery_problem':
      return renderLetter(input.kind, await deliveryProblem(db, deps.addresses, input), reader);
  }
}

const debtContext = ({ addresses }: LetterDeps, { now }: LetterInput): DebtContext => ({ publicUrl: addresses.publicUrl, now, rung: '', legalAt: null });

async function lastTask(db: Db, dealId: string, statuses: TaskRow['status'][]): Promise<TaskRow> {
  const [task] = await db
    .select()
    .from(approvalTask)
    .where(and(eq(approvalTask.dealId, dealId), inArray(approvalTask.status, statuses)))
    .orderBy(desc(approvalTask.round), desc(approvalTask.version), approvalTask.position)
    .limit(1);
  if (!task) throw new Error(`deal ${dealId} has no step that is ${statuses.join(' or ')}`);
  return task;
}

async function rejected(db: Db, deps: LetterDeps, { input, to }: LetterOrder): Promise<Letter> {
  const task = await lastTask(db, input.dealId, ['rejected', 'changes_requested']);
  const { approverName: _asked, ...matter } = await stepMatter(db, deps, task);
  const decision = task.status === 'rejected' ? 'rejected' : 'changes_requested';
  return renderLetter('deal_rejected', { ...matter, decision, deciderName: await personName(db, task.decidedById), reason: await noteText(db, input.detail) }, to.reader);
}

async function thankYou(db: Db, deps: LetterDeps, { input, to }: LetterOrder): Promise<Letter> {
  const file = await loadInvoiceFile(db, input.subjectId);
  const [last] = await db
    .select({ on: payment.receivedOn })
    .from(allocation)
    .innerJoin(payment, eq(payment.id, allocation.paymentId))
    .where(eq(allocation.invoiceId, file.row.id))
    .orderBy(desc(payment.receivedOn))
    .limit(1);
  const lifted = await db.select({ id: hold.id }).from(hold).where(eq(hold.invoiceId, file.row.id));
  const paidOn = last?.on ?? dateInZone(input.now, file.customer.timeZone);
  return renderLetter('thank_you', { ...(await customerLetter(db, deps.addresses, file)), paidOn, holdsLifted: lifted.length > 0 }, to.reader);
}

async function paymentReceived(db: Db, deps: LetterDeps, input: LetterInput): Promise<PaymentReceived> {
  const file = await loadInvoiceFile(db, input.detail ?? '');
  const [placed] = await db
    .select()
    .from(allocation)
    .innerJoin(payment, eq(payment.id, allocation.paymentId))
    .where(and(eq(allocation.paymentId, input.subjectId), eq(allocation.invoiceId, file.row.id)))
    .orderBy(desc(allocation.createdAt))
    .limit(1);
  if (!placed) throw new Error(`payment ${input.subjectId} is not placed on invoice ${file.row.id}`);
  const lifted = await db.select({ id: hold.id }).from(hold).where(eq(hold.invoiceId, file.row.id));
  const sum = (amountMinor: number) => ({ amountMinor, currency: file.row.currency });
  return {
    ...frameOf(file),
    amount: sum(placed.allocation.amountMinor),
    receivedOn: placed.payment.receivedOn,
    payerName: placed.payment.payer.name ?? file.customer.name,
    customerName: file.customer.name,
    invoiceNumber: file.row.number ?? '',
    remaining: sum(owedMinor(file.row)),
    evidence: evidenceWord(placed.allocation.evidence[0]?.kind),
    holdsLifted: lifted.length > 0 && owedMinor(file.row) === 0,
    dealUrl: dealPageUrl(deps.addresses.publicUrl, file.deal.id),
  };
}

function evidenceWord(kind: string | undefined): PaymentReceived['evidence'] {
  if (kind === 'payment_reference' || kind === 'reference') return 'reference';
  if (kind === 'invoice_number' || kind === 'number') return 'number';
  return kind === 'exact_sum' || kind === 'sum' ? 'sum' : kind === 'only_subset' || kind === 'subset' ? 'subset' : 'manual';
}
