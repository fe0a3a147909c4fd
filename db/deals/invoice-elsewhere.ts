import { localInstant } from '../../domain/calendar/zone.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { newId, stableId } from '../ids.ts';
import { takePaymentReference } from '../invoices/take-number.ts';
import { rememberLink } from '../links/remember-link.ts';
import { lockInvoices } from '../money/open-invoices.ts';
import { placeAllocations } from '../money/place-allocations.ts';
import { pinReminderPolicy } from '../reminders/pin-policy.ts';
import { bankAccount, invoice, payment } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { DealOrder, DealRow } from './create-deal.ts';

/** An invoice that another system has issued, with what it was already paid. Sums are minor units of the deal's currency. */
export type InvoiceElsewhere = Readonly<{ number: string; reference: string | null; issuedOn: string; dueOn: string; netMinor: number; vatMinor: number; grossMinor: number; paidMinor: number }>;

/** Writes the invoice of a deal that enters at collecting, and what was paid of it as a payment from elsewhere. */
export async function keepInvoiceElsewhere(db: Db, given: { row: DealRow; invoice: InvoiceElsewhere; order: DealOrder; zone: string }): Promise<void> {
  const { row, invoice: issued, order, zone } = given;
  const { number, issuedOn, dueOn, netMinor, vatMinor, grossMinor, paidMinor } = issued;
  const id = stableId('inv', row.id, 1);
  const issuedAt = localInstant(issuedOn, '00:00', zone);
  const reference = issued.reference ?? (await takePaymentReference(db));
  const [made] = await db
    .insert(invoice)
    .values({
      ...{ id, dealId: row.id, customerId: row.customerId, instalment: 1, external: true, number, reference, status: 'open', delivery: 'sent', language: row.language },
      ...{ documentType: order.content.documentType, currency: row.currency, netMinor, vatMinor, grossMinor, bankAccountId: await defaultAccount(db, row.currency) },
      ...{ turnoverOn: issuedOn, issuedOn, issuedAt, sentAt: issuedAt, dueOn, issueKey: `${row.id}:1` },
    })
    .onConflictDoNothing()
    .returning({ id: invoice.id });
  if (!made) throw new RuleViolation('validation_failed', `An invoice with the number ${number} or its reference is on record already.`, { pointer: '#/invoice/number' });
  await pinReminderPolicy(db, id);
  await rememberLink(db, order.linkKey, { purpose: 'invoice', subjectId: id, letterId: 'page', dealId: row.id, personId: null, createdAt: order.now, expiresAt: null });
  if (paidMinor > 0) await keepPaidElsewhere(db, { invoiceId: id, row, paidMinor, order, receivedOn: issuedOn });
}

async function keepPaidElsewhere(db: Db, paid: { invoiceId: string; row: DealRow; paidMinor: number; order: DealOrder; receivedOn: string }): Promise<void> {
  const { invoiceId, row, paidMinor, order, receivedOn } = paid;
  const { actor, now } = order;
  const paymentId = newId('pay');
  await db.insert(payment).values({
    id: paymentId,
    source: 'external',
    dedupKey: `external:${invoiceId}`,
    amountMinor: paidMinor,
    currency: row.currency,
    receivedOn,
    payer: {},
    purpose: '',
    status: 'to_review',
    createdAt: now,
  });
  const locked = await lockInvoices(db, [invoiceId]);
  const part = { paymentId, invoiceId, amountMinor: paidMinor, evidence: [{ kind: 'external', detail: 'paid before the deal came here' }] };
  // The process begins with what was paid, so it is not told of it once more.
  await placeAllocations(db, { parts: [part], locked, actor, now, isKnown: true });
}

async function defaultAccount(db: Db, currency: string): Promise<string> {
  const accounts = await db.select().from(bankAccount);
  const account = accounts.find(each => each.currency === currency && each.isDefault) ?? accounts.find(each => each.currency === currency);
  if (!account) throw new RuleViolation('unknown_account', `The company has no bank account in ${currency}.`, { pointer: '#/currency' });
  return account.id;
}
