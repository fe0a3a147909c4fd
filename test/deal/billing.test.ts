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

/** The seller submits a draft on the first of April, and every role approves. */
async function submitAndApprove(deal: BuiltDeal): Promise<void> {
  await world.start(deal);
  await eventually(
    () => stage(deal),
    row => row.stage === 'quoting',
  );
  await world.fastForward(deal, { untilAt: '2030-04-01T04:30:00.000Z' });
  await world.command(deal, 'submit', {}, { actor: { type: 'user', id: people.seller.id } });
  await approveAll(world, deal);
}

it('I11: an advance of 30 % is invoiced at once, the rest after delivery, due by the terms counted from that day', async () => {
  const { terms } = aPackage();
  const instalments = [
    { percent: '30', due: { type: 'net_days', days: 3 } },
    { percent: '70', due: { type: 'after_delivery_days', days: 10 } },
  ] as const;
  const deal = await aDeal(world.pool, { content: aPackage({ terms: { ...terms, instalments } }), start: { submit: false } });
  await submitAndApprove(deal);
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

/** What each of the three invoices told: the rungs that went, by their days, and what became of the last one. */
const laddersOf = async (deal: BuiltDeal): Promise<string[][]> => {
  const { rows } = await world.pool.query(
    "select i.instalment, r.rung, r.state, to_char(r.sent_at at time zone 'UTC', 'MM-DD\"T\"HH24:MI') as at from reminder r join invoice i on i.id = r.invoice_id where i.deal_id = $1 order by i.instalment, r.due_at",
    [deal.dealId],
  );
  return [1, 2, 3].map(instalment => rows.filter(row => row.instalment === instalment).map(({ rung, state, at }) => [rung, state, at].filter(Boolean).join(' ')));
};

it('I11: three instalments that are owed at once have a ladder each, by their own due dates; rungs that meet share a letter, and one that is paid stops no other', async () => {
  const dueOn = ['2030-04-15', '2030-04-22', '2030-05-06'] as const;
  const instalments = dueOn.map((on, index) => ({ percent: ['20', '35', '45'][index] ?? '', due: { type: 'on_date', on } as const }));
  const deal = await aDeal(world.pool, { content: aPackage({ terms: { ...aPackage().terms, instalments } }), start: { submit: false } });
  await submitAndApprove(deal);
  const issued = await eventually(
    () => invoices(deal),
    rows => rows.length === 3 && rows.every(row => row.delivery === 'sent'),
  );
  expect(issued.map(row => [Number(row.gross), row.due_on])).toEqual([
    [74_240_000, '2030-04-15'],
    [129_920_000, '2030-04-22'],
    [167_040_000, '2030-05-06'],
  ]);

  await world.fastForward(deal, { untilAt: '2030-04-24T06:00:00.000Z' });
  expect(await stage(deal)).toMatchObject({ stage: 'collecting' });
  await world.pay(deal, { amountMinor: 74_240_000, receivedOn: '2030-04-24' });
  await world.fastForward(deal, { untilAt: '2030-05-14T06:00:00.000Z' });
  // The deal is where its worst invoice is; the letters about the third one go on.
  expect(await stage(deal)).toMatchObject({ stage: 'manual_collection' });
  await world.fastForward(deal, { untilAt: '2030-06-10T06:00:00.000Z' });
  const ladders = await eventually(
    () => laddersOf(deal),
    found => found.every((ladder, index) => ladder.length === (index === 0 ? 4 : 6)),
  );
  expect(ladders).toEqual([
    ['-3 sent 04-12T05:00', '0 sent 04-15T05:00', '+3 sent 04-18T05:00', '+7 sent 04-22T05:00'],
    ['-3 sent 04-19T05:00', '0 sent 04-22T05:00', '+3 sent 04-25T05:00', '+7 sent 04-29T05:00', '+14 sent 05-06T05:00', '+21 done'],
    ['-3 sent 05-03T05:00', '0 sent 05-06T05:00', '+3 sent 05-10T05:00', '+7 sent 05-13T05:00', '+14 sent 05-20T05:00', '+21 done'],
  ]);
  // On 22 April, on 6 May and on 13 May two of them meet; the last of these writes to nobody, so it shares no letter.
  const { rows: shared } = await world.pool.query(
    "select to_char(l.sent_at, 'MM-DD') as on_day, count(*)::int as rungs from letter l join reminder r on r.letter_id = l.id where l.deal_id = $1 group by l.id having count(*) > 1 order by 1",
    [deal.dealId],
  );
  expect(shared).toEqual([
    { on_day: '04-22', rungs: 2 },
    { on_day: '05-06', rungs: 2 },
  ]);
});
