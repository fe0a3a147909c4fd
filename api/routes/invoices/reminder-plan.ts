import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readCalendar, readPolicy } from '../../../db/read/company-rules.ts';
import { type InvoiceRecord, readInvoice } from '../../../db/read/invoices.ts';
import { readCoveringPauses, readFates } from '../../../db/read/ladder-facts.ts';
import { isIsoDate } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { planRungs } from '../../../domain/dunning/plan-rungs.ts';
import type { ApiContext } from '../../context.ts';
import { At, Id } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { dealNow } from '../deals/deal-now.ts';

const Assume = z
  .string()
  .default('nobody_pays')
  .refine(text => text === 'nobody_pays' || (text.startsWith('pays_on:') && isIsoDate(text.slice('pays_on:'.length))), 'Assume nobody_pays, or pays_on: and a date.');
const Rung = z.object({ rung: z.string(), at: At, does: z.array(z.string()), outcome: z.string(), reason: z.string().nullable() });
const Plan = z.object({ object: z.literal('reminder_plan'), invoice_id: Id, assume: z.string(), data: z.array(Rung) }).meta({
  id: 'ReminderPlan',
  examples: [
    {
      object: 'reminder_plan',
      invoice_id: 'inv_1',
      assume: 'nobody_pays',
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
    const data = (await planOf(record, ctx)).map(rung => assuming(rung, assume, record));
    return { object: 'reminder_plan' as const, invoice_id: record.invoice.id, assume, data };
  });
}

type RungOfPlan = z.output<typeof Rung>;

/** The fates that stand on record, and the plan of the rest by the rules in force now. An invoice that is not issued has none. */
async function planOf({ invoice: row, deal, customer }: InvoiceRecord, ctx: ApiContext): Promise<RungOfPlan[]> {
  if (row.issuedOn === null || row.dueOn === null) return [];
  const policy = await readPolicy(ctx.db);
  const { ladder, sendTime, missed } = policy.dunning;
  const fates = new Map((await readFates(ctx.db, row.id)).map(fate => [fate.rung, fate]));
  const settled = Object.fromEntries([...fates.values()].filter(fate => fate.state !== 'held').map(fate => [fate.rung, fate.state]));
  const zone = customer.timeZone,
    calendar = await readCalendar(ctx.db, policy, zone);
  const plan = planRungs({ dueOn: row.dueOn, issuedOn: row.issuedOn, zone, calendar, ladder, sendTime, missed, pauses: await readCoveringPauses(ctx.db, row), settled, now: dealNow(ctx, deal) });
  return plan.map(({ rung, at, does, outcome, reason }) => {
    const fate = fates.get(rung);
    if (row.status !== 'open' && !fate) return { rung, at, does: [...does], outcome: 'skipped', reason: row.status === 'paid' ? 'paid' : 'closed' };
    return { rung, at: fate?.heldUntil ?? fate?.sentAt ?? at, does: [...does], outcome: fate?.state === 'held' ? 'held' : outcome, reason: fate?.reason ?? reason };
  });
}

/** With the money there on a day, the rungs of later days do not go. */
function assuming(rung: RungOfPlan, assume: string, { customer }: InvoiceRecord): RungOfPlan {
  const paidOn = assume.startsWith('pays_on:') ? assume.slice('pays_on:'.length) : null;
  const isComing = rung.outcome === 'will_send' || rung.outcome === 'held';
  return paidOn !== null && isComing && dateInZone(rung.at, customer.timeZone) > paidOn ? { ...rung, outcome: 'skipped', reason: 'paid' } : rung;
}
