import type { DealFile, EventRow } from '../../../db/pages/read-deal-file.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import type { ApprovalRole } from '../../../db/schema/approvals.ts';
import type { StoryFact } from '../../../templates/pages/views/story-view.ts';
import type { Happening } from '../../../workflows/deal/events.ts';
import { deliveryFact } from './story-delivery.ts';

type People = ReadonlyMap<string, PersonRow>;

/** An event in the raw values of its sentence, or null for one that only the machinery speaks of. A new event breaks the build here until it has its words. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one short case per event type; a table would lose the types.
export function factOf(event: EventRow, file: DealFile, people: People): StoryFact | null {
  const happening = { type: event.type, data: event.data } as Happening;
  const name = (id: string | null): string | null => people.get(id ?? '')?.name ?? null;
  const step = ({ role }: { role: string }, personId: string | null) => ({ role: role as ApprovalRole, personName: name(personId) });
  const sum = (amountMinor: number) => ({ amountMinor, currency: file.deal.currency });
  const named = (amountMinor: number | null) => (amountMinor === null ? null : sum(amountMinor));
  const invoice = (id: string) => file.invoices.find(row => row.id === id);
  const numberOf = (instalment: number) => file.invoices.find(row => row.instalment === instalment)?.number ?? null;
  switch (happening.type) {
    case 'deal.created':
      return { what: 'deal_created' };
    case 'deal.draft_changed':
      return { what: 'draft_changed' };
    case 'quote.version_created':
      return { what: 'package_submitted', version: happening.data.version, sum: sum(happening.data.grossMinor) };
    case 'approval.requested':
      return { what: 'approval_opened', ...step(happening.data, happening.data.personId) };
    case 'approval.reminded':
      return { what: 'approval_reminded', ...step(happening.data, personOf(happening.data.taskId, file)) };
    case 'approval.escalated':
      return { what: 'approval_escalated', ...step(happening.data, happening.data.superiorId) };
    case 'approval.stuck':
      return { what: 'deal_marked_stuck' };
    case 'approval.decided':
      return { what: `approval_${happening.data.decision}`, ...step(happening.data, event.actor.id) };
    case 'approval.recalled':
      return { what: 'approval_recalled', ...step(happening.data, event.actor.id) };
    case 'approval.handed_over': {
      const { fromUserId, toUserId, role } = happening.data;
      return { what: 'approval_handed_over', role: role as ApprovalRole, personName: name(toUserId) ?? '', fromName: name(fromUserId) ?? '' };
    }
    case 'approval.replanned':
      return takenOver(happening.data, name);
    case 'approval.round_started':
      return keptIn(happening.data.steps);
    case 'approval.withdrawn':
      return { what: 'approval_withdrawn' };
    case 'approval.superseded':
      return { what: 'route_superseded' };
    case 'approval.expired':
      return { what: 'round_expired' };
    case 'quote.accepted':
      return { what: 'quote_accepted' };
    case 'quote.expired':
      return { what: 'quote_expired' };
    case 'contract.signed':
      return { what: 'contract_signed' };
    case 'deal.delivered':
      return { what: 'goods_delivered' };
    case 'invoice.review_required':
    case 'invoice.refused':
      return { what: 'invoice_review', number: numberOf(happening.data.instalment) };
    case 'invoice.released':
      return { what: 'invoice_released', number: numberOf(happening.data.instalment) };
    case 'invoice.issued':
      return { what: 'invoice_issued', number: invoice(happening.data.invoiceId)?.number ?? '', sum: sum(happening.data.totalMinor), dueOn: happening.data.dueOn };
    case 'invoice.sent':
      return { what: 'invoice_sent', number: invoice(happening.data.invoiceId)?.number ?? null };
    case 'invoice.undeliverable':
      return { what: happening.data.outcome === 'verify' ? 'invoice_unconfirmed' : 'invoice_bounced', number: invoice(happening.data.invoiceId)?.number ?? null };
    case 'invoice.viewed':
    case 'invoice.reposted':
    case 'receipt.confirmed':
    case 'letter.complained':
    case 'letter.returned':
    case 'letter.settled':
    case 'address.changed':
    case 'reminder.released':
      return deliveryFact({ ...event, ...happening }, file);
    case 'reminder.sent':
      return { what: ofSent(happening.data.reason), rung: happening.data.rung, address: file.customer.email };
    case 'reminder.skipped':
      return { what: 'rung_skipped', rung: happening.data.rung, address: null };
    case 'reminder.held':
      return { what: 'rung_held', rung: happening.data.rung, address: null };
    case 'reminder.unresolved':
      return { what: `rung_${happening.data.outcome}`, rung: happening.data.rung, address: file.customer.email };
    case 'collection.manual_started':
      return { what: 'reminders_stopped' };
    case 'reminder.paused':
      return { what: 'reminders_paused', untilAt: happening.data.untilAt };
    case 'reminder.resumed':
      return { what: 'reminders_resumed' };
    case 'promise.made':
      return { what: 'payment_promised', payOn: happening.data.payOn, sum: named(happening.data.amountMinor) };
    case 'promise.kept':
      return { what: 'promise_kept', payOn: promisedDay(happening.data.pauseId, file, event.at), sum: null };
    case 'promise.broken':
      return { what: 'promise_broken', payOn: promisedDay(happening.data.pauseId, file, event.at), sum: null };
    case 'payment.claimed':
      return { what: 'payment_claimed', paidOn: happening.data.paidOn, sum: named(happening.data.amountMinor) };
    case 'payment_order.added':
      return { what: 'payment_order_added' };
    case 'dispute.opened':
      return { what: 'invoice_disputed', sum: named(happening.data.amountMinor) };
    case 'dispute.resolved':
      return { what: 'dispute_resolved', sum: null };
    case 'payment.received': {
      const payerName = file.payments.find(placed => placed.payment.id === happening.data.paymentId)?.payment.payer.name ?? file.customer.name;
      const { amountMinor } = happening.data;
      return amountMinor < 0 ? { what: 'payment_unmatched', sum: sum(-amountMinor), payerName } : { what: 'payment_received', sum: sum(amountMinor), payerName };
    }
    case 'invoice.credited':
      return { what: happening.data.isVoid ? 'invoice_voided' : 'invoice_credited', number: invoice(happening.data.invoiceId)?.number ?? null };
    case 'hold.lifted': {
      const { overdueMinor, overdueDays, approverId, role, version } = happening.data;
      return { what: 'shipment_released', sum: sum(overdueMinor), overdueDays, ...step({ role }, approverId), packageVersion: version };
    }
    case 'deal.closed':
      return { what: `deal_${happening.data.closing}` };
    case 'command.refused':
      return { what: 'command_refused' };
    case 'deal.submit_refused':
      return { what: happening.data.code === 'unknown_user' ? 'submit_without_approver' : 'submit_refused' };
    case 'deal.submitted':
    case 'approval.step_closed':
    case 'deal.returned':
    case 'deal.approved':
    case 'billing.planned':
    case 'document.created':
    case 'invoice.overdue':
    case 'invoice.paid':
    case 'invoice.closed':
    case 'reminder.pause_begun':
    case 'reminder.planned':
    case 'deal.handed_over':
    case 'deal.stuck':
    case 'deal.unstuck':
    // What a watch comes to is somebody's task, and the story tells of tasks by themselves.
    case 'watch.raised':
      return null;
  }
}

function promisedDay(pauseId: string, { pauses }: DealFile, at: string): string {
  return pauses.find(pause => pause.id === pauseId)?.reason ?? at.slice(0, 10);
}

function personOf(taskId: string, { tasks }: DealFile): string | null {
  return tasks.find(task => task.id === taskId)?.personId ?? null;
}

/** A step that went to another person because people, covers or the calendar changed. */
function takenOver({ fromUserId, personId, role }: { fromUserId: string; personId: string; role: string }, name: (id: string | null) => string | null): StoryFact | null {
  return fromUserId === personId ? null : { what: 'approval_covered', role: role as ApprovalRole, personName: name(personId) ?? '', fromName: name(fromUserId) ?? '' };
}

/** A letter whose text travelled while the payment came is told as one that crossed it. */
const ofSent = (reason: string | null) => (reason === 'crossed_payment' ? 'rung_crossed' : 'rung_sent');

/** A round tells of itself only where approvals of earlier versions still hold. */
function keptIn(steps: readonly Readonly<{ role: string; kept?: unknown }>[]): StoryFact | null {
  const roles = steps.filter(step => step.kept).map(step => step.role as ApprovalRole);
  return roles.length > 0 ? { what: 'approvals_kept', roles } : null;
}
