import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { engineAway } from '../build/engine-away.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type Api, apiBefore } from './an-api.ts';
import { aTypicalDealBody } from './deal-body.ts';

let world: World, api: Api;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  world = await aWorld();
  api = await apiBefore(world);
});
afterAll(async () => {
  for (const close of closing) await close();
  await api.close();
  await world.close();
});

type Seen = ReturnType<typeof JSON.parse>;
const read = async (id: string): Promise<Seen> => (await api.ask('GET', `/v1/deals/${id}`)).json();
const openStep = (deal: Seen) => deal.approval?.steps.find((step: Seen) => step.status === 'open');
const change = {
  title: 'Новое',
  terms: { due: { type: 'net_days', days: 10 } },
  lines: [{ name: 'Насос', qty: '2', unit: 'шт', unit_price: { value: 10000000, currency: 'KZT' }, vat_code: 'KZ_STANDARD' }],
};
const put = (by: Api, deal: Seen, body: unknown = change) => by.ask('PUT', `/v1/deals/${deal.id}/package`, { body, headers: { 'if-match': `"${deal.draft_revision}"` } });
const news = async (deal: Seen) => (await world.pool.query('select id, delivered_at from deal_outbox where deal_id = $1', [deal.id])).rows;
/** What a change of the package touches. */
const touched = ({ title, totals, draft, draft_revision, package: frozen }: Seen) => ({ title, totals, draft, draft_revision, frozen });

async function aSubmittedDeal(): Promise<Seen> {
  const { id } = (await api.ask('POST', '/v1/deals', { body: aTypicalDealBody({ submit: true, customer: { name: 'ТОО «Ромашка»', external_id: randomUUID() } }) })).json();
  return eventually(
    () => read(id),
    deal => deal.stage === 'approving' && openStep(deal),
  );
}

async function anApprovedDeal(): Promise<Seen> {
  const deal = await aSubmittedDeal();
  await api.ask('POST', `/v1/approval_tasks/${openStep(deal).task_id}/approve`, { body: { version: 1 } });
  return eventually(
    () => read(deal.id),
    seen => seen.stage === 'invoicing',
  );
}

/** A server before the same records, whose process engine answers some calls in another way. */
async function before(client: Client): Promise<Api> {
  const other = await apiBefore({ ...world, client });
  closing.push(other.close);
  return other;
}

const engineDown = (): Promise<Api> => before(engineAway(world.namespace));

/** Calls of a process's handle that are answered by the test; all others go to the engine. */
async function engineWith(answers: Record<string, () => Promise<unknown>>): Promise<Api> {
  const { workflow } = world.client;
  const getHandle = (id: string) => Object.assign(Object.create(workflow.getHandle(id)), answers);
  return before(Object.assign(Object.create(world.client), { workflow: Object.assign(Object.create(workflow), { getHandle }) }));
}

const silent = () => Promise.reject(new RuleViolation('temporal_unavailable', 'It does not answer.'));

