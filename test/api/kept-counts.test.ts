import { afterAll, beforeAll, expect, it } from 'vitest';
import { aReceivable } from '../build/invoice.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

let api: Api;
let clockMs = Date.parse('2026-11-24T05:00:00.000Z');
beforeAll(async () => {
  // No two looks at the clock are alike, so that no two counts are.
  api = await apiWithoutEngine({
    now: () => {
      clockMs += 1;
      return new Date(clockMs);
    },
  });
});
afterAll(() => api.close());

const owe = () => aReceivable(api.pool, { issuedOn: '2026-11-20', dueOn: '2026-12-10' });
const draft = (hour: string) => ({
  rungs: [
    { offset_days: 3, tone: 'businesslike', hour, does: ['letter'] },
    { offset_days: 9, tone: 'manual', does: ['stop', 'manual_task'] },
  ],
});
const preview = async (hour: string, query = '') => (await api.ask('POST', `/v1/reminder_policies/default/preview${query}`, { body: { policy: draft(hour), adopt: 'all_open' } })).json();

it('counts a preview once for whoever asks within a minute, says when, and shows the deals as they are', async () => {
  await owe();
  const [first, beside] = await Promise.all([preview('11:00'), preview('11:00', '?limit=1')]);
  expect(first).toMatchObject({ invoices: 1, deals_changed: 1 });
  expect(beside.counted_at).toBe(first.counted_at);
  const { dealId } = await owe();
  const again = await preview('11:00');
  expect(again).toMatchObject({ invoices: 1, counted_at: first.counted_at });
  expect(again.data.map((deal: { deal_id: string }) => deal.deal_id)).toContain(dealId);
  // Another draft is another count, and so is the same one a minute later.
  expect(await preview('12:00')).toMatchObject({ invoices: 2, deals_changed: 2 });
  clockMs += 60_000;
  const later = await preview('11:00');
  expect([later.invoices, later.counted_at > again.counted_at]).toEqual([2, true]);
});

it('counts anew at once where a version was saved or taken on in between', async () => {
  const adopting = async () => (await api.ask('POST', '/v1/reminder_policies/default/preview', { body: { adopt: 'all_open' } })).json();
  expect(await adopting()).toMatchObject({ invoices: 0 });
  const saved = await api.ask('PUT', '/v1/reminder_policies/default', { body: draft('11:00'), headers: { 'if-match': '"1"' } });
  expect(saved.json()).toMatchObject({ version: 2 });
  expect(await adopting()).toMatchObject({ invoices: 2 });
  expect((await api.ask('POST', '/v1/reminder_policies/default/adopt', { body: { version: 2, scope: 'all_open' } })).json()).toMatchObject({ invoices: 2 });
  expect(await adopting()).toMatchObject({ invoices: 0 });
});

it('counts anew for the next who asks where a count came to nothing', async () => {
  await api.pool.query('alter table reminder rename to reminder_away');
  expect((await api.ask('POST', '/v1/reminder_policies/default/preview', { body: { policy: draft('13:00'), adopt: 'all_open' } })).statusCode).toBe(500);
  await api.pool.query('alter table reminder_away rename to reminder');
  expect(await preview('13:00')).toMatchObject({ invoices: 2 });
});
