import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorkerProcess, type WorkerProcess } from '../deal/fault-worker.ts';
import { aPairOfDeals, moveTo, type Receivable, rungOf } from '../deal/meeting-deals.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';

const pairs = 20;
const atOnce = 5;
const dueAt = '2030-04-12T05:00:00.000Z';

let mail: ScriptedMail;
let world: World;
const workers: WorkerProcess[] = [];
beforeAll(async () => {
  mail = await startScriptedMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl, workers: 'elsewhere' });
  workers.push(...(await Promise.all([startWorkerProcess(world), startWorkerProcess(world)])));
});
afterAll(async () => {
  for (const worker of workers) await worker.kill();
  await world?.close();
  await mail?.stop();
});

const addressOf = (index: number) => `pair-${index}@romashka.example`;

it(`INV-2: ${pairs} pairs of invoices of one customer each, due in one minute before two workers, make one letter each, with every rung sent once`, async () => {
  const deals: (readonly [Receivable, Receivable])[] = [];
  for (let at = 0; at < pairs; at += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, pairs - at) }, (_, offset) => aPairOfDeals(world, addressOf(at + offset), dueAt));
    deals.push(...(await Promise.all(batch)));
  }
  const startedMs = performance.now();
  await Promise.all(deals.flat().map(deal => moveTo(world, deal, '2030-04-12T05:01:00.000Z')));
  for (const [index, pair] of deals.entries()) {
    const seen = await eventually(
      () => rungOf(world, pair, '-3'),
      rungs => rungs.every(({ told }) => told.length > 0),
      60_000,
    );
    expect(seen, addressOf(index)).toMatchObject([
      { state: 'sent', told: ['reminder.sent'] },
      { state: 'sent', told: ['reminder.sent'] },
    ]);
    expect(new Set(seen.map(({ letter_id }) => letter_id)).size, addressOf(index)).toBe(1);
    expect(mail.received.filter(letter => letter.to === addressOf(index)).map(({ accepted }) => accepted)).toEqual([true]);
  }
  const { rows: stuck } = await world.pool.query("select deal_id from deal_event where type in ('deal.stuck', 'reminder.unresolved', 'reminder.held')");
  expect(stuck).toEqual([]);
  console.info(`${pairs} pairs in ${Math.round((performance.now() - startedMs) / 1000)} s`);
});
