import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, deal } from '../../db/schema/index.ts';
import { people } from '../build/company.ts';
import { aDeal } from '../build/deal.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

let api: Api;
/** The deals of these tests by a short name. */
const ids: Record<string, string> = {};
let buyer = '';
beforeAll(async () => {
  api = await apiWithoutEngine();
  const rows: Record<string, Partial<typeof deal.$inferInsert>> = {
    draft: { stage: 'quoting', holderType: 'user', holderId: people.seller.id },
    asked: { stage: 'approving', holderType: 'user', holderId: people.manager.id, title: 'Кабель 100% медь' },
    stuck: { stage: 'approving', holderType: 'system', holderId: 'admin', stuckCode: 'approval_stuck' },
    late: { stage: 'collecting', holderType: 'customer', overdue: true, externalId: '4711', source: 'bitrix24' },
    calm: { stage: 'collecting', holderType: 'customer', title: 'Кабель 1000 м' },
    paid: { stage: 'paid', holderType: 'none', holderId: 'none', closedAt: '2026-11-24T05:00:00.000Z' },
  };
  for (const [name, change] of Object.entries(rows)) {
    const { dealId, customerId } = await aDeal(api.pool);
    // Two of them came at the same instant: pages must not lose one of such a pair.
    const createdAt = name === 'calm' || name === 'late' ? '2026-11-20T05:00:00.000Z' : `2026-11-${10 + Object.keys(ids).length}T05:00:00.000Z`;
    await api.ctx.db
      .update(deal)
      .set({ waitingFor: 'draft_open', waitingSince: createdAt, holderId: customerId, startedAt: createdAt, ...change, createdAt })
      .where(eq(deal.id, dealId));
    ids[name] = dealId;
    if (name === 'late') buyer = customerId;
  }
  await api.ctx.db.update(customer).set({ name: 'ТОО «Сарыарка»', taxId: '180340027304' }).where(eq(customer.id, buyer));
});
afterAll(() => api.close());

type Seen = ReturnType<typeof JSON.parse>;
const names = (rows: readonly Seen[]): string[] => rows.map(row => Object.entries(ids).find(([, id]) => id === row.id)?.[0] ?? row.id);
const list = async (query: string): Promise<string[]> => names((await api.ask('GET', `/v1/deals?${query}`)).json().data);

describe('GET /v1/deals', () => {
  it('lists all, the newest first', async () => {
    const all = await list('');
    expect(all.slice(0, 2).sort()).toEqual(['calm', 'late']);
    expect(all.slice(2)).toEqual(['paid', 'stuck', 'asked', 'draft']);
  });

  it.each([
    ['stage=approving', ['stuck', 'asked']],
    ['stage=paid', ['paid']],
    ['stage=lost', []],
    [`holder=${people.manager.id}`, ['asked']],
    ['holder=admin', ['stuck']],
    ['overdue=true', ['late']],
    ['overdue=false&stage=collecting', ['calm']],
    ['stuck=true', ['stuck']],
    ['stuck=false&stage=approving', ['asked']],
    ['q=4711', ['late']],
    ['q=180340027304', ['late']],
    [`q=${encodeURIComponent('сарыарка')}`, ['late']],
    [`q=${encodeURIComponent('кабель')}`, ['calm', 'asked']],
    [`q=${encodeURIComponent('100%')}`, ['asked']],
    [`q=${encodeURIComponent('кабель')}&stage=collecting`, ['calm']],
    ['q=471', []],
  ])('%s', async (query, expected) => {
    expect((await list(query)).sort()).toEqual([...expected].sort());
  });

  it('finds the deals of one customer', async () => {
    expect(await list(`customer_id=${buyer}`)).toEqual(['late']);
    expect((await api.ask('GET', `/v1/deals?customer_id=${buyer}`)).json().data[0]).toMatchObject({
      ...{ object: 'deal', source: 'bitrix24', external_id: '4711', stage: 'collecting', overdue: true, stuck: null },
      ...{ customer: { id: buyer, name: 'ТОО «Сарыарка»' }, why_waiting: { holder: { type: 'customer', id: buyer, name: 'ТОО «Сарыарка»' } } },
    });
  });

  it('goes from page to page without loss or repeat, by the cursor and by the link, with the same filters', async () => {
    const seen: string[] = [];
    for (let url: string | null = '/v1/deals?limit=1&stuck=false'; url !== null; ) {
      const page: Awaited<ReturnType<Api['ask']>> = await api.ask('GET', url);
      const { data, has_more, next_cursor } = page.json();
      seen.push(...names(data));
      expect(has_more).toBe(next_cursor !== null);
      const next: string | undefined = /<([^>]+)>; rel="next"/.exec(String(page.headers.link ?? ''))?.[1];
      expect(next === undefined).toBe(next_cursor === null);
      url = next ?? null;
    }
    expect([...seen].sort()).toEqual(['asked', 'calm', 'draft', 'late', 'paid']);
    expect(seen.slice(2)).toEqual(['paid', 'asked', 'draft']);
  });

  it('refuses what is no filter, no page and no cursor of ours', async () => {
    const foreignCursor = `cursor=${Buffer.from('["noon","deal_1"]').toString('base64url')}`;
    for (const query of [foreignCursor, 'stage=open', 'overdue=yes', 'limit=0', 'limit=201', 'cursor=x', 'colour=red', 'q=']) {
      expect((await api.ask('GET', `/v1/deals?${query}`)).json(), query).toMatchObject({ status: 400, code: 'validation_failed' });
    }
  });
});
