import { afterAll, beforeAll, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import { aDeal, aPackage, type BuiltDeal } from '../build/deal.ts';
import { approveAll } from './story.ts';
import { aWorld, eventually, type World } from './world.ts';

const finance = { type: 'user', id: people.cfo.id } as const;

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

const invoices = async (deal: BuiltDeal) =>
  (await world.pool.query('select instalment, status, delivery, number, gross_minor::int8 as gross, due_on::text as due_on from invoice where deal_id = $1 order by instalment', [deal.dealId])).rows;
const stage = async (deal: BuiltDeal) => (await world.pool.query('select stage, waiting_for from deal where id = $1', [deal.dealId])).rows[0];

it('I9: a deal with special terms waits at the review gate; released, its invoice is numbered and sent', async () => {
  const { terms } = aPackage();
  const deal = await aDeal(world.pool, { content: aPackage({ terms: { ...terms, special: [{ text: 'Возврат брака за наш счёт', reason: 'Постоянный клиент' }] } }) });
  await world.start(deal);
  await approveAll(world, deal);
  await eventually(
    () => stage(deal),
    row => row.waiting_for === 'invoice_review',
  );
  expect(await invoices(deal)).toMatchObject([{ status: 'review', number: null }]);
  await world.command(deal, 'release_invoice', { instalment: 1 }, { actor: finance });
  const [sent] = await eventually(
    () => invoices(deal),
    ([row]) => row?.delivery === 'sent',
  );
  expect(sent).toMatchObject({ status: 'open', delivery: 'sent' });
});

it('I11: an advance of 30 % is invoiced at once, the rest after delivery, due by the terms counted from that day', async () => {
  const { terms } = aPackage();
  const instalments = [
    { percent: '30', due: { type: 'net_days', days: 3 } },
    { percent: '70', due: { type: 'after_delivery_days', days: 10 } },
  ] as const;
  const deal = await aDeal(world.pool, { content: aPackage({ terms: { ...terms, instalments } }), start: { submit: false } });
  await world.start(deal);
  await eventually(
    () => stage(deal),
    row => row.stage === 'quoting',
  );
  await world.fastForward(deal, { untilAt: '2030-04-01T04:30:00.000Z' });
  await world.command(deal, 'submit', {}, { actor: { type: 'user', id: people.seller.id } });
  await approveAll(world, deal);
  await eventually(
    () => invoices(deal),
    ([first]) => first?.status === 'open',
  );
  await world.pay(deal, { amountMinor: 111_360_000, receivedOn: '2030-04-02' });
  await eventually(
    () => stage(deal),
    row => row.stage === 'invoicing' && row.waiting_for === 'delivery_pending',
  );
  await world.command(deal, 'mark_delivered', { on: '2030-04-01' }, { actor: finance });
  const both = await eventually(
    () => invoices(deal),
    rows => rows[1]?.status === 'open',
  );
  expect(both.map(row => [row.status, Number(row.gross), row.due_on])).toEqual([
    ['paid', 111_360_000, '2030-04-04'],
    ['open', 259_840_000, '2030-04-11'],
  ]);
});
