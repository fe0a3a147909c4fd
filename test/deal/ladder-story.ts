import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { eventually, type World } from './world.ts';

export type Chased = BuiltDeal & Readonly<{ invoiceId: string }>;
/** Where the customer is, and the days of the invoice; where its letters go and by which policy, if not as usual. */
export type Story = Readonly<{ zone: string; issuedOn: string; dueOn: string; email?: string; policyId?: string }>;

/** An invoice of 1,160,000 KZT whose deal has just begun, on the real clock, with its ladder planned for where the customer is. */
export async function chasedFrom(world: World, { zone, email, policyId, ...days }: Story): Promise<Chased> {
  const deal = await aReceivable(world.pool, { ...days, ...(email ? { email } : {}) });
  await world.pool.query('update customer set time_zone = $2 where id = $1', [deal.customerId, zone]);
  if (policyId) await world.pool.query('update invoice set reminder_policy_id = $2, reminder_policy_version = 1 where id = $1', [deal.invoiceId, policyId]);
  await world.start(deal);
  await eventually(
    () => world.pool.query('select next_rung_at from deal where id = $1', [deal.dealId]),
    found => found.rows[0].next_rung_at !== null,
  );
  return deal;
}

/** Waits for so many rungs to have their fates, and tells them by the instants they were meant for: "+3 sent 2030-04-18T05:00", "+7 skipped paid". */
export async function fatesOf(world: World, deal: Chased, count: number): Promise<string[]> {
  const { rows } = await eventually(
    () => world.pool.query('select rung, state, reason, sent_at from reminder where invoice_id = $1 order by due_at, rung', [deal.invoiceId]),
    found => found.rows.length === count && found.rows.every(row => row.state !== 'claimed' && row.state !== 'data_started'),
  );
  return rows.map(({ rung, state, reason, sent_at }) => [rung, state, reason, sent_at?.toISOString().slice(0, 16)].filter(Boolean).join(' '));
}

/** The letters that went to the customer about an invoice, in their order: by kind, each with its words on one line and plain spaces. */
export async function lettersOf(world: World, deal: Chased): Promise<{ kind: string; text: string }[]> {
  const { rows } = await world.pool.query("select kind, subject || ' ' || text as text from letter where deal_id = $1 and kind like 'reminder%' and state = 'sent' order by sent_at, id", [
    deal.dealId,
  ]);
  return rows.map(({ kind, text }) => ({ kind, text: text.replace(/\s+/g, ' ') }));
}
