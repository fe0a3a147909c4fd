import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { startWorkerProcess, type WorkerProcess } from './fault-worker.ts';
import { aWorld, eventually, type World } from './world.ts';

type Receivable = BuiltDeal & { invoiceId: string };

let mail: ScriptedMail;
let world: World;
const workers = new Set<WorkerProcess>();
beforeAll(async () => {
  mail = await startScriptedMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl, workers: 'elsewhere' });
});
afterEach(() => Promise.all([...workers].map(kill)));
afterAll(async () => {
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
    const [cut, waiting, announced] = [await aReceivableOf('cut@romashka.example'), await aReceivableOf('waiting@romashka.example'), await aReceivableOf('announced@romashka.example')];
    await world.fastForward(waiting, { untilAt: '2030-04-16T06:00:00.000Z' });
    await untilFate(waiting, '0', 'sent');

    mail.stall('cut@romashka.example', 'text');
    mail.stall(people.seller.email, 'recipient');
    mail.stall('announced@romashka.example', 'recipient');
    const moved = [
      world.fastForward(cut, { untilAt: '2030-04-12T05:01:00.000Z' }),
      world.fastForward(waiting, { untilAt: '2030-04-18T05:01:00.000Z' }),
      world.fastForward(announced, { untilAt: '2030-04-12T05:01:00.000Z' }),
    ];
    await eventually(
      async () => mail.hanging,
      hanging => hanging.length === 3,
    );
    await kill(first);
    mail.recover();
    await aWorker();

    expect(await untilFate(cut, '-3', 'verify')).toEqual({ state: 'verify', reason: 'no_answer' });
    await untilFate(waiting, '+3', 'sent');
    await untilFate(announced, '-3', 'sent');
    await Promise.all(moved);
    await world.fastForward(cut, { untilAt: '2030-04-15T05:01:00.000Z' });
    await untilFate(cut, '0', 'sent');
    expect({ cut: taken('cut@romashka.example'), waiting: taken('waiting@romashka.example'), announced: taken('announced@romashka.example') }).toEqual({
      cut: [false, true],
      waiting: [true, true, true],
      announced: [true],
    });
    const { rows } = await world.pool.query("select kind, reason from human_task where invoice_id = $1 and kind = 'letter_verify'", [cut.invoiceId]);
    expect(rows).toEqual([{ kind: 'letter_verify', reason: 'no_answer' }]);
  }, 120_000);
});

type Mate = Readonly<{ worker: WorkerProcess; mail: ScriptedMail }>;

describe('two workers', () => {
  const mails: ScriptedMail[] = [];
  afterAll(() => Promise.all(mails.map(each => each.stop())));

  /** A worker with a mail server of its own, so that the test can tell whose letters have been announced. */
  async function aMate(): Promise<Mate> {
    const own = await startScriptedMail();
    mails.push(own);
    const worker = await startWorkerProcess({ ...world, parts: { ...world.parts, smtpUrl: own.smtpUrl } });
    workers.add(worker);
    return { worker, mail: own };
  }

  /** Moves the deals to their next letters and kills the worker that has announced more of them; answers the one that is left. */
  async function killOneInTheMiddle(team: readonly [Mate, Mate], deals: readonly Receivable[], rung: { name: string; untilAt: string }): Promise<Mate> {
    for (const { mail: own } of team) for (const address of addresses) own.stall(address, 'recipient');
    const moved = Promise.all(deals.map(deal => world.fastForward(deal, { untilAt: rung.untilAt })));
    const [left, right] = team;
    await eventually(
      async () => [...left.mail.hanging, ...right.mail.hanging],
      hanging => hanging.length === addresses.length,
    );
    const [victim, survivor] = left.mail.hanging.length > right.mail.hanging.length ? [left, right] : [right, left];
    await kill(victim.worker);
    for (const { mail: own } of team) own.recover();
    await Promise.all(deals.map(deal => untilFate(deal, rung.name, 'sent')));
    await moved;
    return survivor;
  }

  const addresses = ['one', 'two', 'three', 'four'].map(name => `${name}@romashka.example`);

  it('INV-2: lose no letter and double none when one of them is killed with letters announced to the mail server, twice over', async () => {
    const team = await Promise.all([aMate(), aMate()]);
    const deals: Receivable[] = [];
    for (const address of addresses) deals.push(await aReceivableOf(address));
    const survivor = await killOneInTheMiddle(team, deals, { name: '-3', untilAt: '2030-04-12T05:01:00.000Z' });
    await killOneInTheMiddle([survivor, await aMate()], deals, { name: '0', untilAt: '2030-04-15T05:01:00.000Z' });
    const arrived = mails.flatMap(each => each.received);
    expect(addresses.map(address => arrived.filter(({ to }) => to === address).map(({ accepted }) => accepted))).toEqual(addresses.map(() => [true, true]));
  }, 180_000);
});
