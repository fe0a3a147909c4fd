import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Receivable, receivableOf, untilFate } from '../deal/fault-receivables.ts';
import { startWorkerProcess, type WorkerProcess } from '../deal/fault-worker.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';

let world: World;
const workers = new Set<WorkerProcess>();
beforeAll(async () => {
  world = await aWorld({}, { workers: 'elsewhere' });
});
afterEach(() => Promise.all([...workers].map(kill)));
afterAll(() => world?.close());

async function kill(worker: WorkerProcess): Promise<void> {
  workers.delete(worker);
  await worker.kill();
}

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
    await Promise.all(deals.map(deal => untilFate(world, deal, rung.name, 'sent')));
    await moved;
    return survivor;
  }

  const addresses = ['one', 'two', 'three', 'four'].map(name => `${name}@romashka.example`);

  it('INV-2: lose no letter and double none when one of them is killed with letters announced to the mail server, twice over', async () => {
    const team = await Promise.all([aMate(), aMate()]);
    const deals: Receivable[] = [];
    for (const address of addresses) deals.push(await receivableOf(world, address));
    const survivor = await killOneInTheMiddle(team, deals, { name: '-3', untilAt: '2030-04-12T05:01:00.000Z' });
    await killOneInTheMiddle([survivor, await aMate()], deals, { name: '0', untilAt: '2030-04-15T05:01:00.000Z' });
    const arrived = mails.flatMap(each => each.received);
    expect(addresses.map(address => arrived.filter(({ to }) => to === address).map(({ accepted }) => accepted))).toEqual(addresses.map(() => [true, true]));
  }, 180_000);
});
