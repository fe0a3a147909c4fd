import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { type StallingMail, startStallingMail } from './fault-mail.ts';
import { startWorkerProcess, type WorkerProcess } from './fault-worker.ts';
import { aWorld, eventually, type World } from './world.ts';

type Receivable = BuiltDeal & { invoiceId: string };

let mail: StallingMail;
let world: World;
const workers = new Set<WorkerProcess>();
beforeAll(async () => {
  mail = await startStallingMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl, workers: 'elsewhere' });
});
afterAll(async () => {
  await Promise.all([...workers].map(worker => worker.kill()));
  await world?.close();
  await mail?.stop();
});

async function aWorker(): Promise<WorkerProcess> {
  const worker = await startWorkerProcess(world);
  workers.add(worker);
  return worker;
}

async function kill(worker: WorkerProcess): Promise<void> {
  workers.delete(worker);
  await worker.kill();
}

/** Long enough for a dead worker to be noticed: 15 s without a heartbeat, 10 s for its cached deals. */
const untilNoticed = 45_000;
const fate = async (deal: Receivable, rung: string) =>
  (await world.pool.query('select state, reason from reminder where invoice_id = $1 and rung = $2', [deal.invoiceId, rung])).rows[0] as { state: string; reason: string | null } | undefined;
const untilFate = (deal: Receivable, rung: string, state: string) =>
  eventually(
    () => fate(deal, rung),
    row => row?.state === state,
    untilNoticed,
  );
const taken = (address: string) => mail.received.filter(letter => letter.to === address).map(letter => letter.accepted);

async function aReceivableOf(email: string): Promise<Receivable> {
  const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email });
  await world.start(deal);
  await eventually(
    () => world.pool.query('select next_rung_at from deal where id = $1', [deal.dealId]),
    r => r.rows[0].next_rung_at !== null,
  );
  await world.fastForward(deal, { untilAt: '2030-04-01T06:00:00.000Z' });
  return deal;
}

describe('a worker killed in the middle of a send', () => {
  it('INV-2: never sends again what had begun to travel, sends once what had not, and the deals go on', async () => {
    const first = await aWorker();
    const [cut, waiting] = [await aReceivableOf('cut@romashka.example'), await aReceivableOf('waiting@romashka.example')];
    await world.fastForward(waiting, { untilAt: '2030-04-16T06:00:00.000Z' });
    await untilFate(waiting, '0', 'sent');

    mail.stall('cut@romashka.example', 'text');
    mail.stall(people.seller.email, 'recipient');
    const moved = [world.fastForward(cut, { untilAt: '2030-04-12T05:01:00.000Z' }), world.fastForward(waiting, { untilAt: '2030-04-18T05:01:00.000Z' })];
    await eventually(
      async () => mail.hanging,
      hanging => hanging.length === 2,
    );
    await kill(first);
    mail.answerAgain();
    await aWorker();

    expect(await untilFate(cut, '-3', 'verify')).toEqual({ state: 'verify', reason: 'no_answer' });
    await untilFate(waiting, '+3', 'sent');
    await Promise.all(moved);
    await world.fastForward(cut, { untilAt: '2030-04-15T05:01:00.000Z' });
    await untilFate(cut, '0', 'sent');
    expect({ cut: taken('cut@romashka.example'), waiting: taken('waiting@romashka.example') }).toEqual({ cut: [false, true], waiting: [true, true, true] });
    const { rows } = await world.pool.query("select kind, reason from human_task where invoice_id = $1 and kind = 'letter_verify'", [cut.invoiceId]);
    expect(rows).toEqual([{ kind: 'letter_verify', reason: 'no_answer' }]);
  }, 120_000);
});

describe('two workers', () => {
  it('INV-2: killed in turn lose and double nothing', async () => {
    const [left, right] = await Promise.all([aWorker(), aWorker()]);
    const addresses = ['one', 'two', 'three', 'four'].map(name => `${name}@romashka.example`);
    const deals: Receivable[] = [];
    for (const address of addresses) deals.push(await aReceivableOf(address));
    const allTo = (untilAt: string) => Promise.all(deals.map(deal => world.fastForward(deal, { untilAt })));
    const toSecond = allTo('2030-04-12T05:01:00.000Z');
    await kill(left);
    await toSecond;
    await Promise.all(deals.map(deal => untilFate(deal, '-3', 'sent')));
    await aWorker();
    const toThird = allTo('2030-04-15T05:01:00.000Z');
    await kill(right);
    await toThird;
    await Promise.all(deals.map(deal => untilFate(deal, '0', 'sent')));
    expect(addresses.map(taken)).toEqual(addresses.map(() => [true, true]));
  }, 180_000);
});
