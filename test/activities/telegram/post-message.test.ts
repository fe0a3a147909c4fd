import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postMessage } from '../../../activities/telegram/post-message.ts';
import { freePorts } from '../../../local/free-ports.ts';
import { botToken, type FakeBotApi, startFakeBotApi } from './fake-bot-api.ts';

let telegram: FakeBotApi;
beforeAll(async () => {
  telegram = await startFakeBotApi();
});
afterAll(() => telegram.stop());

const message = { subject: 'Вопрос', html: '<b>Вопрос</b>\n\nТОО «Я &amp; Ко»', text: 'Вопрос', button: { label: 'Открыть и решить', url: 'https://arna.example/t/x' } };
const post = (chatId: string, bot = telegram.bot, change: Partial<typeof message> = {}) => postMessage(bot, chatId, { ...message, ...change });

describe('a message to a chat', () => {
  it('is taken with Telegram’s number of it, has one button and no link in its words, and cannot be forwarded', async () => {
    expect(await post('101')).toEqual({ result: 'accepted', providerId: '1' });
    expect(telegram.chat('101')).toMatchObject([{ html: message.html, button: { text: 'Открыть и решить', url: 'https://arna.example/t/x' } }]);
    expect(telegram.chat('101')[0]?.body).toMatchObject({ parse_mode: 'HTML', protect_content: true, link_preview_options: { is_disabled: true } });
  });

  it('has its address as a line where Telegram takes no button to it, as on one’s own machine', async () => {
    expect(await post('102', telegram.bot, { button: { label: 'Открыть', url: 'http://localhost:3000/t/x' } })).toMatchObject({ result: 'accepted' });
    expect(telegram.chat('102')).toMatchObject([{ html: `${message.html}\n\nhttp://localhost:3000/t/x`, button: null }]);
  });

  it.each([
    ['busy', { result: 'try_later', code: 'telegram_busy', afterSeconds: 1 }],
    ['failing', { result: 'try_later', code: 'telegram_down', afterSeconds: 60 }],
    ['blocked', { result: 'refused', detail: 'blocked: Forbidden: bot was blocked by the user', badAddress: false }],
    ['no_chat', { result: 'refused', detail: 'no_chat: Bad Request: chat not found', badAddress: false }],
    ['dies', { result: 'uncertain' }],
  ] as const)('meets a server that is %s', async (manner, outcome) => {
    telegram.meet('103', manner);
    expect(await post('103')).toMatchObject(outcome);
  });

  it('that Telegram cannot read is refused with its words, and tried no more', async () => {
    expect(await post('104', telegram.bot, { html: '<i>a < b' })).toEqual({ result: 'refused', detail: "refused: Bad Request: can't parse entities", badAddress: false });
  });

  it('waits where nobody listens, and where the token is not known: a person mends both', async () => {
    const [port = 0] = await freePorts(1);
    expect(await post('105', { token: botToken, apiUrl: `http://127.0.0.1:${port}` })).toMatchObject({ result: 'try_later', code: 'telegram_down', detail: expect.stringContaining('ECONNREFUSED') });
    expect(await post('105', { ...telegram.bot, token: `1:${'B'.repeat(35)}` })).toMatchObject({ result: 'try_later', code: 'telegram_token', detail: 'Unauthorized' });
    expect(await post('105', { ...telegram.bot, apiUrl: `${telegram.bot.apiUrl}/elsewhere` })).toMatchObject({ result: 'try_later', code: 'telegram_token', detail: 'Not Found' });
  });

  it('never tells the bot’s token, whatever goes wrong', async () => {
    const [port = 0] = await freePorts(1);
    telegram.meet('106', 'dies');
    const outcomes = [
      await post('106'),
      await post('106', { token: botToken, apiUrl: `http://127.0.0.1:${port}` }),
      await post('106', { token: botToken, apiUrl: telegram.bot.apiUrl.replace('http:', 'https:') }),
    ];
    expect(outcomes.map(({ result }) => result)).toEqual(['uncertain', 'try_later', 'try_later']);
    expect(JSON.stringify(outcomes)).not.toContain(botToken);
  });
});
