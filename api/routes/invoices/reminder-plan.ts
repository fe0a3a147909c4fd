import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listAccounts } from '../../../db/read/bank-accounts.ts';
import { readBankData } from '../../../db/read/bank-data.ts';
import { readCalendar, readPolicy } from '../../../db/read/company-rules.ts';
import { type InvoiceRecord, readInvoice } from '../../../db/read/invoices.ts';
import { type FateRow, readFates } from '../../../db/read/ladder-facts.ts';
import { type PolicyVersion, pinOfFate, policiesOf, readReminderPolicyFor } from '../../../db/read/reminder-policies.ts';
import { readSilences } from '../../../db/reminders/intervals.ts';
import { ladderOfInvoice } from '../../../db/reminders/ladder-of-invoice.ts';
import { isIsoDate } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { hasLivingAddress } from '../../../domain/delivery/living-address.ts';
import { rungCalled } from '../../../domain/dunning/ladder.ts';
import { type OutlookFacts, outlookOf, outlooks } from '../../../domain/dunning/outlook.ts';
import type { CompanyPolicy } from '../../../domain/policy/company-policy.ts';
import type { ApiContext } from '../../context.ts';
import { At, Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { dealNow } from '../deals/deal-now.ts';

const Assume = z
  .string()
  .default('nobody_pays')
  .refine(text => text === 'nobody_pays' || (text.startsWith('pays_on:') && isIsoDate(text.slice('pays_on:'.length))), 'Assume nobody_pays, or pays_on: and a date.');
const Outcome = z
  .enum(outlooks)
  .describe(
    '`done`: a rung without a letter had its effect. `verify`: the letter was begun and no answer came; a person finds out. `will_send` holds while the letter is being sent, too. `held` with the reason `no_address`: letters wait for a living address of the customer.',
  );
const Reason = z
  .string()
  .nullable()
  .describe('Why it does not go, or what one that goes later waits for: `pause`, `promise`, `dispute`, or `payment_claim`, the word of the customer that it has paid.');
const Rung = z.object({ rung: z.string(), at: At, does: z.array(z.string()), outcome: Outcome, reason: Reason });
const BankDataShape = z
  .object({ freshness: z.enum(['fresh', 'stale', 'none']), complete_until: At.nullable() })
  .describe('What stands behind the ledger. `stale`: letters are held until statements come. `none`: the account has no feed, letters go after the ledger check alone.');
const Plan = z
  .object({ object: z.literal('reminder_plan'), invoice_id: Id, assume: z.string(), reminder_policy: z.object({ id: z.string(), version: z.int() }), bank_data: BankDataShape, data: z.array(Rung) })
  .meta({
    id: 'ReminderPlan',
    examples: [
      {
        object: 'reminder_plan',
        invoice_id: 'inv_1',
        assume: 'nobody_pays',
        reminder_policy: { id: 'default', version: 1 },
        bank_data: { freshness: 'fresh', complete_until: '2026-12-01T19:00:00.000Z' },
        data: [{ rung: '+7', at: '2026-12-08T05:00:00.000Z', does: ['shipment_hold', 'letter'], outcome: 'will_send', reason: null }],
      },
    ],
  });

/** `GET /v1/invoices/{id}/plan`: every rung with its fate, or what it will be if the assumption holds (INV-9). */
export function registerReminderPlan(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    ...{ tags: ['Reminders'], operationId: 'getReminderPlan', summary: 'The ladder of an invoice: what went, what will go, what will not, and why' },
    ...{ params: z.strictObject({ id: Id }), querystring: z.strictObject({ assume: Assume }), response: { 200: Plan, ...problems(404) } },
  };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/invoices/:id/plan', { config: { scope: 'invoices:read' }, schema }, async request => {
    const { assume } = request.query;
    const record = await readInvoice(ctx.db, request.params.id);
    const policy = await readPolicy(ctx.db);
    const named = await readReminderPolicyFor(ctx.db, record.invoice.id);
    const data = (await planOf(record, ctx, { policy, named })).map(rung => assuming(rung, assume, record));
    const bound = { id: named.policyId, version: named.version };
    return { object: 'reminder_plan' as const, invoice_id: record.invoice.id, assume, reminder_policy: bound, bank_data: await bankDataOf(record, ctx, { policy, named }), data };
  });
}

