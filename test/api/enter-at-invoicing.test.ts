import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDeal, aTypicalPackage } from '../build/deal.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Api, apiBefore } from './an-api.ts';
import { aDealBody } from './deal-body.ts';

let world: World, api: Api;
beforeAll(async () => {
  world = await aWorld();
  api = await apiBefore(world);
});
afterAll(async () => {
  await api.close();
  await world.close();
});

type Seen = ReturnType<typeof JSON.parse>;
const read = async (id: string): Promise<Seen> => (await api.ask('GET', `/v1/deals/${id}`)).json();
const post = (url: string, body: unknown = {}) => api.ask('POST', url, { body });

describe('a deal that enters at invoicing', () => {
  it('is frozen, invoiced and collected without an approval', async () => {
    const { id } = (await post('/v1/deals', aDealBody({ entry_stage: 'invoicing' }))).json();
    const deal = await eventually(
      () => read(id),
      seen => seen.invoices[0]?.delivery === 'sent' && seen.stage === 'collecting',
    );
    expect(deal).toMatchObject({
      approval: null,
      package: { version: 1, hash: expect.stringMatching(/^sha256:/) },
      totals: { gross: { value: 371_200_000 } },
      invoices: [{ status: 'open', total: { value: 371_200_000 }, next_rung: { rung: '-3' } }],
    });
    expect(deal.timeline.map((event: Seen) => event.type)).toEqual(expect.arrayContaining(['deal.created', 'quote.version_created', 'billing.planned', 'invoice.issued', 'invoice.sent']));
    await world.pay({ dealId: id } as never, { amountMinor: 371_200_000, receivedOn: '2026-11-25' });
    expect(await read(id)).toMatchObject({ stage: 'paid', invoices: [{ status: 'paid', remaining: { value: 0 }, next_rung: null }] });
  });

  it('goes back to its seller with the field that is wrong where its package cannot be frozen; corrected, it goes the way of any other', async () => {
    const [good] = aTypicalPackage().lines;
    if (!good) throw new Error('no line');
    // The rate went out of force between the request and the freezing: the request itself is checked.
    const built = await aDeal(world.pool, { content: aTypicalPackage({ lines: [{ ...good, vatCode: 'KZ_GONE' }] }), start: { entryStage: 'invoicing', submit: false } });
    await world.start(built);
    const refused = await eventually(
      () => read(built.dealId),
      seen => seen.why_waiting?.code === 'draft_open',
    );
    expect(refused).toMatchObject({ stage: 'quoting', package: null, invoices: [], why_waiting: { code: 'draft_open', holder: { id: built.start.ownerId } } });
    expect(refused.timeline.at(-1).data).toEqual({ code: 'unknown_vat_code', field: '#/lines/0/vat_code' });
    const lines = [{ name: 'Насос', qty: '1', unit: 'шт', unit_price: { value: 10000000, currency: 'KZT' }, vat_code: 'KZ_STANDARD' }];
    expect((await api.ask('PUT', `/v1/deals/${built.dealId}/package`, { body: { lines }, headers: { 'if-match': '"0"' } })).statusCode).toBe(200);
    expect((await post(`/v1/deals/${built.dealId}/submit`)).json()).toMatchObject({ stage: 'approving', package: { version: 1 } });
  });
});
