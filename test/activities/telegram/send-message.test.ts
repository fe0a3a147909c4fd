import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LetterDeps } from '../../../activities/letters/letter-deps.ts';
import { sendRung } from '../../../activities/letters/send-rung.ts';
import { prepareRound } from '../../../activities/plan/prepare-round.ts';
import { sendMessage } from '../../../activities/telegram/send-message.ts';
import { recordPayment } from '../../../db/money/record-payment.ts';
import { keepNote } from '../../../db/notes/keep-note.ts';
import { readObstacles } from '../../../db/read/letters.ts';
import { readUser } from '../../../db/read/people.ts';
import { dealEvent, reminderPause } from '../../../db/schema/index.ts';
import { readDb, unitOfWork } from '../../../db/unit-of-work.ts';
import type { Money } from '../../../domain/money/money.ts';
import { formatMoney, formatMoneyShort } from '../../../templates/format/money.ts';
import { type MessageKind, messageKinds } from '../../../templates/telegram/render-message.ts';
import type { LetterInput } from '../../../workflows/ports.ts';
import { anApprovalTask, type TaskRow } from '../../build/approval-task.ts';
import { people } from '../../build/company.ts';
import { aDeal } from '../../build/deal.ts';
import { aReceivable } from '../../build/invoice.ts';
import { aLetterRoom, type LetterRoom } from '../letter-room.ts';
import { type FakeBotApi, startFakeBotApi } from './fake-bot-api.ts';

// Told in the spring of 2030, on the day of +3.
const now = '2030-04-18T05:00:00.000Z';
const site = 'https://q2c.example.kz';
const chats = { seller: '7001', manager: '7002', director: '7004', admin: '7005' } as const;
const languages = { seller: 'ru', manager: 'kk', director: 'en', admin: 'ru' } as const;
type Reached = keyof typeof chats;
const reached = Object.keys(chats) as Reached[];
const decide = { ru: 'Открыть и решить', kk: 'Ашып, шешу', en: 'Open and decide' };
const open = { ru: 'Открыть сделку', kk: 'Мәмілені ашу', en: 'Open the deal' };

let telegram: FakeBotApi;
let room: LetterRoom;
let deps: LetterDeps;
beforeAll(async () => {
  [telegram, room] = await Promise.all([startFakeBotApi(), aLetterRoom()]);
  deps = { ...room.deps, bot: telegram.bot, addresses: { ...room.deps.addresses, publicUrl: site } };
  for (const person of reached) await room.pool.query('update app_user set telegram_chat_id = $2, language = $3 where id = $1', [people[person].id, chats[person], languages[person]]);
});
afterAll(async () => {
  await room?.close();
  await telegram?.stop();
});

type News = Readonly<{ input: LetterInput; sum: Money }>;
type About = Readonly<{ dealId: string; subjectId: string; detail?: string | null; to: keyof typeof people | null }>;
const kzt = (amountMinor: number): Money => ({ amountMinor, currency: 'KZT' });
const orderOf = (kind: MessageKind, { dealId, subjectId, detail = null, to }: About): LetterInput => ({
  ...{ dealId, letterKey: `${dealId}:${kind}`, kind, subjectId, detail, now },
  toUserId: to && people[to].id,
});

/** A deal of 3,712,000 KZT with its version frozen and one step of it. */
async function aboutStep(kind: MessageKind, to: keyof typeof people | null, change: Partial<TaskRow> = {}): Promise<News> {
  const { dealId } = await aDeal(room.pool);
  const { package: pack } = await unitOfWork(room.pool, db => prepareRound(db, { dealId, round: 1, ownerId: people.seller.id, now }));
  const clock = { openedAt: now, dueAt: '2030-04-18T10:00:00.000Z', expiresAt: '2030-05-13T13:00:00.000Z' };
  const taskId = await anApprovalTask(room.pool, dealId, { packageId: pack.packageId, version: pack.version, ...clock, ...change });
  const ofDeal = kind === 'round_expired' || kind === 'deal_rejected';
  return { input: orderOf(kind, { dealId, subjectId: ofDeal ? dealId : taskId, detail: kind === 'deal_rejected' ? await aNote() : null, to }), sum: kzt(371_200_000) };
}