describe('PUT /v1/deals/{id}/package', () => {
  it('with the engine away answers 503 with Retry-After and leaves everything as it was', async () => {
    const deal = await aSubmittedDeal();
    const answer = await put(await engineDown(), deal);
    expect([answer.statusCode, answer.headers['retry-after'], answer.json().code]).toEqual([503, '2', 'temporal_unavailable']);
    expect(touched(await read(deal.id))).toEqual(touched(deal));
    expect(await news(deal)).toEqual([]);
    expect((await put(api, deal)).statusCode).toBe(200);
  });

  it('loses no change where the process falls silent in between: it is kept, the totals stay those of the version in hand, and the relay brings it', async () => {
    const deal = await aSubmittedDeal();
    const falling = await engineWith({ executeUpdate: silent });
    const kept = await put(falling, deal);
    expect([kept.statusCode, kept.headers.etag]).toEqual([202, '"1"']);
    expect(kept.json()).toMatchObject({ stage: 'approving', totals: deal.totals, package: { version: 1 }, draft_revision: 1, draft: { terms: { due: { days: 10 } } } });
    expect((await put(falling, deal)).statusCode).toBe(202);
    expect(await news(deal)).toEqual([{ id: `package-${deal.id}-1`, delivered_at: null }]);
    await world.relay();
    const made = await eventually(
      () => read(deal.id),
      seen => seen.package.version === 2 && openStep(seen),
    );
    expect(made.totals.gross).toEqual({ value: 23_200_000, currency: 'KZT' });
    expect((await put(api, deal)).statusCode).toBe(200);
    expect((await read(deal.id)).timeline.filter((event: Seen) => event.type === 'deal.draft_changed')).toHaveLength(1);
  });

  it('INV-8: sent many times at once is one change and one version', async () => {
    const deal = await aSubmittedDeal();
    const answers = await Promise.all([1, 2, 3].map(() => put(api, deal)));
    expect(answers.map(answer => answer.statusCode)).toEqual([200, 200, 200]);
    expect(await read(deal.id)).toMatchObject({ draft_revision: 1, package: { version: 2 } });
    expect(await news(deal)).toHaveLength(1);
  });

  it('that asks for what stands already makes no version, and leaves the open step with whoever has it', async () => {
    const deal = await aSubmittedDeal();
    for (const same of [{}, { title: deal.title }]) expect((await put(api, deal, same)).statusCode).toBe(200);
    const after = await read(deal.id);
    expect([touched(after), openStep(after).task_id]).toEqual([touched(deal), openStep(deal).task_id]);
    expect(await news(deal)).toEqual([]);
  });

  it('refuses by the word of the process before anything is written, where the record lags behind it', async () => {
    const deal = await anApprovedDeal();
    await world.pool.query("update deal set stage = 'approving' where id = $1", [deal.id]);
    expect((await put(api, deal)).json()).toMatchObject({ status: 409, code: 'wrong_stage' });
    expect(touched(await read(deal.id))).toEqual(touched(deal));
    expect(await news(deal)).toEqual([]);
  });

  it('puts the version in force back where the process refuses the change after all', async () => {
    const deal = await anApprovedDeal();
    await world.pool.query("update deal set stage = 'approving' where id = $1", [deal.id]);
    const outrun = await engineWith({ query: async () => ({ phase: { status: 'approving' } }) });
    expect((await put(outrun, deal)).json()).toMatchObject({ status: 409, code: 'wrong_stage' });
    const { draft_revision: _, ...left } = touched(await read(deal.id));
    expect(left).toMatchObject({ title: deal.title, totals: deal.totals, draft: deal.draft, frozen: deal.package });
  });

  it('shows the sums of the draft at once while the deal is quoted', async () => {
    const { id } = (await api.ask('POST', '/v1/deals', { body: aTypicalDealBody({ customer: { name: 'x' } }) })).json();
    const deal = await eventually(
      () => read(id),
      seen => seen.why_waiting?.code === 'draft_open',
    );
    expect((await put(api, deal)).json()).toMatchObject({ title: 'Новое', totals: { gross: { value: 23_200_000 } }, draft_revision: 1, package: null });
    expect((await put(api, deal, { title: 'Другое' })).json()).toMatchObject({ status: 412, code: 'precondition_failed', current_revision: 1 });
  });

  it('AP14: from an older draft gets both texts, where they differ, and the ETag to send the merged one with', async () => {
    const { id } = (await api.ask('POST', '/v1/deals', { body: aTypicalDealBody({ customer: { name: 'x' } }) })).json();
    const deal = await eventually(
      () => read(id),
      seen => seen.why_waiting?.code === 'draft_open',
    );
    const [line] = deal.draft.lines;
    expect((await put(api, deal, { title: 'Их название', lines: [{ ...line, qty: '3' }] })).statusCode).toBe(200);
    const yours = { lines: [{ ...line, discount_percent: '2.5', unit_price: { value: 12_000_000, currency: 'KZT' } }], terms: { due: { type: 'net_days', days: 10 } } };
    const late = await put(api, deal, yours);
    const conflict = late.json();
    expect([late.statusCode, late.headers.etag, conflict.code, conflict.current_revision]).toEqual([412, '"1"', 'precondition_failed', 1]);
    const standing = (await api.ask('GET', `/v1/deals/${id}/package`)).json();
    expect(conflict.current).toEqual({ ...standing, etag: '"1"' });
    expect(standing).toMatchObject({ revision: 1, changed_by: { type: 'api_key', id: api.keyId, name: 'Bitrix24' }, changed_at: expect.stringMatching(/Z$/), content: { title: 'Их название' } });
    // What the request leaves out is theirs already: it differs in what it asks for, and in nothing else.
    const given = { discount_by: { type: 'api_key', id: api.keyId, name: 'Bitrix24' }, discount_at: expect.stringMatching(/Z$/) };
    expect(conflict.yours.content).toEqual({ ...standing.content, lines: [{ ...line, ...yours.lines[0], ...given }], terms: { ...standing.content.terms, due: yours.terms.due } });
    const path = `lines/${line.sku ?? line.name}`;
    expect(conflict.differences).toEqual([
      { kind: 'changed', subject: 'line', path: `${path}/qty`, line: line.name, current: '3', yours: line.qty },
      { kind: 'changed', subject: 'line', path: `${path}/unit_price`, line: line.name, current: line.unit_price, yours: { value: 12_000_000, currency: 'KZT' } },
      { kind: 'changed', subject: 'line', path: `${path}/discount_percent`, line: line.name, current: line.discount_percent, yours: '2.5' },
      { kind: 'changed', subject: 'terms', path: 'due', line: null, current: { type: 'net_days', days: 14 }, yours: { type: 'net_days', days: 10 } },
    ]);
    const merged = { ...yours, lines: [{ ...yours.lines[0], qty: '3' }] };
    const sent = await api.ask('PUT', `/v1/deals/${id}/package`, { body: merged, headers: { 'if-match': String(late.headers.etag) } });
    expect(sent.json()).toMatchObject({ draft_revision: 2, title: 'Их название', draft: { lines: [{ qty: '3', discount_percent: '2.5' }], terms: { due: { days: 10 } } } });
  });

  it('AP14: of two changes at once exactly one is kept, and the other gets the text of the first, twenty times', async () => {
    const { id } = (await api.ask('POST', '/v1/deals', { body: aTypicalDealBody({ customer: { name: 'x' } }) })).json();
    let deal = await eventually(
      () => read(id),
      seen => seen.why_waiting?.code === 'draft_open',
    );
    for (let pair = 0; pair < 20; pair += 1) {
      const titles = [`Один ${pair}`, `Другой ${pair}`];
      const answers = await Promise.all(titles.map(title => put(api, deal, { title })));
      expect(answers.map(answer => answer.statusCode).sort()).toEqual([200, 412]);
      const [won, lost] = answers[0]?.statusCode === 200 ? [0, 1] : [1, 0];
      expect(answers[lost]?.json()).toMatchObject({
        ...{ current_revision: pair + 1, current: { content: { title: titles[won] } }, yours: { content: { title: titles[lost] } } },
        differences: [{ kind: 'changed', subject: 'terms', path: 'title', current: titles[won], yours: titles[lost] }],
      });
      deal = await read(id);
      expect(deal).toMatchObject({ title: titles[won], draft_revision: pair + 1 });
    }
    expect(deal.timeline.filter((event: Seen) => event.type === 'deal.draft_changed')).toHaveLength(20);
  });
});
