import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { letterDeps } from '../../activities/queue-options.ts';
import { sendMessage } from '../../activities/telegram/send-message.ts';
import { linkTokenSha256 } from '../../db/links/link-token.ts';
import { botToken, type FakeBotApi, startFakeBotApi } from '../activities/telegram/fake-bot-api.ts';
import { people } from '../build/company.ts';
import { aDeal, type BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { openStep } from '../replay/scenarios.ts';
import { aWorld, eventually, stateOf, type World } from './world.ts';

// 5 April 2030 is a Friday; 17:00 in Almaty is 12:00Z. The manager's four working hours from there end on Monday at noon.
const friday = '2030-04-05T12:00:00.000Z';
const as = (person: { id: string }) => ({ type: 'user', id: person.id }) as const;
const chats = { manager: '5001', lawyer: '5002', director: '5004', admin: '5005' } as const;
const languages = { manager: 'ru', lawyer: 'kk', director: 'en', admin: 'ru' } as const;

let telegram: FakeBotApi;
let world: World;
const said: unknown[] = [];
beforeAll(async () => {
  for (const level of ['error', 'warn', 'log', 'info'] as const) vi.spyOn(console, level).mockImplementation((...words) => void said.push(...words));
  telegram = await startFakeBotApi();
  world = await aWorld({}, { telegram: telegram.bot, publicUrl: 'https://q2c.example.kz' });
  for (const role of ['manager', 'lawyer', 'director', 'admin'] as const)
    await world.pool.query('update app_user set telegram_chat_id = $2, language = $3 where id = $1', [people[role].id, chats[role], languages[role]]);
});
afterAll(async () => {
  await world?.close();
  await telegram?.stop();
  vi.restoreAllMocks();
});

type Row = { channel: string; kind: string; state: string; to_user_id: string; provider_id: string | null; attempts: number; last_error: string | null; text: string | null; html: string | null };
const sentTo = async (deal: BuiltDeal, person: { id: string }): Promise<Row[]> =>
  (await world.pool.query('select * from letter where deal_id = $1 and to_user_id = $2 order by created_at, id', [deal.dealId, person.id])).rows;
const byTelegram = async (deal: BuiltDeal, person: { id: string }) => (await sentTo(deal, person)).filter(row => row.channel === 'telegram');
const notices = async (deal: BuiltDeal, channel: string) =>
  (await world.pool.query('select outcome, last_error, attempts, done_at from notice where deal_id = $1 and channel = $2 order by created_at, id', [deal.dealId, channel])).rows as {
    outcome: string | null;
    last_error: string | null;
    attempts: number;
    done_at: Date | null;
  }[];
/** What waits to be tried again is due at once, so that a test need not sit through the wait. */
const dueNow = (deal: BuiltDeal) => world.pool.query("update notice set next_attempt_at = '2000-01-01' where deal_id = $1 and done_at is null", [deal.dealId]);
/** The messages of one deal that a chat got. */
const chatOf = (deal: BuiltDeal, chatId: string) => telegram.chat(chatId).filter(({ html }) => html.includes(deal.dealId.slice(-6)));

/** A deal submitted on Friday, whose title tells its messages from those of other deals. */
async function submitted(): Promise<BuiltDeal> {
  const deal = await aDeal(world.pool, { start: { submit: false } });
  await world.pool.query("update deal set draft = jsonb_set(draft, '{title}', to_jsonb($2::text)), title = $2 where id = $1", [deal.dealId, `Насосы ${deal.dealId.slice(-6)}`]);
  await world.start(deal);
  await eventually(
    () => world.pool.query('select revision from deal where id = $1', [deal.dealId]),
    r => r.rows[0].revision > 0,
  );
  await world.fastForward(deal, { untilAt: friday });
  await world.command(deal, 'submit', {}, { actor: as(people.seller) });
  return deal;
}

const settled = (deal: BuiltDeal, channel: 'email' | 'telegram', count: number) =>
  eventually(
    () => notices(deal, channel),
    rows => rows.length >= count && rows.every(row => row.done_at !== null),
  );

async function approve(deal: BuiltDeal, person: (typeof people)['manager' | 'lawyer']): Promise<void> {
  const answer = await world.command(deal, 'approve', await openStep(world, deal, person), { actor: as(person) });
  await world.fastForward(deal, { untilAt: new Date(Date.parse(answer.acts_at ?? '') + 60_000).toISOString() });
}

describe('an approver with a chat', () => {
  it('AP11: gets one message for the task and one for each reminder beside the letters, then the superior, then the director and an admin, each in their language', async () => {
    const deal = await submitted();
    await openStep(world, deal, people.manager);
    await world.fastForward(deal, { untilAt: '2030-04-08T12:30:00.000Z' });
    await settled(deal, 'telegram', 5);
    await settled(deal, 'email', 5);
    expect(chatOf(deal, chats.manager).map(({ html }) => html.slice(3, 11))).toEqual(['Согласуй', 'Осталось', 'Осталось']);
    expect(
      chatOf(deal, chats.director)
        .map(({ html }) => html.slice(3, 17))
        .sort(),
    ).toEqual(['Deal stuck: ТО', 'No decision in']);
    expect(chatOf(deal, chats.admin).map(({ html }) => html.slice(3, 19))).toEqual(['Сделка застряла:']);
    const kinds = (rows: Row[], channel: string) => rows.filter(row => row.channel === channel && row.state === 'sent').map(row => row.kind);
    for (const person of [people.manager, people.director, people.admin]) {
      const rows = await sentTo(deal, person);
      expect(kinds(rows, 'telegram').sort(), person.id).toEqual(kinds(rows, 'email').sort());
    }
    const [first] = await byTelegram(deal, people.manager);
    expect(first?.provider_id).toMatch(/^\d+$/);
  });

  it('is asked in the words of the letter, with a link of the message’s own whose token is nowhere in the database', async () => {
    const deal = await submitted();
    await settled(deal, 'telegram', 1);
    await settled(deal, 'email', 1);
    const [message] = chatOf(deal, chats.manager);
    const [letter, told] = [(await sentTo(deal, people.manager)).find(row => row.channel === 'email'), (await byTelegram(deal, people.manager))[0]];
    expect(message?.button?.text).toBe('Открыть и решить');
    const token = /^https:\/\/q2c\.example\.kz\/t\/([\w-]{43})$/.exec(message?.button?.url ?? '')?.[1] ?? '';
    const { rows: links } = await world.pool.query('select token_sha256, person_id from link_token where deal_id = $1', [deal.dealId]);
    expect(links).toHaveLength(2);
    expect(links.map(link => link.token_sha256)).toContain(linkTokenSha256(token));
    expect(told?.text).toContain(`Открыть и решить:\nhttps://q2c.example.kz/t/…${token.slice(-4)}`);
    expect(letter?.text).not.toContain(`…${token.slice(-4)}`);
    const dump = JSON.stringify([
      (await world.pool.query('select * from letter')).rows,
      (await world.pool.query('select * from notice')).rows,
      (await world.pool.query('select * from link_token')).rows,
    ]);
    expect(dump).not.toContain(token);
    expect(dump).not.toContain(botToken);
  });

  it('hears of the next step only when it is theirs, and that a decision is no longer needed', async () => {
    const deal = await submitted();
    await settled(deal, 'telegram', 1);
    expect(chatOf(deal, chats.lawyer)).toEqual([]);
    await approve(deal, people.manager);
    await openStep(world, deal, people.lawyer);
    await settled(deal, 'telegram', 2);
    expect(chatOf(deal, chats.lawyer)).toMatchObject([{ html: expect.stringContaining('келісіңіз'), button: { text: 'Ашып, шешу' } }]);
    await world.pool.query('update deal set draft_revision = draft_revision + 1 where id = $1', [deal.dealId]);
    await world.command(deal, 'change_package', { draft_revision: 1 }, { actor: as(people.seller) });
    await eventually(
      async () => chatOf(deal, chats.lawyer).map(({ html }) => html),
      htmls => htmls.some(html => html.includes('Шешудің қажеті жоқ')),
    );
  });
});

describe('who looks after a debt', () => {
  it('G7: hears at +3, +7 and +14 that it is overdue, and of the money, once each beside the letter; the customer hears nothing here', async () => {
    const sellerChat = '5006';
    await world.pool.query('update app_user set telegram_chat_id = $2 where id = $1', [people.seller.id, sellerChat]);
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await world.start(deal);
    await eventually(
      () => world.pool.query('select next_rung_at from deal where id = $1', [deal.dealId]),
      r => r.rows[0].next_rung_at !== null,
    );
    await world.fastForward(deal, { untilAt: '2030-04-29T06:00:00.000Z' });
    // News of a debt is not told once it is paid.
    await settled(deal, 'telegram', 3);
    await world.pay(deal, { amountMinor: 116_000_000, receivedOn: '2030-04-29' });
    await settled(deal, 'email', 5);
    await settled(deal, 'telegram', 4);
    const told = (chatId: string) =>
      telegram.chat(chatId).flatMap(({ html, button }) => (button?.url === `https://q2c.example.kz/deals/${deal.dealId}` ? [html.replace(/[\u00a0\u202f]/g, ' ').split('\n')[0]] : []));
    expect(told(sellerChat)).toEqual([
      expect.stringMatching(/^<b>ТОО «Ромашка»: счёт EXT-[\w-]+, 1,2 млн ₸, просрочено 3 дня\. Сделка «Насосы и арматура для котельной»<\/b>$/),
      expect.stringMatching(/^<b>ТОО «Ромашка»: счёт EXT-[\w-]+, 1,2 млн ₸, просрочено 7 дней\. Сделка «Насосы и арматура для котельной»<\/b>$/),
      expect.stringMatching(/^<b>Счёт EXT-[\w-]+ оплачен: 1 160 000 ₸ от ТОО «Ромашка»\. Сделка «Насосы и арматура для котельной»<\/b>$/),
    ]);
    expect(told(chats.manager)).toEqual(['<b>Решите до 6 мая: ТОО «Ромашка», 1,2 млн ₸, просрочено 14 дней. Сделка «Насосы и арматура для котельной»</b>']);
    const { rows } = await world.pool.query("select kind, to_user_id, state from letter where deal_id = $1 and channel = 'telegram' order by created_at", [deal.dealId]);
    expect(rows).toEqual([
      { kind: 'owner_overdue', to_user_id: people.seller.id, state: 'sent' },
      { kind: 'owner_overdue', to_user_id: people.seller.id, state: 'sent' },
      { kind: 'head_task', to_user_id: people.manager.id, state: 'sent' },
      { kind: 'payment_received', to_user_id: people.seller.id, state: 'sent' },
    ]);
  });
});

describe('after a decision', () => {
  it('AP11: nothing more is sent, not even what waited for Telegram to have time', async () => {
    const deal = await submitted();
    await settled(deal, 'telegram', 1);
    telegram.meet(chats.manager, 'busy');
    try {
      await world.fastForward(deal, { untilAt: '2030-04-08T05:00:01.000Z' });
      await eventually(
        () => byTelegram(deal, people.manager),
        rows => rows.some(row => row.kind === 'approval_reminder' && row.attempts > 0),
      );
      await approve(deal, people.manager);
    } finally {
      telegram.meet(chats.manager, 'takes');
    }
    await dueNow(deal);
    const rows = await settled(deal, 'telegram', 3);
    expect(rows).toContainEqual(expect.objectContaining({ outcome: 'skipped', last_error: 'step_closed' }));
    expect(chatOf(deal, chats.manager)).toHaveLength(1);
    expect((await stateOf(world, deal)).phase.status).toBe('approving');
  });
});

describe('Telegram in trouble', () => {
  const troubled = async (manner: Parameters<FakeBotApi['meet']>[1]) => {
    telegram.meet(chats.manager, manner);
    const deal = await submitted();
    await settled(deal, 'email', 1);
    expect((await sentTo(deal, people.manager)).filter(row => row.channel === 'email')).toMatchObject([{ kind: 'approval_request', state: 'sent', attempts: 1 }]);
    return deal;
  };

  it.each([
    ['busy', 'telegram_busy', 'Too Many Requests: retry after 1'],
    ['failing', 'telegram_down', 'The Bot API answered 502.'],
  ] as const)('that is %s: the message is tried again and sent once, the letter is not repeated', async (manner, code, detail) => {
    const deal = await troubled(manner);
    const [waiting] = await eventually(
      () => notices(deal, 'telegram'),
      rows => rows[0]?.last_error === code,
    );
    expect(waiting?.done_at).toBeNull();
    expect(await byTelegram(deal, people.manager)).toMatchObject([{ state: 'claimed', last_error: detail }]);
    telegram.meet(chats.manager, 'takes');
    await dueNow(deal);
    await settled(deal, 'telegram', 1);
    expect(await byTelegram(deal, people.manager)).toMatchObject([{ state: 'sent', last_error: null }]);
    expect(chatOf(deal, chats.manager)).toHaveLength(1);
    expect((await sentTo(deal, people.manager)).filter(row => row.channel === 'email')).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  it('that takes a message and dies before it answers: it may have come, so it is never sent again', async () => {
    const deal = await troubled('dies');
    await settled(deal, 'telegram', 1);
    telegram.meet(chats.manager, 'takes');
    await world.pool.query("update notice set done_at = null, next_attempt_at = '2000-01-01' where deal_id = $1", [deal.dealId]);
    expect(await settled(deal, 'telegram', 1)).toMatchObject([{ outcome: 'verify' }]);
    expect(await byTelegram(deal, people.manager)).toMatchObject([{ state: 'verify', attempts: 1 }]);
    expect(chatOf(deal, chats.manager)).toHaveLength(1);
    expect((await sentTo(deal, people.manager)).filter(row => row.channel === 'email')).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  it('that hangs holds up no letter, not even those of other deals', async () => {
    const deal = await troubled('hangs');
    await eventually(
      () => byTelegram(deal, people.manager),
      rows => rows[0]?.state === 'data_started',
    );
    const other = await submitted();
    await settled(other, 'email', 1);
    expect(await notices(deal, 'telegram')).toMatchObject([{ done_at: null }]);
    telegram.meet(chats.manager, 'takes');
    telegram.cutHanging();
    expect(await settled(deal, 'telegram', 1)).toMatchObject([{ outcome: 'verify' }]);
    await settled(other, 'telegram', 1);
  });

  it.each([
    ['blocked', 'blocked: Forbidden: bot was blocked by the user'],
    ['no_chat', 'no_chat: Bad Request: chat not found'],
  ] as const)('that refuses for good (%s): the message is undeliverable, and the reason is on record', async (manner, detail) => {
    const deal = await troubled(manner);
    expect(await settled(deal, 'telegram', 1)).toMatchObject([{ outcome: 'undeliverable', attempts: 1 }]);
    expect(await byTelegram(deal, people.manager)).toMatchObject([{ state: 'undeliverable', last_error: detail }]);
    telegram.meet(chats.manager, 'takes');
  });

  it('that is not there at all: letters go as ever, and the message goes once it is back', async () => {
    const port = Number(new URL(telegram.bot.apiUrl).port);
    await telegram.stop();
    const deal = await troubled('takes');
    await eventually(
      () => notices(deal, 'telegram'),
      rows => rows[0]?.last_error === 'telegram_down',
    );
    telegram = await startFakeBotApi(port);
    await dueNow(deal);
    await settled(deal, 'telegram', 1);
    expect(chatOf(deal, chats.manager)).toHaveLength(1);
  });

  it('never puts the bot’s token into a log', () => {
    expect(JSON.stringify(said.map(words => (words instanceof Error ? `${words.message} ${words.stack}` : String(words))))).not.toContain(botToken);
  });
});

describe('where Telegram is not used', () => {
  it('people without a chat get letters, and nothing is noted for Telegram', async () => {
    await world.pool.query('update app_user set telegram_chat_id = null where id = $1', [people.manager.id]);
    const deal = await submitted();
    await settled(deal, 'email', 1);
    expect(await notices(deal, 'telegram')).toEqual([]);
  });

  it('a chat without a bot is passed over, and so is what customers are told', async () => {
    const { pool } = world;
    const deps = letterDeps({ pool, smtpUrl: world.parts.smtpUrl, mailFrom: 'billing@arna.example', publicUrl: world.parts.publicUrl, linkKey: Buffer.alloc(32, 7) });
    const news = { dealId: 'deal_x', letterKey: 'deal_x:1', subjectId: 'x', detail: null, toUserId: people.director.id, now: friday };
    expect(await sendMessage(deps, { ...news, kind: 'approval_request' })).toEqual({ outcome: 'skipped', reason: 'no_bot' });
    expect(await sendMessage({ ...deps, bot: telegram.bot }, { ...news, kind: 'thank_you' })).toEqual({ outcome: 'skipped', reason: 'letters_only' });
  });
});