type RungOfPlan = z.output<typeof Rung>;
type Rules = Readonly<{ policy: CompanyPolicy; named: PolicyVersion }>;

/** The fates that stand on record, those by earlier policies among them, and the plan of the rest by the rules in force now. An invoice that is not issued has none. */
async function planOf({ invoice: row, deal, customer }: InvoiceRecord, ctx: ApiContext, { policy, named }: Rules): Promise<RungOfPlan[]> {
  const zone = customer.timeZone,
    calendar = await readCalendar(ctx.db, policy, zone);
  const fates = await readFates(ctx.db, [row.id]);
  const [pauses, courtesyStopped] = [await readSilences(ctx.db, row), customer.courtesyStoppedAt !== null];
  const plan = ladderOfInvoice({ row, zone, calendar, named, pauses, courtesyStopped, fates, now: dealNow(ctx, deal) });
  const fateOf = new Map(fates.map(fate => [fate.rung, fate]));
  const outlook = { invoiceStatus: row.status, hasLivingAddress: hasLivingAddress(customer) };
  const planned = plan.map(({ rung, at, does, ...asPlanned }): RungOfPlan => {
    const fate = fateOf.get(rung);
    return { rung, at: fate?.heldUntil ?? fate?.sentAt ?? at, does: [...does], ...outlookOf({ ...outlook, planned: asPlanned, does, fate }) };
  });
  const earlier = fates.filter(fate => !plan.some(({ rung }) => rung === fate.rung));
  const policyOf = await policiesOf(ctx.db, earlier.map(pinOfFate));
  return [...earlier.map(fate => earlierRung(fate, policyOf(pinOfFate(fate)), outlook)), ...planned].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** A rung that the policy of today does not have: it had its fate by the one of then. */
function earlierRung(fate: FateRow, { policy }: PolicyVersion, outlook: Pick<OutlookFacts, 'invoiceStatus' | 'hasLivingAddress'>): RungOfPlan {
  const does = rungCalled(policy.rungs, fate.rung)?.does ?? [];
  const planned = { outcome: 'will_send', reason: null };
  return { rung: fate.rung, at: fate.heldUntil ?? fate.sentAt ?? fate.dueAt, does: [...does], ...outlookOf({ ...outlook, planned, does, fate }) };
}

/** The data of the account that the invoice is paid to; an invoice that has none yet has no data either. */
async function bankDataOf({ invoice: { bankAccountId }, deal }: InvoiceRecord, ctx: ApiContext, { policy, named }: Rules): Promise<z.output<typeof BankDataShape>> {
  const account = (await listAccounts(ctx.db)).find(each => each.id === bankAccountId);
  if (!account) return { freshness: 'none', complete_until: null };
  const { freshness, completeUntil } = await readBankData(ctx.db, account, { policy, reminders: named.policy, dealNow: dealNow(ctx, deal), realNow: ctx.now().toISOString() });
  return { freshness, complete_until: completeUntil };
}

/** With the money there on a day, the rungs of later days do not go. */
function assuming(rung: RungOfPlan, assume: string, { customer }: InvoiceRecord): RungOfPlan {
  const paidOn = assume.startsWith('pays_on:') ? assume.slice('pays_on:'.length) : null;
  const isComing = rung.outcome === 'will_send' || rung.outcome === 'held';
  return paidOn !== null && isComing && dateInZone(rung.at, customer.timeZone) > paidOn ? { ...rung, outcome: 'skipped', reason: 'paid' } : rung;
}
