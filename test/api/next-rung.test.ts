import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stableId } from '../../db/ids.ts';
import { bankAccount, type ReminderState, reminder } from '../../db/schema/index.ts';
import type { PlannedRung } from '../../db/schema/invoices.ts';
import { account } from '../build/company.ts';
import { aReceivable } from '../build/invoice.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

const now = '2030-04-16T06:00:00.000Z';

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine({ now: () => new Date(now) });
});
afterAll(() => api.close());
beforeEach(() => api.ctx.db.update(bankAccount).set({ hasFeed: false, watermarkAt: null }));

type Seen = ReturnType<typeof JSON.parse>;
type Owed = Awaited<ReturnType<typeof aReceivable>>;
const read = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();
const nextRung = async ({ dealId }: Owed) => (await read(`/v1/deals/${dealId}`)).invoices[0].next_rung;
const planOf = async ({ invoiceId }: Owed) => read(`/v1/invoices/${invoiceId}/plan`);

const planned: PlannedRung[] = [
  { rung: '-3', at: '2030-04-12T05:00:00.000Z', outcome: 'will_send', reason: null },
  { rung: '0', at: '2030-04-15T05:00:00.000Z', outcome: 'will_send', reason: null },
  { rung: '+3', at: '2030-04-18T05:00:00.000Z', outcome: 'will_send', reason: null },
  { rung: '+7', at: '2030-04-22T05:00:00.000Z', outcome: 'will_send', reason: null },
  { rung: '+14', at: '2030-04-29T05:00:00.000Z', outcome: 'will_send', reason: null },
  { rung: '+21', at: '2030-05-06T05:00:00.000Z', outcome: 'will_send', reason: null },
];

