import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepFate } from '../../activities/letters/claim-rung.ts';
import { readPolicyInForce } from '../../db/read/reminder-policies.ts';
import { adoptReminderPolicy } from '../../db/reminders/adopt-reminder-policy.ts';
import { changeReminderPolicy } from '../../db/reminders/change-reminder-policy.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { aReceivable } from '../build/invoice.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

// Tuesday, 24 November 2026, 10:00 in Almaty.
const now = '2026-11-24T05:00:00.000Z';
const soft = { offset_days: -3, tone: 'soft', does: ['letter'] };
const business = { offset_days: 2, tone: 'businesslike', does: ['owner_told', 'letter'] };
const official = { offset_days: 7, tone: 'official', does: ['shipment_hold', 'letter'] };
const end = { offset_days: 14, tone: 'manual', does: ['stop', 'manual_task'] };
const shorter = { rungs: [soft, business, official, end] };

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine({ now: () => new Date(now) });
});
afterAll(() => api?.close());

const get = async (id: string, query = '') => (await api.ask('GET', `/v1/reminder_policies/${id}${query}`)).json();
const put = (id: string, version: number | null, body: unknown) => api.ask('PUT', `/v1/reminder_policies/${id}`, { body, headers: version === null ? {} : { 'if-match': `"${version}"` } });
const pinOf = async (invoiceId: string) => {
  const { rows } = await api.pool.query('select reminder_policy_id, reminder_policy_version from invoice where id = $1', [invoiceId]);
  return `${rows[0].reminder_policy_id} ${rows[0].reminder_policy_version}`;
};