async function aNote(): Promise<string> {
  const author = { authorType: 'user', authorId: people.manager.id, createdAt: now };
  return unitOfWork(room.pool, db => keepNote(db, { ...author, commandId: randomBytes(6).toString('hex'), dealId: null, text: 'Скидка слишком велика' }));
}

/** An invoice of 1,160,000 KZT that is three days late. */
async function aboutDebt(kind: MessageKind, to: keyof typeof people, detail: string | null = null): Promise<News> {
  const { dealId, invoiceId } = await aReceivable(room.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  return { input: orderOf(kind, { dealId, subjectId: invoiceId, detail, to }), sum: kzt(116_000_000) };
}

/** The same invoice, with a promise of all of it that was not kept. */
async function aboutPromise(): Promise<News> {
  const news = await aboutDebt('promise_broken', 'seller', `pro_${randomBytes(6).toString('hex')}`);
  const span = { fromAt: '2030-04-16T05:00:00.000Z', untilAt: '2030-04-18T19:00:00.000Z', reason: '2030-04-17' };
  const row = { id: news.input.detail ?? '', kind: 'promise' as const, scope: 'invoice' as const, scopeId: news.input.subjectId, ...span, authorType: 'user', authorId: people.seller.id };
  await unitOfWork(room.pool, db => db.insert(reminderPause).values(row));
  return news;
}

/** A deal of the seller whose customer owes in another deal, and gets nothing shipped until it has paid. */
async function aboutOthersDebt(): Promise<News> {
  const { input: debt, sum } = await aboutDebt('owner_overdue', 'director');
  const { dealId } = await aDeal(room.pool);
  await room.pool.query('update deal set customer_id = (select customer_id from deal where id = $2) where id = $1', [dealId, debt.dealId]);
  await room.pool.query("insert into hold (id, deal_id, invoice_id, type, scope, since_at, reason) values ($1, $2, $3, 'shipment', 'customer', $4, 'overdue')", [
    `hold_${randomBytes(6).toString('hex')}`,
    debt.dealId,
    debt.subjectId,
    now,
  ]);
  return { input: orderOf('customer_held', { dealId, subjectId: debt.subjectId, to: 'seller' }), sum };
}

/** The same invoice, of which its customer says that it is paid. */
async function aboutClaim(): Promise<News> {
  const news = await aboutDebt('payment_claimed', 'seller', `clm_${randomBytes(6).toString('hex')}`);
  const [span, { dealId, subjectId: invoiceId, detail: pauseId }] = [{ fromAt: '2030-04-16T05:00:00.000Z', untilAt: '2030-04-17T19:00:00.000Z' }, news.input];
  const data = { pauseId, invoiceId, paidOn: '2030-04-15', amountMinor: null, documentId: null, noteId: null, ...span };
  await unitOfWork(room.pool, async db => {
    await db.insert(dealEvent).values({ dealId, n: 1, type: 'payment.claimed', at: span.fromAt, actor: { type: 'customer', id: 'cus_1' }, commandId: null, data, recordedAt: span.fromAt });
    await db.insert(reminderPause).values({ ...span, id: pauseId ?? '', kind: 'pause', scope: 'invoice', scopeId: invoiceId, reason: '2030-04-15', authorType: 'customer', authorId: 'cus_1' });
  });
  return news;
}

async function aboutMoney(): Promise<News> {
  const { dealId, invoiceId } = await aReceivable(room.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  const { rows } = await room.pool.query('select i.reference, c.tax_id from invoice i join customer c on c.id = i.customer_id where i.id = $1', [invoiceId]);
  const payer = { name: 'ТОО «Ромашка»', taxId: rows[0].tax_id };
  const order = { externalId: randomBytes(6).toString('hex'), ...kzt(100_000_000), receivedOn: '2030-04-18', payer, purpose: `Оплата, код ${rows[0].reference}`, accountId: null };
  const { paymentId } = await recordPayment(room.pool, order, { actor: { type: 'user', id: people.cfo.id }, now });
  return { input: orderOf('payment_received', { dealId, subjectId: paymentId, detail: invoiceId, to: 'seller' }), sum: kzt(100_000_000) };
}

/** One piece of news of every kind, and who is told. */
const everyNews: Record<MessageKind, { make: () => Promise<News>; told: readonly Reached[] }> = {
  approval_request: { make: () => aboutStep('approval_request', 'manager'), told: ['manager'] },
  approval_reminder: { make: () => aboutStep('approval_reminder', 'manager'), told: ['manager'] },
  approval_escalated: { make: () => aboutStep('approval_escalated', 'director'), told: ['director'] },
  approval_stuck: { make: () => aboutStep('approval_stuck', null), told: ['director', 'admin'] },
  approval_superseded: { make: () => aboutStep('approval_superseded', 'manager', { status: 'superseded' }), told: ['manager'] },
  approval_withdrawn: { make: () => aboutStep('approval_withdrawn', 'manager', { status: 'superseded' }), told: ['manager'] },
  round_expired: { make: () => aboutStep('round_expired', 'seller', { status: 'expired' }), told: ['seller'] },
  deal_rejected: { make: () => aboutStep('deal_rejected', 'seller', { status: 'rejected', decidedById: people.manager.id }), told: ['seller'] },
  payment_received: { make: aboutMoney, told: ['seller'] },
  owner_overdue: { make: () => aboutDebt('owner_overdue', 'seller', '+3'), told: ['seller'] },
  customer_held: { make: aboutOthersDebt, told: ['seller'] },
  promise_broken: { make: aboutPromise, told: ['seller'] },
  payment_claimed: { make: aboutClaim, told: ['seller'] },
  head_task: { make: () => aboutDebt('head_task', 'manager', '2030-05-06T05:00:00.000Z'), told: ['manager'] },
  manual_collection: { make: () => aboutDebt('manual_collection', 'seller'), told: ['seller'] },
  delivery_problem: { make: () => aboutDebt('delivery_problem', 'seller', 'no_answer'), told: ['seller'] },
};

/** What the seller's chat got about a deal. */
const sellersNews = ({ dealId }: LetterInput) => telegram.chat(chats.seller).filter(({ button }) => button?.url === `${site}/deals/${dealId}`);
const rowsOf = async ({ dealId }: LetterInput) =>
  (await room.pool.query("select kind, to_user_id, state, attempts, last_error from letter where deal_id = $1 and channel = 'telegram' order by id", [dealId])).rows;

describe('news for colleagues who have a chat', () => {
  it.each(messageKinds)('%s: one message however often it is asked for, with deal, customer and sum in their language, and one button', async kind => {
    const { make, told } = everyNews[kind];
    const { input, sum } = await make();
    const before = telegram.received.length;
    expect([await sendMessage(deps, input), await sendMessage(deps, input)]).toEqual(Array(2).fill({ outcome: 'sent', reason: null }));
    const sent = telegram.received.slice(before);
    expect(sent.map(({ chatId }) => chatId).sort()).toEqual(told.map(person => chats[person]).sort());
    for (const person of told) {
      const message = sent.find(({ chatId }) => chatId === chats[person]);
      const [first = ''] = (message?.html ?? '').split('\n');
      expect(first).toContain('ТОО «Ромашка»');
      expect(
        [formatMoney(sum, languages[person]), formatMoneyShort(sum, languages[person])].some(words => first.includes(words)),
        first,
      ).toBe(true);
      expect(message?.html).toContain('Насосы и арматура для котельной');
      const asks = kind === 'approval_request' || kind === 'approval_reminder' || kind === 'approval_escalated';
      expect(message?.button).toEqual({
        text: (asks ? decide : open)[languages[person]],
        url: asks ? expect.stringMatching(/^https:\/\/q2c\.example\.kz\/t\/[\w-]{43}$/) : `${site}/deals/${input.dealId}`,
      });
    }
    expect(await rowsOf(input)).toMatchObject(told.map(() => ({ kind, state: 'sent', attempts: 1 })));
  });

  it('stands beside the letter from the moment a rung takes effect, for whom has a chat and for nobody else', async () => {
    const deal = await aReceivable(room.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    const due = { dealId: deal.dealId, invoiceId: deal.invoiceId, dueAt: now, legalAt: '2030-05-06T05:00:00.000Z', ownerId: people.seller.id, now };
    await sendRung(deps, { ...due, rung: '+3' });
    await sendRung(deps, { ...due, rung: '+3' });
    await room.pool.query('update app_user set telegram_chat_id = null where id = $1', [people.manager.id]);
    await sendRung(deps, { ...due, rung: '+14', dueAt: '2030-04-29T05:00:00.000Z', now: '2030-04-29T05:00:00.000Z' });
    await room.pool.query('update app_user set telegram_chat_id = $2 where id = $1', [people.manager.id, chats.manager]);
    const { rows } = await room.pool.query("select channel, input->>'kind' as kind, input->>'toUserId' as person from notice where deal_id = $1 order by kind, channel", [deal.dealId]);
    expect(rows).toEqual([
      { channel: 'email', kind: 'head_task', person: people.manager.id },
      { channel: 'email', kind: 'owner_overdue', person: people.seller.id },
      { channel: 'telegram', kind: 'owner_overdue', person: people.seller.id },
    ]);
  });

  it('is not sent about an invoice that was closed meanwhile', async () => {
    const { input } = await aboutDebt('owner_overdue', 'seller', '+3');
    await room.pool.query("update invoice set status = 'void' where id = $1", [input.subjectId]);
    expect(await sendMessage(deps, input)).toEqual({ outcome: 'skipped', reason: 'invoice_closed' });
    expect(sellersNews(input)).toEqual([]);
  });
});

describe('who gets no message', () => {
  it('a colleague without a chat, and a customer', async () => {
    const step = await aboutStep('approval_request', 'lawyer');
    expect(await sendMessage(deps, step.input)).toEqual({ outcome: 'skipped', reason: 'no_chat' });
    const { input } = await aboutDebt('owner_overdue', 'seller');
    for (const kind of ['invoice', 'thank_you'] as const) expect(await sendMessage(deps, { ...input, kind })).toEqual({ outcome: 'skipped', reason: 'letters_only' });
    expect([await rowsOf(step.input), await rowsOf(input)]).toEqual([[], []]);
  });
});

describe('Telegram in trouble, with news of money', () => {
  it('asks to wait: the message goes after the time it names, once', async () => {
    const { input } = await aboutMoney();
    telegram.meet(chats.seller, 'busy');
    expect(await sendMessage(deps, input)).toEqual({ outcome: 'retry', reason: 'telegram_busy', retryAfterSeconds: 1 });
    expect(await rowsOf(input)).toMatchObject([{ state: 'claimed', attempts: 1, last_error: 'Too Many Requests: retry after 1' }]);
    telegram.meet(chats.seller, 'takes');
    expect([await sendMessage(deps, input), await sendMessage(deps, input)]).toEqual(Array(2).fill({ outcome: 'sent', reason: null }));
    expect(sellersNews(input)).toHaveLength(1);
  });

  it('may not write to a person: that is on record with the message and with the person, until one arrives', async () => {
    const db = readDb(room.pool);
    const obstacle = async () => (await readObstacles(db, [await readUser(db, people.seller.id)])).get(people.seller.id);
    const input = { ...(await aboutMoney()).input, now: '2030-04-18T06:00:00.000Z' };
    telegram.meet(chats.seller, 'blocked');
    expect(await sendMessage(deps, input)).toEqual({ outcome: 'undeliverable', reason: 'refused_by_server' });
    expect(await rowsOf(input)).toMatchObject([{ state: 'undeliverable', last_error: 'blocked: Forbidden: bot was blocked by the user' }]);
    expect(await obstacle()).toBe('blocked');
    telegram.meet(chats.seller, 'takes');
    expect((await sendMessage(deps, input)).outcome).toBe('undeliverable');
    expect((await sendMessage(deps, { ...(await aboutMoney()).input, now: '2030-04-18T07:00:00.000Z' })).outcome).toBe('sent');
    expect(await obstacle()).toBeUndefined();
  });
});
