import { createHash } from 'node:crypto';
import type { DealOrder } from '../../../db/deals/create-deal.ts';
import type { InvoiceElsewhere } from '../../../db/deals/invoice-elsewhere.ts';
import { newId, stableId } from '../../../db/ids.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import type { Actor } from '../../../db/schema/index.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { canonicalJson } from '../../../domain/quote/canonical-package.ts';
import { type PricedPackage, priceQuote } from '../../../domain/quote/price-quote.ts';
import { stampPackage } from '../../../domain/quote/term-stamps.ts';
import { isPaymentReference, normaliseReference } from '../../../domain/reference/payment-reference.ts';
import { dealWorkflowId } from '../../../workflows/deal/ids.ts';
import type { ApiContext } from '../../context.ts';
import type { DealRequestBody } from '../../schemas/deal-request.ts';
import { readCustomerInput } from './read-customer.ts';
import { readPackage } from './read-package.ts';

/**
 * A request for a deal, proven and in the words of the rules. The same key or the same external id makes the same deal:
 * without an external id the command id takes its place. Refusals name the field.
 */
export async function readDealOrder(ctx: ApiContext, body: DealRequestBody, by: { actor: Actor; commandId: string | null }): Promise<DealOrder> {
  const policy = await readPolicy(ctx.db);
  const now = ctx.now().toISOString();
  const asked = readPackage(body, { paymentTermsDays: policy.paymentTermsDays, documentType: documentTypeOf(body) });
  const content = stampPackage(asked, { before: null, by: { type: by.actor.type, id: by.actor.id }, at: now });
  const priced = content.lines.length === 0 ? null : priceQuote(content, dateInZone(now, policy.zone));
  const invoice = body.invoice ? readInvoice(body, priced) : null;
  const dealId = by.commandId === null ? newId('deal') : stableId('deal', by.commandId);
  const externalId = body.external_id ?? null;
  return {
    ...{ dealId, source: body.source, externalId, workflowId: dealWorkflowId({ source: body.source, externalId, dealId }), requestSha256: contentHash(body) },
    customer: body.customer ? readCustomerInput(body.customer, { zone: policy.zone, language: body.language }) : { id: body.customer_id ?? '' },
    ownerEmail: body.owner_email,
    // To submit at once is to enter at approving: a deal that is started later, by whoever, then begins the same way.
    entryStage: body.entry_stage === 'quoting' && body.submit ? 'approving' : body.entry_stage,
    content,
    totals: priced?.totals ?? (invoice && { discountMinor: 0, netMinor: invoice.netMinor, vatMinor: invoice.vatMinor, grossMinor: invoice.grossMinor }),
    ...{ invoice, actor: by.actor, linkKey: ctx.config.linkKey, now },
  };
}

/** The hash of the normalised request: a repeat in another order of keys, or with its defaults written out, is the same request. */
const contentHash = (body: DealRequestBody): string => createHash('sha256').update(canonicalJson(body)).digest('hex');

function documentTypeOf(body: DealRequestBody): 'corporate' | 'retail' | 'state' {
  return body.customer?.segment ?? 'corporate';
}

function readInvoice(body: DealRequestBody, priced: PricedPackage | null): InvoiceElsewhere {
  const { invoice, currency } = body;
  if (!invoice) throw new RuleViolation('validation_failed', 'The invoice is missing.', { pointer: '#/invoice' });
  for (const [field, sum] of Object.entries({ total: invoice.total, vat: invoice.vat, paid: invoice.paid })) {
    if (sum && sum.currency !== currency) throw new RuleViolation('currency_mismatch', `The sum is in ${sum.currency}, the deal in ${currency}.`, { pointer: `#/invoice/${field}/currency` });
  }
  const grossMinor = invoice.total?.value ?? priced?.totals.grossMinor;
  if (grossMinor === undefined) throw new RuleViolation('validation_failed', 'Give the total of the invoice, or the lines that make it.', { pointer: '#/invoice/total' });
  const vatMinor = invoice.vat?.value ?? (priced?.totals.grossMinor === grossMinor ? priced.totals.vatMinor : 0);
  refuseOutside(vatMinor, { to: grossMinor, pointer: '#/invoice/vat' });
  const paidMinor = invoice.paid?.value ?? 0;
  refuseOutside(paidMinor, { to: grossMinor - 1, pointer: '#/invoice/paid' });
  if (invoice.due_on < invoice.issued_on) throw new RuleViolation('validation_failed', 'An invoice is not due before it is issued.', { pointer: '#/invoice/due_on' });
  return { number: invoice.number, reference: readReference(invoice.reference), issuedOn: invoice.issued_on, dueOn: invoice.due_on, netMinor: grossMinor - vatMinor, vatMinor, grossMinor, paidMinor };
}

function refuseOutside(value: number, { to, pointer }: { to: number; pointer: string }): void {
  if (value < 0 || value > to) throw new RuleViolation('amount_out_of_range', `The sum must be from 0 to ${to} minor units.`, { pointer, from: 0, to });
}

function readReference(given: string | undefined): string | null {
  if (given === undefined) return null;
  const reference = normaliseReference(given);
  if (!isPaymentReference(reference)) throw new RuleViolation('validation_failed', 'This is no payment reference of ours; leave it out and one is given.', { pointer: '#/invoice/reference' });
  return reference;
}