/** An invoice due on 15 April 2030 whose plan was made at its issue, with what has become of its rungs since. */
async function anInvoiceWith(fates: Record<string, ReminderState>, heldUntil: string | null = null): Promise<Owed> {
  const owed = await aReceivable(api.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  await api.pool.query('update invoice set plan = $2 where id = $1', [owed.invoiceId, JSON.stringify(planned)]);
  await api.pool.query('update deal set stage = $2, started_at = $3 where id = $1', [owed.dealId, 'collecting', now]);
  for (const [rung, state] of Object.entries(fates)) {
    const dueAt = planned.find(each => each.rung === rung)?.at ?? now;
    const row = { invoiceId: owed.invoiceId, dealId: owed.dealId, rung, state, dueAt, claimedAt: dueAt, heldUntil: state === 'held' ? heldUntil : null, sentAt: state === 'sent' ? dueAt : null };
    await api.ctx.db.insert(reminder).values({ id: stableId('rem', owed.invoiceId, rung), ...row });
  }
  return owed;
}

const killAddress = ({ customerId }: Owed) => api.pool.query("update customer set email_dead_reason = '5.1.1 No such user' where id = $1", [customerId]);

describe('the next rung of an invoice, in its deal', () => {
  it('is the first that has had no fate yet', async () => {
    expect(await nextRung(await anInvoiceWith({}))).toEqual({ rung: '-3', at: planned[0]?.at });
    expect(await nextRung(await anInvoiceWith({ '-3': 'sent', '0': 'skipped' }))).toEqual({ rung: '+3', at: planned[2]?.at });
    expect(await nextRung(await anInvoiceWith({ '-3': 'undeliverable', '0': 'verify' }))).toEqual({ rung: '+3', at: planned[2]?.at });
  });

  it('is the held one at the end of its hold, and the one whose letter is being tried', async () => {
    expect(await nextRung(await anInvoiceWith({ '-3': 'sent', '0': 'held' }, '2030-04-17T05:00:00.000Z'))).toEqual({ rung: '0', at: '2030-04-17T05:00:00.000Z' });
    expect(await nextRung(await anInvoiceWith({ '-3': 'sent', '0': 'claimed' }))).toEqual({ rung: '0', at: planned[1]?.at });
  });

  it('is none where nothing is planned any more: after the last rung, in manual collection, and when it is paid', async () => {
    const all = await anInvoiceWith({ '-3': 'sent', '0': 'sent', '+3': 'sent', '+7': 'sent', '+14': 'sent', '+21': 'done' });
    expect(await nextRung(all)).toBeNull();
    expect(await nextRung(await anInvoiceWith({ '+21': 'done' }))).toBeNull();
    const paid = await anInvoiceWith({ '-3': 'sent' });
    await api.pool.query("update invoice set status = 'paid' where id = $1", [paid.invoiceId]);
    expect(await nextRung(paid)).toBeNull();
  });
});

describe('the next letter in the answer to a wide pause', () => {
  it('is a held one at the end of its hold', async () => {
    const held = await anInvoiceWith({ '-3': 'sent', '0': 'held' }, '2030-04-17T05:00:00.000Z');
    await api.pool.query('update deal set next_rung_at = $2 where id = $1', [held.dealId, '2030-04-17T05:00:00.000Z']);
    const answer = await api.ask('DELETE', `/v1/customers/${held.customerId}/reminder_pause`);
    expect(answer.json()).toMatchObject({ next_letter: { rung: '0', at: '2030-04-17T05:00:00.000Z', invoice_id: held.invoiceId } });
  });

  it('is none to a customer whose address is dead, and that of another customer where the whole company is meant', async () => {
    const [dead, living] = [await anInvoiceWith({}), await anInvoiceWith({ '-3': 'sent' })];
    await api.pool.query('update deal set next_rung_at = null');
    await api.pool.query('update deal set next_rung_at = $2 where id = $1', [dead.dealId, planned[0]?.at]);
    await api.pool.query('update deal set next_rung_at = $2 where id = $1', [living.dealId, planned[1]?.at]);
    const next = async (scope: string) => (await api.ask('DELETE', `/v1/${scope}/reminder_pause`)).json().next_letter;
    expect([await next(`customers/${dead.customerId}`), await next('company')]).toMatchObject([{ invoice_id: dead.invoiceId }, { invoice_id: dead.invoiceId }]);
    await killAddress(dead);
    expect([await next(`customers/${dead.customerId}`), await next('company')]).toEqual([null, { rung: '0', at: planned[1]?.at, invoice_id: living.invoiceId }]);
  });
});

describe('the plan of an invoice', () => {
  it('says that no bank data stands behind its letters where the account has no feed', async () => {
    expect((await planOf(await anInvoiceWith({}))).bank_data).toEqual({ freshness: 'none', complete_until: null });
  });

  it('says up to when bank data is complete, and whether that is fresh enough for letters', async () => {
    const owed = await anInvoiceWith({});
    const watermark = async (watermarkAt: string | null) => api.ctx.db.update(bankAccount).set({ hasFeed: true, watermarkAt });
    await watermark('2030-04-15T19:00:00.000Z');
    expect((await planOf(owed)).bank_data).toEqual({ freshness: 'fresh', complete_until: '2030-04-15T19:00:00.000Z' });
    await watermark('2030-04-12T19:00:00.000Z');
    expect((await planOf(owed)).bank_data).toEqual({ freshness: 'stale', complete_until: '2030-04-12T19:00:00.000Z' });
    await watermark(null);
    expect((await planOf(owed)).bank_data).toEqual({ freshness: 'stale', complete_until: null });
    expect((await read(`/v1/bank_accounts/${account.id}`)).freshness).toBe('stale');
  });

  it('sends nothing to a dead address, nor to none: letters wait for a living one, the end of the ladder does not', async () => {
    const [dead, none] = [await anInvoiceWith({ '-3': 'sent', '0': 'held' }, '2030-04-17T05:00:00.000Z'), await anInvoiceWith({ '-3': 'sent' })];
    const outlooks = async (owed: Owed) => (await planOf(owed)).data.map(({ rung, outcome, reason }: Seen) => [rung, outcome, reason]);
    const letters = (from: string) =>
      planned
        .slice(
          planned.findIndex(each => each.rung === from),
          -1,
        )
        .map(({ rung }) => rung);
    await api.pool.query("update reminder set reason = 'no_address' where invoice_id = $1 and rung = '0'", [dead.invoiceId]);
    await killAddress(dead);
    await api.pool.query('update customer set email = null where id = $1', [none.customerId]);
    const waiting = (from: string) => [['-3', 'sent', null], ...letters(from).map(rung => [rung, 'held', 'no_address']), ['+21', 'will_send', null]];
    expect(await outlooks(dead)).toEqual(waiting('0'));
    // Of two that fall on one day the later goes; on 16 April the rung of the due date gives way to none.
    expect(await outlooks(none)).toEqual(waiting('0'));
    const listed = (await read(`/v1/reminders?invoice_id=${dead.invoiceId}`)).data;
    expect(listed.map((row: Seen) => [row.rung, row.status, row.reason])).toEqual([['-3', 'sent', null], ...letters('0').map(rung => [rung, 'held', 'no_address']), ['+21', 'planned', null]]);
    // With another address all of it goes, but for what is held until its hour.
    await api.pool.query("update customer set email = 'new@romashka.example', email_dead_reason = null where id = $1", [dead.customerId]);
    expect((await outlooks(dead)).slice(2)).toEqual([...letters('+3').map(rung => [rung, 'will_send', null]), ['+21', 'will_send', null]]);
  });

  it('tells every fate by the words of the contract, never by those of the engine room', async () => {
    const owed = await anInvoiceWith({ '-3': 'data_started', '0': 'claimed', '+3': 'verify', '+7': 'undeliverable', '+14': 'skipped', '+21': 'done' });
    expect((await planOf(owed)).data.map((rung: Seen) => rung.outcome)).toEqual(['will_send', 'will_send', 'verify', 'undeliverable', 'skipped', 'done']);
    const statuses = (await read(`/v1/reminders?invoice_id=${owed.invoiceId}`)).data.map((row: Seen) => row.status);
    expect(statuses).toEqual(['sending', 'sending', 'verify', 'undeliverable', 'skipped', 'done']);
    const { ReminderPlan, Reminder } = (api.app.swagger() as unknown as { components: { schemas: Record<string, Seen> } }).components.schemas;
    expect(ReminderPlan.properties.data.items.properties.outcome.enum).toEqual(['will_send', 'sent', 'skipped', 'held', 'covered_by_pause', 'verify', 'undeliverable', 'done']);
    expect(Reminder.properties.status).toMatchObject({ enum: expect.arrayContaining(['planned', 'sending', 'done']), description: expect.stringContaining('`sending`') });
  });
});
