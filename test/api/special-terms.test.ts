import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../db/keys/api-keys.ts';
import { scopes } from '../../db/keys/scopes.ts';
import { canonicalPackageText } from '../../domain/quote/canonical-package.ts';
import { diffPackages } from '../../domain/quote/diff-packages.ts';
import { priceQuote } from '../../domain/quote/price-quote.ts';
import { stampPackage } from '../../domain/quote/term-stamps.ts';
import { byAdmin } from '../build/company.ts';
import { aPackage } from '../build/deal.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Api, apiBefore } from './an-api.ts';
import { aTypicalDealBody } from './deal-body.ts';

let world: World, api: Api, colleague: { id: string; secret: string };
beforeAll(async () => {
  world = await aWorld();
  api = await apiBefore(world);
  const { row, secret } = await createApiKey(api.ctx.db, { name: '1С', scopes }, byAdmin());
  colleague = { id: row.id, secret };
});
afterAll(async () => {
  await api.close();
  await world.close();
});

type Seen = ReturnType<typeof JSON.parse>;
const read = async (id: string, what = ''): Promise<Seen> => (await api.ask('GET', `/v1/deals/${id}${what}`)).json();
const returns = { text: 'Возврат брака за наш счёт', reason: 'Постоянный клиент' };
const longer = { text: 'Отсрочка 30 дней', reason: 'Тендер' };
const due = { type: 'net_days', days: 14 };
const put = (id: string, revision: number, special: unknown[], key: string) =>
  api.ask('PUT', `/v1/deals/${id}/package`, { body: { terms: { due, special } }, headers: { 'if-match': `"${revision}"` }, key });

const aDraft = async (special: unknown[]): Promise<Seen> => {
  const { id } = (await api.ask('POST', '/v1/deals', { body: aTypicalDealBody({ customer: { name: 'x' }, terms: { due, special } }) })).json();
  return eventually(
    () => read(id),
    seen => seen.why_waiting?.code === 'draft_open',
  );
};

describe('special terms', () => {
  it('Q11, AU1: say who added each and when, in the draft, in every version and in the package of the deal; one that stood there keeps its stamp', async () => {
    const deal = await aDraft([returns]);
    const [mine] = deal.draft.terms.special;
    expect(mine).toEqual({ ...returns, added_by: { type: 'api_key', id: api.keyId, name: 'Bitrix24' }, added_at: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect((await put(deal.id, 0, [longer, returns], colleague.secret)).statusCode).toBe(200);
    const theirs = { ...longer, added_by: { type: 'api_key', id: colleague.id, name: '1С' }, added_at: expect.any(String) };
    expect((await api.ask('POST', `/v1/deals/${deal.id}/submit`)).statusCode).toBe(200);
    const submitted = await eventually(
      () => read(deal.id),
      seen => seen.package !== null,
    );
    expect(submitted.package.special_terms).toEqual([theirs, mine]);
    expect((await read(deal.id, '/versions')).data.map((version: Seen) => version.content.terms.special)).toEqual([[theirs, mine]]);
  });

  it('take nobody’s word for it: a package that was read may be sent back, and its stamps stay those on record', async () => {
    const deal = await aDraft([returns]);
    const [read_] = (await read(deal.id, '/package')).content.terms.special;
    const forged = { ...read_, added_by: { type: 'user', id: 'usr_director', name: 'Бахыт Нұрланов' }, added_at: '2020-01-01T00:00:00.000Z' };
    const changed = await put(deal.id, 0, [forged, { ...longer, added_by: forged.added_by, added_at: forged.added_at }], colleague.secret);
    expect(changed.json().draft.terms.special).toMatchObject([read_, { ...longer, added_by: { id: colleague.id } }]);
    expect((await put(deal.id, 1, [{ ...returns, added_on: '2020-01-01' }], colleague.secret)).json()).toMatchObject({ status: 400, errors: [{ pointer: '#/terms/special/0/added_on' }] });
  });

  it('with other words are new ones', async () => {
    const deal = await aDraft([returns]);
    const changed = (await put(deal.id, 0, [{ ...returns, reason: 'Крупный заказ' }], colleague.secret)).json();
    expect(changed.draft.terms.special).toMatchObject([{ reason: 'Крупный заказ', added_by: { id: colleague.id } }]);
  });

  it('name the same content by the same hash, whoever wrote them down, and make no difference between versions', () => {
    const plain = aPackage({ terms: { due: { type: 'net_days', days: 14 }, special: [returns], instalments: [] } });
    const stamped = (id: string) => stampPackage(plain, { before: null, by: { type: 'user', id }, at: '2026-11-24T05:00:00.000Z' });
    const hashed = [plain, stamped('usr_seller'), stamped('usr_manager')].map(content => canonicalPackageText(content, priceQuote(content, '2026-11-24')));
    expect(new Set(hashed).size).toBe(1);
    expect(hashed[0]).toContain(returns.text);
    expect(diffPackages(stamped('usr_seller'), stamped('usr_manager'))).toEqual([]);
  });
});
