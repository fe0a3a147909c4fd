import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDemoKey } from '../../../db/keys/ensure-demo-key.ts';
import { type FakeBotApi, startFakeBotApi } from '../../activities/telegram/fake-bot-api.ts';
import { people } from '../../build/company.ts';
import { eventually } from '../../deal/world.ts';
import { type AskedStep, anAskedStep, aPagesApp, enterAs, hidden, type PagesApp, writtenRows } from './pages-app.ts';

const chatId = '6001';
let telegram: FakeBotApi;
let pages: PagesApp;
beforeAll(async () => {
  telegram = await startFakeBotApi();
  pages = await aPagesApp({}, { telegram: telegram.bot, publicUrl: 'https://q2c.example.kz' });
  await pages.world.pool.query('update app_user set telegram_chat_id = $2 where id = $1', [people.manager.id, chatId]);
});
afterAll(async () => {
  await pages?.close();
  await telegram?.stop();
});

const plain = (body: string) => body.replace(/[\u00a0\u202f]/g, ' ');
const told = (step: AskedStep) =>
  eventually(
    () => pages.world.pool.query("select id, state from letter where deal_id = $1 and channel = 'telegram'", [step.deal.dealId]).then(r => r.rows as { id: string; state: string }[]),
    rows => rows.some(row => row.state === 'sent' || row.state === 'undeliverable' || row.state === 'verify'),
  );
const printed = (step: AskedStep) =>
  eventually(
    () => pages.world.pool.query("select 1 from deal_event where deal_id = $1 and type = 'document.created'", [step.deal.dealId]).then(r => r.rowCount),
    count => count === 1,
  );
/** Where the button of the last message leads, as a path of this server. */
const linkOf = () => new URL(telegram.chat(chatId).at(-1)?.button?.url ?? '').pathname;

describe('the button of a message', () => {
  it('opens the page of the task, and opening it decides nothing', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    await told(step);
    await printed(step);
    const before = await writtenRows(pages, step.deal.dealId);
    const page = await pages.get(linkOf());
    expect(page.statusCode).toBe(200);
    expect(plain(page.body)).toContain('3 712 000 ₸');
    expect(page.body).toContain('name="decision"');
    await Promise.all(Array.from({ length: 10 }, () => pages.get(linkOf())));
    expect((await pages.app.inject({ method: 'HEAD', url: linkOf() })).statusCode).toBe(200);
    expect(await writtenRows(pages, step.deal.dealId)).toEqual(before);
  });

  it('leads to the same decision as the letter’s: decided by one, the other says so', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    await told(step);
    const page = await pages.get(linkOf());
    await pages.post(linkOf(), { nonce: hidden(page, 'nonce'), version: hidden(page, 'version'), comment: '', decision: 'approve' });
    expect((await pages.get(linkOf())).body).toContain('Решение записано: согласовано');
    const { rows } = await pages.world.pool.query("select actor from deal_event where deal_id = $1 and type = 'approval.decided'", [step.deal.dealId]);
    expect(rows).toEqual([{ actor: { type: 'user', id: people.manager.id, via: 'link' } }]);
    const letter = await pages.get(step.url);
    expect(letter.body).toContain('Решение записано: согласовано');
    expect(letter.body).not.toContain('name="decision"');
  });
});

describe('who looks after the deal', () => {
  const secret = `q2c_${'x'.repeat(43)}`;
  const api = async (url: string) => {
    await ensureDemoKey(pages.world.parts.databaseUrl, secret);
    return (await pages.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${secret}` } })).json();
  };

  it('reads in the story and in the API that a message went by Telegram, to whom, and in which words', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    await told(step);
    const page = await pages.get(`/deals/${step.deal.dealId}`, await enterAs(pages, people.seller.id));
    expect(plain(page.body)).toMatch(/<b>Сообщение «Согласуйте [^<]+» ?<\/b> ушло в Telegram: Руслан Оспанов/);
    const { letters } = await api(`/v1/deals/${step.deal.dealId}`);
    expect(letters).toContainEqual(
      expect.objectContaining({ channel: 'telegram', kind: 'approval_request', status: 'sent', to: { id: people.manager.id, name: people.manager.name, address: chatId } }),
    );
    expect(letters).toContainEqual(expect.objectContaining({ channel: 'email', kind: 'approval_request', status: 'sent' }));
  });

  it('sees who cannot be reached and why, on the deal and on the person, until a message arrives again', async () => {
    telegram.meet(chatId, 'blocked');
    const step = await anAskedStep(pages, people.manager.id);
    await told(step);
    const page = await pages.get(`/deals/${step.deal.dealId}`, await enterAs(pages, people.seller.id));
    expect(page.body).toContain('<b>Сообщение в Telegram не доставлено</b> (Руслан Оспанов): бот не может писать этому человеку');
    const letters = (await api(`/v1/deals/${step.deal.dealId}`)).letters as { channel: string; status: string; reason: string | null }[];
    expect(letters.find(letter => letter.channel === 'telegram')).toMatchObject({ status: 'undeliverable', reason: 'blocked: Forbidden: bot was blocked by the user' });
    expect(await api(`/v1/users/${people.manager.id}`)).toMatchObject({ telegram_chat_id: chatId, telegram_problem: 'blocked' });
    expect((await api('/v1/users')).data.map((user: { telegram_problem: string | null }) => user.telegram_problem).filter(Boolean)).toEqual(['blocked']);
    telegram.meet(chatId, 'takes');
    await told(await anAskedStep(pages, people.manager.id));
    expect(await api(`/v1/users/${people.manager.id}`)).toMatchObject({ telegram_problem: null });
  });

  it('reads on the deal that Telegram does not answer, while letters went', async () => {
    telegram.meet(chatId, 'failing');
    const step = await anAskedStep(pages, people.manager.id);
    await eventually(
      () => pages.world.pool.query("select last_error from notice where deal_id = $1 and channel = 'telegram'", [step.deal.dealId]).then(r => r.rows[0]?.last_error),
      code => code === 'telegram_down',
    );
    const page = await pages.get(`/deals/${step.deal.dealId}`, await enterAs(pages, people.seller.id));
    expect(page.body).toContain('Сообщение в Telegram ждёт отправки.');
    expect(page.body).toContain('Telegram не отвечает или просит подождать.');
    telegram.meet(chatId, 'takes');
  });
});
