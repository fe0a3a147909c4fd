import { readTaskMatters, type TaskMatters } from '../../../db/pages/list-task-matters.ts';
import { listHumanTasks, type OpenHumanTask } from '../../../db/pages/list-tasks.ts';
import { type PaymentClaim, readPaymentClaims } from '../../../db/read/payment-claims.ts';
import type { SignedInPerson } from '../../../db/sessions/find-session.ts';
import { hasLivingAddress } from '../../../domain/delivery/living-address.ts';
import { mayBeDone } from '../../../domain/delivery/may-be-done.ts';
import type { OpenTaskRow, WorkForm, WorkItem } from '../../../templates/pages/views/tasks-view.ts';
import type { RungName } from '../../../templates/pages/views/waiting-view.ts';
import type { ApiContext } from '../../context.ts';
import { hasRole } from '../frame/visitor.ts';
import { taskKind } from './task-kind.ts';

/** The work that waits for a person and no timer can do: as rows of the list, and with what can be said about each. */
export async function myWork(ctx: ApiContext, person: SignedInPerson): Promise<{ rows: OpenTaskRow[]; work: WorkItem[] }> {
  const tasks = await listHumanTasks(ctx.db, person);
  const invoiceIds = tasks.flatMap(({ task }) => task.invoiceId ?? []);
  const [matters, claims] = await Promise.all([readTaskMatters(ctx.db, invoiceIds), readPaymentClaims(ctx.db, invoiceIds)]);
  const items = tasks.map(row => ({ ...workOf(row, matters, person), claim: row.task.kind === 'payment_claim' ? claimOf(row, claims) : null }));
  return { rows: tasks.map(rowOf), work: items.filter(item => item.forms.length > 0) };
}

function rowOf({ task, deal, customerName, owedMinor }: OpenHumanTask): OpenTaskRow {
  return {
    ...{ url: `/deals/${deal.id}`, kind: taskKind(task.kind), role: null, customerName, title: deal.title },
    sum: owedMinor === null ? null : { amountMinor: owedMinor, currency: deal.currency },
    ...{ dueAt: null, workingMinutesLeft: null, coverFor: null },
  };
}

/** What the customer said last; its payment orders are at the deal, for the people of the company alone. */
function claimOf({ task, deal }: OpenHumanTask, claims: readonly PaymentClaim[]): WorkItem['claim'] {
  const said = claims.findLast(claim => claim.invoiceId === task.invoiceId);
  if (!said) return null;
  const orders = said.orders.map(order => ({ name: order.fileName, url: `/deals/${deal.id}/payment-orders/${order.id}` }));
  return { paidOn: said.paidOn, sum: said.amountMinor === null ? null : { amountMinor: said.amountMinor, currency: deal.currency }, orders };
}

function workOf(row: OpenHumanTask, matters: TaskMatters, person: SignedInPerson): Omit<WorkItem, 'claim'> {
  const { task, customerName, customer, invoice } = row;
  const aboutAddress = task.kind === 'check_address' || task.kind === 'never_opened' || task.kind === 'letter_undeliverable' || task.kind === 'complaint';
  return {
    ...{ id: task.id, kind: taskKind(task.kind), customerName },
    openedAt: task.kind === 'call' ? (invoice?.viewedAt ?? null) : null,
    sentAt: task.kind === 'never_opened' ? (invoice?.sentAt ?? null) : null,
    phone: customer.phone,
    address: aboutAddress ? customer.email : null,
    deadReason: task.kind === 'check_address' ? customer.emailDeadReason : null,
    forms: formsOf(row, matters, person),
  };
}

function formsOf({ task, customer, invoice }: OpenHumanTask, { letters, held }: TaskMatters, person: SignedInPerson): WorkForm[] {
  const waiting = held.filter(each => each.invoiceId === task.invoiceId);
  if (task.kind === 'letter_verify')
    return letters
      .filter(letter => letter.invoiceId === task.invoiceId)
      .map(letter => ({ of: 'settle', action: `/tasks/${task.id}/settle`, letterId: letter.letterId, subject: letter.subject, address: letter.address }));
  if (task.kind === 'held_letter' || task.kind === 'stale_bank_data')
    return hasRole(person, 'finance') ? waiting.map(each => ({ of: 'held', action: `/tasks/${task.id}/held`, reminderId: each.reminderId, rung: each.rung as RungName })) : [];
  const facts = { kind: task.kind, isInvoiceOpen: invoice?.status === 'open', isAddressDead: !hasLivingAddress(customer), isLetterHeld: waiting.length > 0 };
  return mayBeDone(facts) ? [{ of: 'done', action: `/tasks/${task.id}/done` }] : [];
}
