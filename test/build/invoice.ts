import type { Pool } from 'pg';
import { newId } from '../../db/ids.ts';
import { pinReminderPolicy } from '../../db/reminders/pin-policy.ts';
import { invoice } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { addDays } from '../../domain/calendar/iso-date.ts';
import { localInstant } from '../../domain/calendar/zone.ts';
import { makePaymentReference } from '../../domain/reference/payment-reference.ts';
import { account } from './company.ts';
import { aDeal, aPackage, type BuiltDeal } from './deal.ts';

let sequence = 0;

/** A deal that enters at collecting, with one invoice of 1,160,000 KZT issued elsewhere. */
export async function aReceivable(pool: Pool, given: { issuedOn: string; dueOn: string; email?: string | null }): Promise<BuiltDeal & { invoiceId: string }> {
  // Taken before the first await: receivables may be built side by side.
  sequence += 1;
  const ordinal = sequence;
  const invoiceId = newId('inv');
  const grossMinor = 116_000_000;
  const facts = { invoiceId, totalMinor: grossMinor, paidMinor: 0, dueOn: given.dueOn, overdueFromAt: localInstant(addDays(given.dueOn, 1), '00:00', 'Asia/Almaty'), rungs: [] };
  const built = await aDeal(pool, { content: aPackage(), ...(given.email === undefined ? {} : { email: given.email }), start: { entryStage: 'collecting', submit: false, invoices: [facts] } });
  await unitOfWork(pool, async db => {
    await db.insert(invoice).values({
      id: invoiceId,
      dealId: built.dealId,
      customerId: built.customerId,
      packageId: null,
      instalment: 1,
      external: true,
      number: `EXT-${ordinal}-${built.dealId.slice(-5)}`,
      reference: makePaymentReference(1000 + ordinal),
      status: 'open',
      delivery: 'sent',
      language: 'ru',
      documentType: 'corporate',
      currency: 'KZT',
      netMinor: 100_000_000,
      vatMinor: 16_000_000,
      grossMinor,
      bankAccountId: account.id,
      issuedOn: given.issuedOn,
      issuedAt: `${given.issuedOn}T06:00:00.000Z`,
      dueOn: given.dueOn,
      issueKey: `ext:${invoiceId}`,
    });
    await pinReminderPolicy(db, invoiceId);
  });
  return { ...built, invoiceId };
}
