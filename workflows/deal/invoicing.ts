import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { InstalmentPlan, InvoiceFacts } from '../ports.ts';
import type { Happening } from './events.ts';
import { wrongStage } from './quoting.ts';
import type { Billing, DealState, InvoiceState } from './state.ts';

/** Which invoices the deal makes; those of today that a person must see first wait at the review gate (I9). */
export function decideBillingPlanned(instalments: InstalmentPlan[], state: DealState): Happening[] {
  const { phase } = state;
  if (phase.status !== 'billing' || phase.instalments) return [];
  const gate = instalments.filter(i => (i.trigger === 'now' || phase.deliveredOn !== null) && i.review !== null);
  return [{ type: 'billing.planned', data: { instalments } }, ...gate.map(reviewRequired)];
}

/** Delivery makes the instalments due that waited for it. */
export function decideDelivered(on: string, state: DealState): Happening[] {
  const phase = billing(state, 'marked as delivered');
  if (phase.deliveredOn !== null) return [];
  const gate = (phase.instalments ?? []).filter(i => i.trigger === 'delivery' && i.state === 'waiting' && i.review !== null);
  return [{ type: 'deal.delivered', data: { on } }, ...gate.map(reviewRequired)];
}

/** Finance lets an invoice out of the review gate, or asks again after a refused requisite was corrected. */
export function decideRelease(no: number, state: DealState): Happening[] {
  const phase = billing(state, 'released');
  const instalment = phase.instalments?.find(i => i.no === no);
  if (!instalment) throw new RuleViolation('unknown_invoice', 'There is no such invoice in this deal.');
  switch (instalment.state) {
    case 'review':
    case 'refused':
      return [{ type: 'invoice.released', data: { instalment: no } }];
    case 'issuing':
    case 'issued':
      return [];
    case 'waiting':
      throw wrongStage('invoiced before delivery', state);
  }
}

/** An issued invoice; asked twice, the second answer is dropped. What was paid on it meanwhile comes as payments of its own. */
export function decideIssued(no: number, facts: InvoiceFacts, state: DealState): Happening[] {
  const { phase } = state;
  if (phase.status !== 'billing' || phase.invoices[facts.invoiceId]) return [];
  return [{ type: 'invoice.issued', data: { instalment: no, external: false, ...facts, paidMinor: 0 } }];
}

/** A requisite is wrong: nothing was sent, a person corrects it and releases the invoice again. */
export function decideInvoiceRefused(fact: { instalment: number; code: string; field: string | null }, state: DealState): Happening[] {
  const asked = state.phase.status === 'billing' && state.phase.instalments?.some(i => i.no === fact.instalment && i.state === 'issuing');
  if (!asked) return [];
  return [{ type: 'invoice.refused', data: { instalment: fact.instalment, code: fact.code, field: fact.field } }];
}

export function billing(state: DealState, what: string): Billing {
  if (state.phase.status !== 'billing') throw wrongStage(what, state);
  return state.phase;
}

export function invoiceOf(phase: Billing, invoiceId: string): InvoiceState {
  const invoice = phase.invoices[invoiceId];
  if (!invoice) throw new RuleViolation('unknown_invoice', 'There is no such invoice in this deal.', { pointer: '#/invoice_id' });
  return invoice;
}

function reviewRequired(plan: InstalmentPlan): Happening {
  return { type: 'invoice.review_required', data: { instalment: plan.no, review: plan.review ?? '' } };
}
