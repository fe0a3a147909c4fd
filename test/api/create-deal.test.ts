import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('POST /v1/deals', () => {
  it('answers 202 with the deal and its place, and starts one process', async () => {
    const answer = await api.ask('POST', '/v1/deals', { body: aDealBody({ source: 'bitrix24', external_id: '4711', submit: true }) });
    expect(answer.json()).toMatchObject({ object: 'deal', source: 'bitrix24', external_id: '4711', workflow_id: 'deal:bitrix24:4711', totals: { gross: { value: 371200000, currency: 'KZT' } } });
    expect(answer.statusCode).toBe(202);
    const { id } = answer.json();
    expect(answer.headers.location).toBe(`/v1/deals/${id}`);
    const deal = await eventually(
      async () => (await api.ask('GET', `/v1/deals/${id}?lang=ru`)).json(),
      seen => seen.stage === 'approving',
    );
    expect(deal.why_waiting).toMatchObject({ code: 'approval_open', text: 'ждёт решения руководителя продаж', holder: { type: 'user', name: 'Руслан Оспанов' } });
    expect(deal.timeline[0]).toMatchObject({ n: 1, type: 'deal.created', actor: { type: 'api_key', id: api.keyId, name: 'Bitrix24' } });
  });
});
