import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { type Receivable, receivableOf, untilFate } from './fault-receivables.ts';
import { startWorkerProcess, type WorkerProcess } from './fault-worker.ts';
import { aWorld, eventually, type World } from './world.ts';

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

const taken = (address: string) => mail.received.filter(letter => letter.to === address).map(letter => letter.accepted);

const aReceivableOf = (email: string): Promise<Receivable> => receivableOf(world, email);

describe('a worker killed in the middle of a send', () => {
  it('INV-2: never sends again what had begun to travel, sends once what had not, and the deals go on', async () => {
    const first = await aWorker();
    const [cut, waiting, announced] = [await aReceivableOf('cut@romashka.example'), await aReceivableOf('waiting@romashka.example'), await aReceivableOf('announced@romashka.example')];
    await world.fastForward(waiting, { untilAt: '2030-04-16T06:00:00.000Z' });
    await untilFate(world, waiting, '0', 'sent');

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

    expect(await untilFate(world, cut, '-3', 'verify')).toEqual({ state: 'verify', reason: 'no_answer' });
    await untilFate(world, waiting, '+3', 'sent');
    await untilFate(world, announced, '-3', 'sent');
    await Promise.all(moved);
    await world.fastForward(cut, { untilAt: '2030-04-15T05:01:00.000Z' });
    await untilFate(world, cut, '0', 'sent');
    expect({ cut: taken('cut@romashka.example'), waiting: taken('waiting@romashka.example'), announced: taken('announced@romashka.example') }).toEqual({
      cut: [false, true],
      waiting: [true, true, true],
      announced: [true],
    });
    const { rows } = await world.pool.query("select kind, reason from human_task where invoice_id = $1 and kind = 'letter_verify'", [cut.invoiceId]);
    expect(rows).toEqual([{ kind: 'letter_verify', reason: 'no_answer' }]);
  }, 120_000);
});
