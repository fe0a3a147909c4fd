import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { aNote } from '../replay/scenarios.ts';
import { type Api, apiBefore } from './an-api.ts';
import { aDealBody } from './deal-body.ts';

let world: World, api: Api, deal: BuiltDeal;
beforeAll(async () => {
  world = await aWorld({ undo: { linkSeconds: 0, apiKeySeconds: 0 } });
  api = await apiBefore(world);
  deal = await aDealAgreedOnByAll();
});
afterAll(async () => {
  await api.close();
  await world.close();
});

type Seen = ReturnType<typeof JSON.parse>;
const ask = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();
const read = (what = ''): Promise<Seen> => ask(`/v1/deals/${deal.dealId}${what}`);
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

const words: readonly [keyof typeof people, string][] = [
  ['manager', 'Берут второй год'],
  ['lawyer', 'Возврат брака допустим'],
  ['cfo', 'Маржа выдержит'],
  ['director', 'Согласен'],
];
const special = { text: 'Возврат брака за наш счёт', reason: 'Постоянный клиент' };

/** A deal of a CRM with a discount of 8 % and a special term, on which every role has decided with a word of its own. */
async function aDealAgreedOnByAll(): Promise<BuiltDeal> {
  const line = { sku: 'P-100', name: 'Насос 1,5 кВт', qty: '16', unit: 'шт', unit_price: { value: 20000000, currency: 'KZT' }, vat_code: 'KZ_STANDARD' };
  const lines = [{ ...line, discount_percent: '8', discount_reason: 'Объём вдвое больше прошлого' }];
  const { id, workflow_id: workflowId } = (await api.ask('POST', '/v1/deals', { body: aDealBody({ submit: true, lines, terms: { due: { type: 'net_days', days: 14 }, special: [special] } }) })).json();
  const made = { dealId: id, workflowId } as BuiltDeal;
  for (const [who, comment] of words) {
    const step = await eventually(
      async () => (await ask(`/v1/approval_tasks?deal_id=${id}&status=open`)).data[0],
      task => task?.person.id === people[who].id,
    );
    await world.command(made, 'approve', { task_id: step.id, version: 1, note_id: await aNote(world, comment) }, { actor: { type: 'user', id: people[who].id, via: 'link' } });
  }
  return made;
}

describe('an audit', () => {
  it('AU1: why this discount? Who gave it, when and why, in every version; and who agreed to that version, when, and in what words', async () => {
    const { data: versions } = await read('/versions');
    expect(versions).toHaveLength(1);
    const crm = { type: 'api_key', id: api.keyId, name: 'Bitrix24' };
    expect(versions[0]).toMatchObject({
      version: 1,
      content: {
        lines: [{ name: 'Насос 1,5 кВт', discount_percent: '8', discount_reason: 'Объём вдвое больше прошлого', discount_by: crm, discount_at: instant }],
        terms: { special: [{ ...special, added_by: crm, added_at: instant }] },
      },
    });
    const { data: tasks } = await ask(`/v1/approval_tasks?deal_id=${deal.dealId}`);
    expect(tasks.map((task: Seen) => [task.version, task.decided_by.name, task.comment])).toEqual(words.map(([who, comment]) => [1, people[who].name, comment]));
    for (const task of tasks) expect(task).toMatchObject({ decided_at: instant, why: expect.arrayContaining([expect.stringContaining('8')]) });
    const decided = (await read('/events?limit=100')).data.filter((event: Seen) => event.type === 'approval.decided');
    expect(decided.map((event: Seen) => [event.data.version, event.actor.name, event.reason])).toEqual(words.map(([who, comment]) => [1, people[who].name, comment]));
  });

  it('AU1: who agreed to ship although money was overdue? Person, time, reason, debt, and the version that was shipped', async () => {
    const review = await eventually(read, seen => seen.invoices[0]?.status === 'review');
    await api.ask('POST', `/v1/invoices/${review.invoices[0].id}/release`);
    await eventually(read, seen => seen.invoices[0]?.next_rung);
    await world.fastForward(deal, { days: 27 });
    const held = await eventually(read, seen => seen.holds.length === 1);
    await api.ask('POST', `/v1/deals/${deal.dealId}/lift_hold`, { body: { hold: 'shipment', approver_id: people.director.id, reason: 'Котельная без насосов остановится' } });
    const [released] = (await read('/events?limit=100')).data.filter((event: Seen) => event.type === 'hold.lifted');
    expect(released).toMatchObject({
      ...{ at: instant, actor: { name: 'Bitrix24' }, approver: { id: people.director.id, name: people.director.name }, reason: 'Котельная без насосов остановится' },
      data: { version: 1, role: 'director', overdue_minor: held.invoices[0].remaining.value },
    });
    expect(released.data.overdue_days).toBeGreaterThanOrEqual(7);
    expect(released.at > held.holds[0].since).toBe(true);
  });
});
