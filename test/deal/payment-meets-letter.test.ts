import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { type Chased, chasedFrom, fatesOf } from './ladder-story.ts';
import { aWorld, eventually, type World } from './world.ts';

// The letter of +7 falls due on Monday 22 April 2030 at 10:00 in Almaty, and stops shipments; the whole sum comes at that minute.
const whole = { amountMinor: 116_000_000, receivedOn: '2030-04-22', tell: false } as const;

let mail: ScriptedMail;
let world: World;
beforeAll(async () => {
  mail = await startScriptedMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl });
});
afterAll(async () => {
  await world?.close();
  await mail?.stop();
});

type Meeting = Readonly<{ deal: Chased; to: string; arrives: () => Promise<void> }>;

const isWaitedFor = () =>
  eventually(
    () => world.pool.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
    waiting => waiting.rows.length > 0,
  );

/** Where the money comes between the claim of a rung and the record of its answer, and what it is to the letter: up to the first byte of its text it stops it. */
const failpoints = [
  { point: 'before the claim', ends: 'stops it', meet: async ({ arrives }: Meeting) => arrives() },
  { point: 'after the claim, when the letter is announced', ends: 'stops it', meet: async ({ to, arrives }: Meeting) => mail.meanwhile(to, arrives) },
  { point: 'when the text has travelled', ends: 'crosses it, and that is on record', meet: async ({ to, arrives }: Meeting) => mail.meanwhile(to, arrives, 'text') },
  {
    point: 'when the letter is accepted and that is not on record yet',
    ends: 'crosses it, and that is on record',
    // Whoever records the answer waits for the letter's row; the money does not.
    meet: async ({ deal, to, arrives }: Meeting) =>
      mail.meanwhile(
        to,
        async () => {
          const record = await world.pool.connect();
          await record.query('begin');
          await record.query("select 1 from letter where invoice_id = $1 and state = 'data_started' for update", [deal.invoiceId]);
          void isWaitedFor()
            .then(arrives)
            .finally(() => record.query('commit').finally(() => record.release()));
        },
        'text',
      ),
  },
] as const;

describe('money that comes at the minute of a letter', () => {
  it.each(failpoints)('INV-1, INV-2, INV-10: $point $ends; the deal is paid, and shipments go on', async ({ point, ends, meet }) => {
    const stops = ends === 'stops it';
    const to = `${failpoints.findIndex(each => each.point === point)}@romashka.example`;
    const deal = await chasedFrom(world, { zone: 'Asia/Almaty', issuedOn: '2030-04-01', dueOn: '2030-04-15', email: to });
    await world.fastForward(deal, { untilAt: '2030-04-22T04:59:00.000Z' });
    await fatesOf(world, deal, 3);
    await meet({ deal, to, arrives: () => world.pay(deal, whole) });
    await world.fastForward(deal, { untilAt: '2030-04-22T05:01:00.000Z' });
    expect((await fatesOf(world, deal, 4)).at(-1)).toBe(stops ? '+7 skipped paid' : '+7 sent crossed_payment 2030-04-22T05:00');
    await world.relay();
    await world.client.workflow.getHandle(deal.workflowId).result();
    expect((await world.pool.query('select stage from deal where id = $1', [deal.dealId])).rows).toEqual([{ stage: 'paid' }]);
    const { rows: holds } = await world.pool.query('select lifted_by from hold where invoice_id = $1', [deal.invoiceId]);
    expect(holds.map(hold => hold.lifted_by)).toEqual(point === 'before the claim' ? [] : ['paid']);
    expect(mail.received.filter(letter => letter.to === to).map(letter => letter.accepted)).toEqual(Array.from({ length: stops ? 3 : 4 }, () => true));
    const { rows: told } = await world.pool.query("select type, data->>'reason' as reason from deal_event where deal_id = $1 and data->>'rung' = '+7' order by n", [deal.dealId]);
    expect(told).toEqual([stops ? { type: 'reminder.skipped', reason: 'paid' } : { type: 'reminder.sent', reason: 'crossed_payment' }]);
  });
});
