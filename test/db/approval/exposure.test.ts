import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecordActivities } from '../../../activities/record-activities.ts';
import { approvalRoute, customer, deal } from '../../../db/schema/index.ts';
import { people } from '../../build/company.ts';
import { aDeal, aTypicalPackage } from '../../build/deal.ts';
import { aLedger, anInvoice, type Ledger } from '../money/ledger.ts';

const now = '2026-11-24T05:00:00.000Z';
/** What the deal of these tests is for, with VAT. */
const ownMinor = 11_600_000;

let ledger: Ledger;
beforeAll(async () => {
  ledger = await aLedger();
});
afterAll(() => ledger.close());

/** How a deal's customer stands when its round is planned: what the other deals of that customer make of it. */
async function standing(others: (customerId: string) => Promise<unknown>, creditLimitMinor: number | null = null) {
  const { dealId, customerId } = await aDeal(ledger.pool, { content: aTypicalPackage() });
  await ledger.db.update(customer).set({ creditLimitMinor }).where(eq(customer.id, customerId));
  await others(customerId);
  const plan = await createRecordActivities(ledger).prepareRound({ dealId, round: 1, ownerId: people.seller.id, now });
  if ('refused' in plan) throw new Error(plan.refused);
  const [route] = await ledger.db.select().from(approvalRoute).where(eq(approvalRoute.packageId, plan.package.packageId));
  return { facts: route?.facts, roles: plan.steps.map(step => step.role) };
}

const nothing = async () => {};
let ordinal = 0;
/** An invoice of 10,000 KZT due the day before, unless told otherwise. */
async function owed(customerId: string, change: { dueOn?: string; creditedMinor?: number; status?: string } = {}): Promise<void> {
  ordinal += 1;
  const { invoiceId } = await anInvoice(ledger, { number: `E-${ordinal}`, grossMinor: 1_000_000, customerId });
  const { dueOn = '2026-11-23', creditedMinor = 0, status = 'open' } = change;
  await ledger.pool.query('update invoice set due_on = $2, credited_minor = $3, status = $4 where id = $1', [invoiceId, dueOn, creditedMinor, status]);
}

async function anotherDeal(customerId: string, stage: typeof deal.$inferSelect.stage, grossMinor: number): Promise<void> {
  const { dealId } = await aDeal(ledger.pool);
  await ledger.db.update(deal).set({ customerId, stage, grossMinor }).where(eq(deal.id, dealId));
}

describe('how a customer stands', () => {
  it('a typical deal of a customer without debt needs the manager alone', async () => {
    expect(await standing(nothing)).toMatchObject({ facts: { customerOverdueMinor: 0, overCreditLimit: false, grossMinor: ownMinor }, roles: ['manager'] });
  });

  it('what is overdue by the company’s day counts, less what was credited; what is due today, paid or given up does not', async () => {
    const seen = await standing(async customerId => {
      await owed(customerId, { dueOn: '2026-11-23', creditedMinor: 400_000 });
      await owed(customerId, { dueOn: '2026-11-24' });
      await owed(customerId, { status: 'void' });
      await owed(customerId, { status: 'uncollectible' });
    });
    expect(seen.facts).toMatchObject({ customerOverdueMinor: 600_000 });
    expect(seen.roles).toContain('cfo');
  });

  it('the debt of another customer is not held against this one', async () => {
    const { customerId: stranger } = await aDeal(ledger.pool);
    await owed(stranger);
    expect((await standing(nothing)).facts).toMatchObject({ customerOverdueMinor: 0 });
  });

  it('open invoices, approved deals not yet invoiced and this one pass the credit limit together, and not before', async () => {
    const others = async (customerId: string) => {
      await owed(customerId, { dueOn: '2026-12-24' });
      await anotherDeal(customerId, 'accepting', 2_000_000);
      await anotherDeal(customerId, 'invoicing', 3_000_000);
      await anotherDeal(customerId, 'approving', 90_000_000);
      await anotherDeal(customerId, 'lost', 90_000_000);
    };
    const exposureMinor = 1_000_000 + 2_000_000 + 3_000_000 + ownMinor;
    expect((await standing(others, exposureMinor)).facts).toMatchObject({ overCreditLimit: false });
    const over = await standing(others, exposureMinor - 1);
    expect(over.facts).toMatchObject({ overCreditLimit: true, customerOverdueMinor: 0 });
    expect(over.roles).toContain('cfo');
  });

  it('without a limit none is passed', async () => {
    expect((await standing(customerId => anotherDeal(customerId, 'invoicing', 9_000_000_000))).facts).toMatchObject({ overCreditLimit: false });
  });
});
