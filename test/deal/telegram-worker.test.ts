import { afterAll, beforeAll, expect, it } from 'vitest';
import { botToken, type FakeBotApi, startFakeBotApi } from '../activities/telegram/fake-bot-api.ts';
import { people } from '../build/company.ts';
import { aDeal, aTypicalPackage } from '../build/deal.ts';
import { startWorkerProcess, type WorkerProcess } from './fault-worker.ts';
import { aWorld, eventually, type World } from './world.ts';

const chatId = '8001';
let telegram: FakeBotApi;
let world: World;
let worker: WorkerProcess;
beforeAll(async () => {
  telegram = await startFakeBotApi();
  world = await aWorld({}, { workers: 'elsewhere', telegram: telegram.bot, publicUrl: 'https://q2c.example.kz' });
  await world.pool.query('update app_user set telegram_chat_id = $2 where id = $1', [people.manager.id, chatId]);
  worker = await startWorkerProcess(world);
});
afterAll(async () => {
  await worker?.kill();
  await world?.close();
  await telegram?.stop();
});

const asked = async () => {
  const deal = await aDeal(world.pool, { content: aTypicalPackage() });
  await world.start(deal);
  return deal;
};
const stateOfMessage = (deal: { dealId: string }, state: string) =>
  eventually(
    () =>
      world.pool
        .query("select state, attempts, last_error from letter where deal_id = $1 and channel = 'telegram'", [deal.dealId])
        .then(r => r.rows[0] as { state: string; attempts: number } | undefined),
    row => row?.state === state && row.attempts > 0,
    40_000,
  );

it('the worker program tells people by Telegram from its two variables, and writes the bot’s token nowhere, whatever goes wrong', async () => {
  await stateOfMessage(await asked(), 'sent');
  expect(telegram.chat(chatId)).toHaveLength(1);
  telegram.meet(chatId, 'dies');
  await stateOfMessage(await asked(), 'verify');
  telegram.meet(chatId, 'failing');
  await stateOfMessage(await asked(), 'claimed');
  await telegram.stop();
  await stateOfMessage(await asked(), 'claimed');
  // A record that cannot be read is what the relay does write about.
  await world.pool.query("update notice set input = input || '{\"subjectId\": \"apt_none\"}', done_at = null, next_attempt_at = '2000-01-01' where channel = 'telegram' and done_at is null");
  await eventually(
    async () => worker.said(),
    said => said.includes('apt_none'),
    30_000,
  );
  expect(worker.said()).not.toContain(botToken);
  expect(JSON.stringify((await world.pool.query('select * from letter')).rows)).not.toContain(botToken);
  expect(JSON.stringify((await world.pool.query('select * from notice')).rows)).not.toContain(botToken);
});