describe('a reminder policy', () => {
  it('DN16: is told in words, in the language asked for, with the dates of an invoice of today', async () => {
    const policy = await get('default', '?language=en');
    expect(policy).toMatchObject({
      object: 'reminder_policy',
      id: 'default',
      version: 1,
      in_force: true,
      for_whom: 'All other customers',
      example: { issued_on: '2026-11-24', due_on: '2026-12-08', time_zone: 'Asia/Almaty' },
    });
    expect(policy.words.map(({ text, example_at }: { text: string; example_at: string }) => `${example_at.slice(0, 16)} ${text.replaceAll('\u00A0', ' ')}`)).toEqual([
      '2026-12-04T05:00 3 days before the due date, at 10:00: soft letter.',
      '2026-12-08T05:00 On the due date, at 10:00: neutral letter.',
      '2026-12-11T05:00 3 days after the due date, at 10:00: the owner is told, businesslike letter.',
      '2026-12-15T05:00 7 days after the due date, at 10:00: shipments are suspended, official letter.',
      '2026-12-22T05:00 14 days after the due date, at 10:00: task for the head, escalation letter.',
      '2026-12-29T05:00 21 days after the due date, at 10:00: letters stop, task for the owner with the whole file.',
    ]);
    const russian = await api.ask('GET', '/v1/reminder_policies/default', { headers: { 'accept-language': 'ru' } });
    expect(russian.headers['etag']).toBe('"1"');
    expect(russian.json().words[3].text.replaceAll('\u00A0', ' ')).toBe('Через 7 дней после срока, в 10:00: отгрузки останавливаются, официальное письмо.');
    expect((await get('default', '?language=kk')).words[0].text.replaceAll('\u00A0', ' ')).toBe('Мерзімге 3 күн қалғанда, сағат 10:00: жұмсақ хат.');
  });

  it('is saved as its next version by the version it was read as, with its author, and the earlier one stays readable', async () => {
    expect((await put('state', null, shorter)).json()).toMatchObject({ status: 428, code: 'precondition_required' });
    const made = await put('state', 0, { ...shorter, applies_to: { segments: ['state'] } });
    expect(made.json()).toMatchObject({
      id: 'state',
      version: 1,
      author: { type: 'api_key', id: api.keyId },
      created_at: now,
      min_gap_hours: 20,
      applies_to: { segments: ['state'], payer_types: [] },
    });
    expect(made.json().rungs[1]).toEqual({
      rung: '+2',
      offset_days: 2,
      basis: 'calendar_days',
      hour: '10:00',
      channel: 'email',
      tone: 'businesslike',
      recipients: ['customer'],
      does: ['owner_told', 'letter'],
    });
    expect((await put('state', 0, shorter)).json()).toMatchObject({ status: 412, code: 'precondition_failed', current_revision: 1 });
    expect((await put('state', 1, { ...shorter, min_gap_hours: 48, applies_to: { segments: ['state'] } })).headers['etag']).toBe('"2"');
    expect((await put('state', 2, { ...shorter, min_gap_hours: 48, applies_to: { segments: ['state'] } })).headers['etag']).toBe('"2"');
    expect(await get('state', '?version=1')).toMatchObject({ version: 1, in_force: false, min_gap_hours: 20 });
    expect((await api.ask('GET', '/v1/reminder_policies/state?version=9')).statusCode).toBe(404);
    const list = (await api.ask('GET', '/v1/reminder_policies?language=en')).json();
    expect(list.data.map((each: { id: string; version: number; for_whom: string }) => [each.id, each.version, each.for_whom])).toEqual([
      ['default', 1, 'All other customers'],
      ['state', 2, 'Customers: state'],
    ]);
  });

  it.each<[string, unknown, string, string | undefined]>([
    ['a rung after which nobody follows', { rungs: [soft, business] }, '#/rungs/1/does', 'no_person_follows'],
    ['rungs out of order', { rungs: [official, business, end] }, '#/rungs/1/offset_days', 'not_ascending'],
    ['a letter that does not come last', { rungs: [{ ...official, does: ['letter', 'shipment_hold'] }, end] }, '#/rungs/0/does', 'letter_not_last'],
    ['an hour in quiet time', { rungs: [{ ...soft, hour: '21:00' }, end] }, '#/rungs/0/hour', 'hour_in_quiet_time'],
    ['customers whom another policy claims', { ...shorter, applies_to: { segments: ['state', 'retail'] } }, '#/applies_to', 'claimed_twice'],
    ['a rest of six working days after a customer’s word', { ...shorter, payment_claim: { rest_working_days: 6 } }, '#/payment_claim', 'claim_rest_out_of_range'],
    ['a word that nobody may say', { ...shorter, payment_claim: { max_times: 0 } }, '#/payment_claim', 'claim_times_out_of_range'],
    ['a field of a customer’s word that there is not', { ...shorter, payment_claim: { forever: true } }, '#/payment_claim/forever', undefined],
    ['an effect that there is not', { rungs: [{ ...soft, does: ['shout', 'letter'] }, end] }, '#/rungs/0/does/0', undefined],
    ['a field that there is not', { ...shorter, colour: 'teal' }, '#/colour', undefined],
    ['a field of a rung that there is not', { rungs: [{ ...soft, colour: 'teal' }, end] }, '#/rungs/0/colour', undefined],
    ['a field of quiet days that there is not', { ...shorter, quiet_days: { moon: 'full' } }, '#/quiet_days/moon', undefined],
  ])('is refused with %s named', async (_, body, pointer, code) => {
    const refused = await put('mine', 0, body);
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({ code: 'validation_failed', errors: expect.arrayContaining([expect.objectContaining({ pointer, ...(code ? { code } : {}) })]) });
    expect((await api.ask('GET', '/v1/reminder_policies/mine')).statusCode).toBe(404);
  });

  it('says of customers’ words what it says of their promises, in three languages; where it is silent they count as they always did', async () => {
    const before = await get('default');
    expect([before.promise, before.payment_claim]).toEqual([
      { customer_max_days: 14, customer_max_times: 2, staff_max_days: 60 },
      { rest_working_days: 1, max_times: 3 },
    ]);
    const said = async (id: string, language: string) =>
      (await get(id, `?language=${language}`)).rules.map(({ name, text }: { name: string; text: string }) => `${name}: ${text}`.replaceAll('\u00A0', ' '));
    expect(await said('default', 'ru')).toEqual(
      expect.arrayContaining(['Клиент обещает сам: не больше чем на 14 дней вперёд, 2 раза на счёт', 'Клиент сообщает об оплате: не напоминаем 1 рабочий день, 3 раза на счёт']),
    );
    expect(await said('default', 'kk')).toEqual(
      expect.arrayContaining(['Клиент өзі уәде береді: ең көбі 14 күн алға, бір шотқа 2 рет', 'Клиент төлегенін хабарлайды: 1 жұмыс күні еске салмаймыз, бір шотқа 3 рет']),
    );
    expect(await said('default', 'en')).toEqual(
      expect.arrayContaining(['A customer promises: at most 14 days ahead, 2 times per invoice', 'A customer says that it has paid: no reminders for 1 business day, 3 times per invoice']),
    );

    expect((await put('patient', 0, { ...shorter, payment_claim: { rest_working_days: 3 } })).json().payment_claim).toEqual({ rest_working_days: 3, max_times: 3 });
    expect(await said('patient', 'en')).toContain('A customer says that it has paid: no reminders for 3 business days, 3 times per invoice');
    // As a version of before these numbers were known lies in the database.
    await api.pool.query("insert into reminder_policy select 'old', 1, data - 'paymentClaim', created_at, author_type, author_id from reminder_policy where policy_id = 'patient'");
    expect((await get('old')).payment_claim).toEqual({ rest_working_days: 1, max_times: 3 });
  });

  it('is chosen for a customer with a reason', async () => {
    const { customerId } = await aReceivable(api.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-10' });
    const chosen = async () => (await api.ask('GET', `/v1/customers/${customerId}/reminder_policy?language=en`)).json();
    expect(await chosen()).toMatchObject({ policy_id: 'default', version: 1, reason: 'default', segment: 'corporate', payer_type: null });
    await api.ask('PATCH', `/v1/customers/${customerId}`, { body: { segment: 'state' } });
    expect(await chosen()).toMatchObject({ policy_id: 'state', version: 2, reason: 'segment', text: 'The policy for the segment: state.' });
    await api.ask('PATCH', `/v1/customers/${customerId}`, { body: { segment: 'corporate' } });
  });
});

describe('taking a policy on', () => {
  const adopt = (id: string, body: unknown) => api.ask('POST', `/v1/reminder_policies/${id}/adopt`, { body });
  const preview = async (body: unknown, query = '') => (await api.ask('POST', `/v1/reminder_policies/default/preview${query}`, { body })).json();
  const facts = async () => (await api.pool.query("select id, deal_id, payload->>'command_id' as cause from deal_outbox where message = 'reminder_policy_changed' order by id")).rows;

  it('moves nothing by saving, shows first what it would move, and then binds the open invoices and tells each deal once', async () => {
    // Due today, and in four days; the letters of 21 and 24 November are out. A third one is paid, a fourth is of a state customer.
    const early = await aReceivable(api.pool, { issuedOn: '2026-11-10', dueOn: '2026-11-22' });
    const late = await aReceivable(api.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-10' });
    const paid = await aReceivable(api.pool, { issuedOn: '2026-11-10', dueOn: '2026-11-22' });
    const state = await aReceivable(api.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-10' });
    await api.pool.query("update invoice set status = 'paid' where id = $1", [paid.invoiceId]);
    await api.pool.query("update customer set segment = 'state' where id = $1", [state.customerId]);
    for (const [rung, at] of [
      ['-3', '2026-11-19T05:00:00.000Z'],
      ['0', '2026-11-23T05:00:00.000Z'],
    ] as const) {
      const input = { dealId: early.dealId, invoiceId: early.invoiceId, rung, dueAt: at, legalAt: null, ownerId: 'usr_seller', now: at };
      await unitOfWork(api.pool, db => keepFate(db, input, { state: 'sent', sentAt: at, policyId: 'default', policyVersion: 1 }));
    }

    const before = await preview({ policy: shorter, adopt: 'all_open' });
    // Of the customer whose segment was changed here and back, and of the two of this story.
    expect(before).toMatchObject({ object: 'reminder_policy_preview', invoices: 3, deals_changed: 3, problems: [], letters: { fire_today: 1, appear: 3 }, ends_moved: 3 });
    const seen = before.data.find((deal: { deal_id: string }) => deal.deal_id === early.dealId);
    expect(
      seen.invoices[0].rungs.map(
        ({ rung, change, fires_today, now: is }: { rung: string; change: string; fires_today: boolean; now: { outcome: string } | null }) =>
          `${rung} ${change}${fires_today ? ' today' : ''} ${is?.outcome ?? '–'}`,
      ),
    ).toEqual(['-3 same sent', '0 same –', '+2 appears today will_send', '+3 vanishes –', '+7 same will_send', '+14 differs will_send', '+21 vanishes –']);
    expect(await pinOf(early.invoiceId)).toBe('default 1');
    expect((await preview({ policy: { rungs: [soft, business] }, adopt: 'new_deals' })).problems).toMatchObject([{ pointer: '#/rungs/1/does', code: 'no_person_follows' }]);
    const page = await preview({ policy: shorter, adopt: 'all_open' }, '?limit=2');
    expect([page.data.length, page.has_more]).toEqual([2, true]);
    expect((await preview({ policy: shorter, adopt: 'all_open' }, `?limit=2&cursor=${page.next_cursor}`)).data).toHaveLength(1);

    expect((await put('default', 1, shorter)).json()).toMatchObject({ version: 2, open_invoices: { this_policy: 4, earlier_versions: 4 } });
    const fresh = await aReceivable(api.pool, { issuedOn: '2026-11-24', dueOn: '2026-12-10' });
    expect([await pinOf(early.invoiceId), await pinOf(fresh.invoiceId)]).toEqual(['default 1', 'default 2']);
    expect((await adopt('default', { version: 1, scope: 'all_open' })).json()).toMatchObject({ status: 412, code: 'precondition_failed', current_revision: 2 });
    expect((await adopt('default', { version: 2, scope: 'new_deals' })).json()).toMatchObject({ invoices: 0, total: 0 });
    expect((await adopt('default', { version: 2, scope: { segment: 'retail' } })).json()).toMatchObject({ invoices: 0, total: 0 });
    expect(await pinOf(early.invoiceId)).toBe('default 1');

    const adopted = await adopt('default', { version: 2, scope: { segment: 'corporate' } });
    expect(adopted.statusCode).toBe(202);
    expect(adopted.json()).toMatchObject({
      object: 'reminder_policy_adoption',
      policy_id: 'default',
      version: 2,
      scope: { segment: 'corporate' },
      invoices: 3,
      total: 3,
      done: 0,
      author: { type: 'api_key', id: api.keyId },
    });
    expect([await pinOf(early.invoiceId), await pinOf(late.invoiceId), await pinOf(paid.invoiceId), await pinOf(state.invoiceId)]).toEqual(['default 2', 'default 2', 'default 1', 'default 1']);
    const plan = (await api.ask('GET', `/v1/invoices/${early.invoiceId}/plan`)).json();
    expect(plan.reminder_policy).toEqual({ id: 'default', version: 2 });
    // What the earlier policy has sent stands there, though the new one has no such rung.
    expect(plan.data.map(({ rung, outcome, does }: { rung: string; outcome: string; does: string[] }) => `${rung} ${outcome} ${does.join('+')}`)).toEqual([
      '-3 sent letter',
      '0 sent letter',
      '+2 will_send owner_told+letter',
      '+7 will_send shipment_hold+letter',
      '+14 will_send stop+manual_task',
    ]);
    const id = adopted.json().id;
    expect((await facts()).filter(fact => fact.cause === id).map(fact => fact.deal_id)).toEqual(expect.arrayContaining([early.dealId, late.dealId]));
    await api.pool.query('update deal_outbox set delivered_at = $1 where id = $2', [now, `${id}-${late.dealId}`]);
    await api.pool.query("update deal_outbox set attempts = 1, last_error = 'temporal_unavailable' where id = $1", [`${id}-${early.dealId}`]);
    expect((await api.ask('GET', adopted.headers['location'] as string)).json()).toMatchObject({ id, total: 3, done: 1, failed: 1 });
    expect((await adopt('default', { version: 2, scope: 'all_open' })).json()).toMatchObject({ invoices: 0, total: 0 });
  });

  it('by another policy for the segment binds the open invoices of its customers, and leaves the rest', async () => {
    const state = await aReceivable(api.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-10' });
    await api.pool.query("update customer set segment = 'state' where id = $1", [state.customerId]);
    const other = await aReceivable(api.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-10' });
    expect((await adopt('state', { version: 2, scope: 'all_open' })).json()).toMatchObject({ policy_id: 'state', invoices: 2 });
    expect([await pinOf(state.invoiceId), await pinOf(other.invoiceId)]).toEqual(['state 2', 'default 2']);
  });

  it('leaves nothing half done where it breaks off before its end: no invoice bound, no deal told, no adoption on record', async () => {
    const deal = await aReceivable(api.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-10' });
    const pinned = await pinOf(deal.invoiceId);
    const order = { policyId: 'default', actor: { type: 'api_key' as const, id: api.keyId }, now };
    const broken = unitOfWork(api.pool, async db => {
      const { version, policy } = await readPolicyInForce(db, 'default');
      const saved = await changeReminderPolicy(db, { ...order, version, policy: { ...policy, minGapHours: 72 } });
      const adoption = await adoptReminderPolicy(db, { ...order, version: saved.version, scope: 'all_open', commandId: 'broken' });
      expect(adoption.invoices).toBeGreaterThan(0);
      throw new Error('the server dies');
    });
    await expect(broken).rejects.toThrow('the server dies');
    expect(await pinOf(deal.invoiceId)).toBe(pinned);
    expect((await facts()).filter(fact => fact.deal_id === deal.dealId)).toEqual([]);
    expect((await api.pool.query("select 1 from reminder_policy where (data->>'minGapHours')::int = 72")).rows).toEqual([]);
  });

  it('is the same adoption where the request is repeated', async () => {
    const deal = await aReceivable(api.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-10' });
    await put('default', 2, { ...shorter, min_gap_hours: 30 });
    const headers = { 'idempotency-key': 'adopt-once' };
    const [first, again] = [
      await api.ask('POST', '/v1/reminder_policies/default/adopt', { body: { version: 3, scope: 'all_open' }, headers }),
      await api.ask('POST', '/v1/reminder_policies/default/adopt', { body: { version: 3, scope: 'all_open' }, headers }),
    ];
    expect(again.json()).toEqual(first.json());
    expect((await facts()).filter(fact => fact.deal_id === deal.dealId)).toHaveLength(1);
  });

  it('DN10: follows by itself where a customer’s segment changes, and tells its deals', async () => {
    const deal = await aReceivable(api.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-10' });
    const told = async () => (await facts()).filter(fact => fact.deal_id === deal.dealId).length;
    await api.ask('PATCH', `/v1/customers/${deal.customerId}`, { body: { phone: '+7 700 000-00-99' } });
    expect([await pinOf(deal.invoiceId), await told()]).toEqual(['default 3', 0]);
    await api.ask('PATCH', `/v1/customers/${deal.customerId}`, { body: { segment: 'state' } });
    expect([await pinOf(deal.invoiceId), await told()]).toEqual(['state 2', 1]);
    await api.ask('PATCH', `/v1/customers/${deal.customerId}`, { body: { segment: 'state' } });
    expect(await told()).toBe(1);
  });
});
