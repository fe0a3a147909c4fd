import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCalendar, readPolicy } from '../../../db/read/company-rules.ts';
import { changeReminderPolicy } from '../../../db/reminders/change-reminder-policy.ts';
import type { PlannedRung } from '../../../db/schema/invoices.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { claimRestUntil } from '../../../domain/dunning/payment-claim.ts';
import { defaultReminderPolicy } from '../../../domain/dunning/policy.ts';
import { paymentOrderMaxBytes } from '../../../domain/payment-orders/recognise-file.ts';
import { people } from '../../build/company.ts';
import { eventually } from '../../deal/world.ts';
import { type Api, apiBefore } from '../an-api.ts';
import { anInvoice, inDays, type Owed, plain } from './an-invoice.ts';
import { aPagesApp, enterAs, hidden, type PagesApp, writtenRows } from './pages-app.ts';

let pages: PagesApp, api: Api, finance: Record<string, string>;
beforeAll(async () => {
  pages = await aPagesApp();
  api = await apiBefore(pages.world, { options: { rateLimits: { perKey: 100_000, perAddress: 100_000 } } });
  finance = await enterAs(pages, people.cfo.id);
});
afterAll(async () => {
  await api?.close();
  await pages?.close();
});

const pdf = (words = 'order') => Buffer.from(`%PDF-1.7\n${words}\n%%EOF`);
type Sent = Readonly<{ to?: 'paid' | 'payment-order'; fields?: Record<string, string>; file?: Buffer | null; name?: string; type?: string; field?: string }>;

/** Sends the form as a browser does: in parts, with the field of the file even where none was chosen. */
async function send(
  url: string,
  { to = 'paid', fields = to === 'paid' ? { paid_on: inDays(0) } : {}, file = null, name = file === null ? '' : 'order.pdf', type = 'application/octet-stream', field = 'payment_order' }: Sent,
): Promise<LightMyRequestResponse> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  form.set(field, new File([new Uint8Array(file ?? Buffer.alloc(0))], name, { type }));
  const parts = new Response(form);
  return pages.app.inject({ method: 'POST', url: `${url}/${to}`, headers: { 'content-type': parts.headers.get('content-type') ?? '' }, payload: Buffer.from(await parts.arrayBuffer()) });
}
const rows = async (text: string, values: unknown[]) => (await pages.world.pool.query(text, values)).rows;
const rests = ({ invoiceId }: Owed) =>
  rows("select id, kind, author_type, author_id, reason, until_at, ended_at from reminder_pause where scope = 'invoice' and scope_id = $1 order by from_at", [invoiceId]);
const claims = ({ dealId }: Owed) => rows("select at, actor, data from deal_event where deal_id = $1 and type = 'payment.claimed' order by n", [dealId]);
const work = ({ dealId }: Owed) => rows("select id, assignee_id, done_at from human_task where deal_id = $1 and kind = 'payment_claim'", [dealId]);
const papers = ({ invoiceId }: Owed) => rows("select id, file_name, mime, content from document where kind = 'payment_order' and subject_id = $1 order by id", [invoiceId]);

/** Moves the deal's own clock ahead. */
const later = ({ dealId }: Owed, days: number) => api.ask('POST', `/v1/deals/${dealId}/fast_forward`, { body: { days } });

describe('a customer who says that it has paid', () => {
  it('sends its payment order: letters rest for a working day, and finance has the work with the file', async () => {
    const owed = await anInvoice(pages);
    const nowAt = new Date().toISOString();
    const answer = await send(owed.url, { fields: { paid_on: inDays(-1), paid_amount: '500 000' }, file: pdf(), name: '../../Платёжка № 118.pdf.exe', type: 'application/x-msdownload' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `${owed.url}?done=payment_claimed`]);

    const calendar = await readCalendar(pages.ctx.db, await readPolicy(pages.ctx.db), 'Asia/Almaty');
    const [rest] = await rests(owed);
    expect(rest).toMatchObject({ kind: 'pause', author_type: 'customer', author_id: owed.customerId, ended_at: null });
    expect(plain(rest.reason)).toMatch(/^Клиент сообщил, что оплатил 500 000 ₸, дата платежа: .+ г\.\.?$/);
    expect(rest.until_at.toISOString()).toBe(claimRestUntil(nowAt, calendar, { restWorkingDays: 1 }));

    const [order] = await papers(owed);
    expect(order).toMatchObject({ file_name: 'Платёжка № 118.pdf.pdf', mime: 'application/pdf', content: pdf() });
    expect(await claims(owed)).toMatchObject([
      {
        actor: { type: 'customer', id: owed.customerId, via: 'link' },
        data: { pauseId: rest.id, invoiceId: owed.invoiceId, paidOn: inDays(-1), amountMinor: 50_000_000, documentId: order.id },
      },
    ]);
    expect(await work(owed)).toMatchObject([{ assignee_id: 'finance', done_at: null }]);
  });

  it('is told what is going on, once it has said so, and is asked for nothing twice', async () => {
    const owed = await anInvoice(pages);
    await send(owed.url, { fields: { paid_on: inDays(-1), paid_amount: '' }, file: pdf() });
    const body = plain((await pages.get(owed.url)).body);
    expect(body).toMatch(/<dt>По вашим словам, оплачено [^<]+<\/dt><dd>весь остаток/);
    expect(body).toMatch(/Вы сообщили об этом [^<]+, платёжное поручение у нас\./);
    expect(body).toMatch(/Ищем этот платёж\. По [^<]+ включительно не напоминаем\./);
    expect(body).not.toContain(`action="${owed.url}/paid"`);
  });

  it('needs no file, and no script: a plain form says it as well', async () => {
    const [owed, other] = [await anInvoice(pages), await anInvoice(pages)];
    expect((await send(owed.url, { fields: { paid_on: inDays(0), paid_amount: '' } })).statusCode).toBe(303);
    expect((await pages.post(`${other.url}/paid`, { paid_on: inDays(0), paid_amount: '1' })).statusCode).toBe(303);
    for (const each of [owed, other]) {
      expect(await claims(each)).toMatchObject([{ data: { documentId: null } }]);
      expect(await papers(each)).toEqual([]);
    }
  });

  it('tells the owner of the deal and finance by letter, each once', async () => {
    const owed = await anInvoice(pages);
    await send(owed.url, { fields: { paid_on: inDays(-2), paid_amount: '160 000' }, file: pdf(), name: 'order.pdf' });
    const letters = await eventually(
      () => rows("select to_user_id, subject, text from letter where deal_id = $1 and kind = 'payment_claimed' and state = 'sent' order by to_user_id", [owed.dealId]),
      sent => sent.length === 2,
    );
    expect(letters.map(letter => letter.to_user_id)).toEqual([people.cfo.id, people.seller.id]);
    const [{ number }] = await rows('select number from invoice where id = $1', [owed.invoiceId]);
    expect(plain(letters[0].subject)).toBe(`ТОО «Ромашка» сообщает, что счёт ${number} оплачен, у нас открыто 1,2 млн ₸`);
    expect(plain(letters[0].text)).toMatch(/Клиент сообщил, что .+ оплатил 160 000 ₸\./);
    expect(letters[0].text).toContain('order.pdf');
  });

  it('says it once more in vain while finance is looking; the same words again are no second word', async () => {
    const owed = await anInvoice(pages);
    const said = { fields: { paid_on: inDays(0), paid_amount: '' }, file: pdf() };
    expect((await send(owed.url, said)).statusCode).toBe(303);
    expect((await send(owed.url, said)).headers.location).toBe(`${owed.url}?done=payment_claimed`);
    const again = await send(owed.url, { fields: { paid_on: inDays(-3), paid_amount: '10' }, file: pdf('another') });
    expect(again.statusCode).toBe(409);
    expect(again.body).toContain('Вы уже сообщили об оплате, мы ищем платёж');
    expect([await claims(owed), await rests(owed), await papers(owed), await work(owed)].map(each => each.length)).toEqual([1, 1, 1, 1]);
  });

  it('may say it three times in all, each time once the rest is over, and finance looks anew each time', async () => {
    const owed = await anInvoice(pages);
    for (const paidOn of [inDays(-1), inDays(-2), inDays(-3)]) {
      expect((await send(owed.url, { fields: { paid_on: paidOn } })).statusCode).toBe(303);
      const [task] = await work(owed);
      expect(task.done_at).toBeNull();
      await api.ask('POST', `/v1/human_tasks/${task.id}/done`, { body: { comment: 'Денег нет' } });
      expect((await later(owed, 5)).statusCode).toBe(200);
    }
    const fourth = await send(owed.url, { fields: { paid_on: inDays(-4) } });
    expect(fourth.statusCode).toBe(409);
    expect(fourth.body).toContain('Вы сообщали об оплате этого счёта уже несколько раз');
    expect((await rests(owed)).map(rest => rest.ended_at !== null)).toEqual([true, true, true]);
  });

  it('is believed for as long, and as often, as the policy of its invoice says, on the page and by the deal itself', async () => {
    const policy = { ...defaultReminderPolicy, paymentClaim: { restWorkingDays: 3, maxTimes: 1 } };
    await unitOfWork(pages.world.pool, db => changeReminderPolicy(db, { policyId: 'patient', version: 0, policy, actor: { type: 'system', id: 'test' }, now: new Date().toISOString() }));
    const owed = await anInvoice(pages, { policyId: 'patient' });
    const nowAt = new Date().toISOString();
    expect((await send(owed.url, {})).statusCode).toBe(303);
    const calendar = await readCalendar(pages.ctx.db, await readPolicy(pages.ctx.db), 'Asia/Almaty');
    expect((await rests(owed))[0].until_at.toISOString()).toBe(claimRestUntil(nowAt, calendar, { restWorkingDays: 3 }));
    expect((await later(owed, 10)).statusCode).toBe(200);
    const again = await send(owed.url, { fields: { paid_on: inDays(-1) } });
    expect([again.statusCode, again.body.includes('Вы сообщали об оплате этого счёта уже несколько раз')]).toEqual([409, true]);
    const said = pages.world.command(owed, 'claim_payment', { invoice_id: owed.invoiceId, paid_on: inDays(-1) }, { actor: { type: 'customer', id: owed.customerId } });
    await expect(said).rejects.toMatchObject({ cause: { type: 'too_many_claims' } });
  });

  it('is the reason of the rung that waits for it, in the plan and on the page of the deal alike', async () => {
    const calendar = await readCalendar(pages.ctx.db, await readPolicy(pages.ctx.db), 'Asia/Almaty');
    const untilAt = claimRestUntil(new Date().toISOString(), calendar, { restWorkingDays: 1 });
    // Due on the last day of the rest: that day's letter waits for its end.
    const owed = await anInvoice(pages, { issuedOn: inDays(0), dueOn: dateInZone(new Date(Date.parse(untilAt) - 1).toISOString(), 'Asia/Almaty') });
    type Planned = Pick<PlannedRung, 'rung' | 'at' | 'outcome' | 'reason'>;
    const toGo = (plan: readonly Planned[]) => plan.filter(({ outcome }) => outcome === 'will_send').map(({ rung, at, reason }) => ({ rung, at, reason }));
    const asked = async () => toGo((await api.ask('GET', `/v1/invoices/${owed.invoiceId}/plan`)).json().data);
    const recorded = async () => toGo((await rows('select plan from invoice where id = $1', [owed.invoiceId]))[0].plan);
    const reasons = async () => (await asked()).map(({ reason }) => reason);
    expect(new Set(await reasons())).toEqual(new Set([null]));
    await send(owed.url, {});
    const [waiting, ...others] = await asked();
    expect(waiting).toMatchObject({ rung: '0', reason: 'payment_claim' });
    expect((waiting?.at ?? '') >= untilAt).toBe(true);
    expect(others.filter(({ reason }) => reason !== null)).toEqual([]);
    expect(await recorded()).toEqual(await asked());
    expect(plain((await pages.get(`/deals/${owed.dealId}`, finance)).body).split('<small>клиент сообщил об оплате</small>')).toHaveLength(2);
    // A person who knows better ends the rest, and with it the reason.
    await api.ask('DELETE', `/v1/invoices/${owed.invoiceId}/reminder_pause`);
    expect(new Set(await reasons())).toEqual(new Set([null]));
    expect(await recorded()).toEqual(await asked());
  });

  it('leaves a longer pause of ours in force', async () => {
    const owed = await anInvoice(pages);
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
    await api.ask('PUT', `/v1/invoices/${owed.invoiceId}/reminder_pause`, { body: { until, reason: 'Сверка' } });
    await send(owed.url, {});
    expect(await rests(owed)).toMatchObject([
      { reason: 'Сверка', ended_at: null },
      { author_type: 'customer', ended_at: null },
    ]);
    const answer = (await api.ask('GET', `/v1/reminder_pauses?invoice_id=${owed.invoiceId}`)).json();
    expect(answer.data).toHaveLength(2);
  });

  it('has its answer when the money comes: the sum that was named ends the work of finance', async () => {
    const owed = await anInvoice(pages);
    await send(owed.url, { fields: { paid_on: inDays(-1), paid_amount: '500 000' } });
    await pages.world.pay(owed, { amountMinor: 40_000_000, receivedOn: '2026-11-20' });
    expect(await work(owed)).toMatchObject([{ done_at: null }]);
    await pages.world.pay(owed, { amountMinor: 50_000_000, receivedOn: '2026-11-20' });
    const [task] = await work(owed);
    expect(task.done_at).not.toBeNull();
    expect((await pages.get(owed.url)).body).not.toContain('По вашим словам');
  });
});

describe('a payment order that comes after the word', () => {
  const events = ({ dealId }: Owed) => rows("select at, actor, data from deal_event where deal_id = $1 and type = 'payment_order.added' order by n", [dealId]);
  const add = (owed: Owed, file: Buffer | null, name?: string) => send(owed.url, { to: 'payment-order', file, ...(name === undefined ? {} : { name }) });

  it('is added while letters rest: finance has all the files, who sent them is on record, and neither the rest nor the count changes', async () => {
    const owed = await anInvoice(pages);
    expect((await pages.get(owed.url)).body).not.toContain(`action="${owed.url}/payment-order"`);
    await send(owed.url, { fields: { paid_on: inDays(-1) } });
    const [rest, task] = [await rests(owed), await work(owed)];
    const asking = plain((await pages.get(owed.url)).body);
    expect(asking).toContain(`action="${owed.url}/payment-order"`);
    expect(asking).toContain('Платёжное поручение можно добавить сейчас');

    const first = await add(owed, pdf('first'), '../Платёжка 118.pdf');
    expect([first.statusCode, first.headers.location]).toEqual([303, `${owed.url}?done=order_added`]);
    expect((await add(owed, pdf('second'), 'Выписка.pdf')).statusCode).toBe(303);
    expect([await rests(owed), await work(owed)]).toEqual([rest, task]);
    expect(await claims(owed)).toMatchObject([{ data: { documentId: null } }]);
    const ids = (await events(owed)).map(event => event.data.documentId);
    expect(await events(owed)).toMatchObject(
      ids.map(documentId => ({ actor: { type: 'customer', id: owed.customerId, via: 'link' }, data: { pauseId: rest[0].id, invoiceId: owed.invoiceId, documentId } })),
    );

    const list = (await pages.get('/tasks', finance)).body;
    for (const [at, name] of ['Платёжка 118.pdf', 'Выписка.pdf'].entries()) expect(list).toContain(`<a href="/deals/${owed.dealId}/payment-orders/${ids[at]}">Платёжное поручение: ${name}</a>`);
    const [told] = (await api.ask('GET', `/v1/human_tasks?status=open&kind=payment_claim&deal_id=${owed.dealId}`)).json().data;
    const { payment_order, payment_orders } = told.facts.payment_claim;
    expect([payment_order.id, payment_orders.map((order: { id: string }) => order.id)]).toEqual([ids[0], ids]);
    expect((await pages.get(`/deals/${owed.dealId}/payment-orders/${ids[1]}`, finance)).rawPayload).toEqual(pdf('second'));
    expect(plain((await pages.get(`/deals/${owed.dealId}`, finance)).body)).toContain('Клиент добавил платёжное поручение');
    expect(plain((await pages.get(owed.url)).body)).toMatch(/Вы сообщили об этом [^<]+, у нас 2 платёжных поручения\./);
  });

  it('is one, however often and however quickly the same file comes', async () => {
    const owed = await anInvoice(pages);
    await send(owed.url, { file: pdf('with the word') });
    const answers = await Promise.all([add(owed, pdf('late')), add(owed, pdf('late'))]);
    answers.push(await add(owed, pdf('late')), await add(owed, pdf('with the word')));
    expect(answers.map(answer => answer.headers.location)).toEqual(answers.map(() => `${owed.url}?done=order_added`));
    expect([await events(owed), await papers(owed)].map(each => each.length)).toEqual([1, 2]);
  });

  it('is work again for finance where it comes after their answer', async () => {
    const owed = await anInvoice(pages);
    await send(owed.url, {});
    const [task] = await work(owed);
    await api.ask('POST', `/v1/human_tasks/${task.id}/done`, { body: { comment: 'Денег нет' } });
    await add(owed, pdf());
    expect(await work(owed)).toMatchObject([{ id: task.id, done_at: null }]);
  });

  it('is refused beside its field where it cannot be taken, and whole where there is nothing to add it to, and nothing is kept of it', async () => {
    const [silent, owed, full] = [await anInvoice(pages), await anInvoice(pages), await anInvoice(pages)];
    await send(owed.url, {});
    for (const no of [1, 2, 3, 4, 5]) await (no === 1 ? send(full.url, { file: pdf('1') }) : add(full, pdf(String(no))));
    const cases: readonly [string, Owed, Sent, number, string][] = [
      ['no file', owed, {}, 422, 'id="payment_order-error">Выберите файл'],
      ['an empty file', owed, { file: Buffer.alloc(0), name: 'order.pdf' }, 422, 'id="payment_order-error">Файл пустой'],
      ['a page of HTML named as a PDF', owed, { file: Buffer.from('<html>'), type: 'application/pdf' }, 422, 'id="payment_order-error">Это не PDF'],
      ['more than ten megabytes', owed, { file: Buffer.concat([pdf(), Buffer.alloc(paymentOrderMaxBytes)]) }, 422, 'id="payment_order-error">Файл больше 10 МБ'],
      ['a field that the form does not have', owed, { fields: { paid_on: inDays(0) }, file: pdf() }, 400, ''],
      ['a sixth file', full, { file: pdf('6') }, 409, 'Файлов уже пять'],
      ['where nobody has said that it is paid', silent, { file: pdf() }, 409, 'Сейчас добавить файл не к чему'],
    ];
    for (const [name, of, sent, status, words] of cases) {
      const before = await writtenRows(pages, of.dealId);
      const page = await send(of.url, { ...sent, to: 'payment-order' });
      expect([name, page.statusCode]).toEqual([name, status]);
      expect(plain(page.body), name).toContain(words);
      expect(await writtenRows(pages, of.dealId), name).toEqual(before);
    }
    expect((await pages.get(full.url)).body).not.toContain(`action="${full.url}/payment-order"`);
    await later(owed, 5);
    expect((await add(owed, pdf())).statusCode).toBe(409);
    expect(await papers(owed)).toEqual([]);
  });
});

describe('what a customer sends that cannot be taken', () => {
  const typed = { paid_on: '2026-11-20', paid_amount: '500 000' };
  const cases: readonly [string, () => Sent, string, string][] = [
    [
      'a page of HTML named as a PDF',
      () => ({ fields: typed, file: Buffer.from('<html><script>alert(1)</script>'), name: 'order.pdf', type: 'application/pdf' }),
      'payment_order',
      'Это не PDF, не JPEG и не PNG',
    ],
    ['an empty file', () => ({ fields: typed, file: Buffer.alloc(0), name: 'order.pdf' }), 'payment_order', 'Файл пустой'],
    ['more than ten megabytes', () => ({ fields: typed, file: Buffer.concat([pdf(), Buffer.alloc(paymentOrderMaxBytes)]) }), 'payment_order', 'Файл больше 10 МБ'],
    ['a day to come', () => ({ fields: { ...typed, paid_on: inDays(1) }, file: pdf() }), 'paid_on', 'Этот день ещё не наступил'],
    ['a day of long ago', () => ({ fields: { ...typed, paid_on: inDays(-367) }, file: pdf() }), 'paid_on', 'Это больше года назад'],
    ['no day', () => ({ fields: { ...typed, paid_on: '' }, file: pdf() }), 'paid_on', 'Назовите день'],
    ['a day that there is not', () => ({ fields: { ...typed, paid_on: '2026-02-30' }, file: pdf() }), 'paid_on', 'Такого дня нет'],
    ['a sum in words', () => ({ fields: { ...typed, paid_amount: 'всё' }, file: pdf() }), 'paid_amount', 'Сумма не читается'],
    ['nothing for a sum', () => ({ fields: { ...typed, paid_amount: '0' }, file: pdf() }), 'paid_amount', 'Сумма не читается'],
  ];
  it('is answered beside its field, with what was typed, and changes nothing', async () => {
    for (const [name, sent, field, words] of cases) {
      // Ten tries within a minute are all that one link has.
      const owed = await anInvoice(pages);
      const before = await writtenRows(pages, owed.dealId);
      const page = await send(owed.url, sent());
      expect([name, page.statusCode]).toEqual([name, 422]);
      expect(plain(page.body), name).toMatch(new RegExp(`id="${field}-error">${words}`));
      for (const [key, value] of Object.entries(sent().fields ?? {})) expect(page.body, name).toMatch(new RegExp(`name="${key}"[^>]* value="${value}"`));
      expect(await writtenRows(pages, owed.dealId), name).toEqual(before);
    }
  });

  it('is refused whole where no form of ours could have made it', async () => {
    const owed = await anInvoice(pages);
    const before = await writtenRows(pages, owed.dealId);
    const odd: readonly [string, Promise<LightMyRequestResponse>, number][] = [
      ['a field that the form does not have', send(owed.url, { fields: { paid_on: inDays(0), until: '2030-01-01' } }), 400],
      ['a file in another field', send(owed.url, { file: pdf(), field: 'paid_amount' }), 400],
      ['a text that no database can hold', send(owed.url, { fields: { paid_on: inDays(0), paid_amount: '1\u0000' } }), 400],
      [
        'parts without an end',
        pages.app.inject({
          method: 'POST',
          url: `${owed.url}/paid`,
          headers: { 'content-type': 'multipart/form-data; boundary=x' },
          payload: '--x\r\nContent-Disposition: form-data; name="paid_on"\r\n\r\n2026',
        }),
        400,
      ],
      ['parts without a border', pages.app.inject({ method: 'POST', url: `${owed.url}/paid`, headers: { 'content-type': 'multipart/form-data' }, payload: 'x' }), 400],
      ['a scanner that sends an empty form', pages.post(`${owed.url}/paid`, {}), 422],
    ];
    for (const [name, asked, status] of odd) expect([name, (await asked).statusCode]).toEqual([name, status]);
    expect(await writtenRows(pages, owed.dealId)).toEqual(before);
  });

  it('is told nothing by a link that leads nowhere, and takes no file at any other address', async () => {
    const owed = await anInvoice(pages);
    const before = await writtenRows(pages, owed.dealId);
    expect((await send(`/i/${'A'.repeat(43)}`, { file: pdf() })).statusCode).toBe(404);
    const form = new Response(new FormData());
    const elsewhere = await pages.app.inject({
      method: 'POST',
      url: `${owed.url}/dispute`,
      headers: { 'content-type': form.headers.get('content-type') ?? '' },
      payload: Buffer.from(await form.arrayBuffer()),
    });
    expect(elsewhere.statusCode).toBe(415);
    expect(await writtenRows(pages, owed.dealId)).toEqual(before);
  });

  it('changes nothing by being looked at: HEAD, GET and prefetch of the page with a claim in force, and GET of the form itself', async () => {
    const owed = await anInvoice(pages);
    await send(owed.url, { file: pdf() });
    const before = await writtenRows(pages, owed.dealId);
    await pages.app.inject({ method: 'HEAD', url: owed.url });
    await Promise.all(Array.from({ length: 5 }, () => pages.get(owed.url)));
    await pages.app.inject({ method: 'GET', url: owed.url, headers: { 'sec-purpose': 'prefetch' } });
    expect((await pages.get(`${owed.url}/paid`)).statusCode).toBe(404);
    expect(await writtenRows(pages, owed.dealId)).toEqual(before);
  });
});

describe('the file of a stranger', () => {
  it('is for the people of the company alone: at the task, by its deal and by the API, to be saved and never shown', async () => {
    const owed = await anInvoice(pages);
    await send(owed.url, { fields: { paid_on: '2026-11-20', paid_amount: '160 000' }, file: pdf('only ours'), name: 'Платёжное поручение.pdf' });
    const [[order], [task]] = [await papers(owed), await work(owed)];
    const list = await pages.get('/tasks', finance);
    const at = `/deals/${owed.dealId}/payment-orders/${order.id}`;
    expect(list.body).toContain(`<a href="${at}">Платёжное поручение: Платёжное поручение.pdf</a>`);
    expect(plain(list.body)).toContain('По словам клиента, 20 ноября оплачено 160 000 ₸.');
    const saved = { 'x-content-type-options': 'nosniff', 'content-type': 'application/pdf', 'content-security-policy': expect.stringContaining('sandbox') };
    const opened = await pages.get(at, finance);
    expect([opened.statusCode, opened.rawPayload]).toEqual([200, pdf('only ours')]);
    expect(opened.headers).toMatchObject(saved);
    expect(opened.headers['content-disposition']).toMatch(/^attachment; filename="[\w.]+"; filename\*=UTF-8''%D0%9F/);

    const told = (await api.ask('GET', `/v1/human_tasks?status=open&kind=payment_claim&deal_id=${owed.dealId}`)).json().data;
    expect(told).toMatchObject([
      {
        ...{ id: task.id, kind: 'payment_claim', assignee: { id: 'finance' } },
        facts: {
          payment_claim: {
            paid_on: '2026-11-20',
            amount: { value: 16_000_000, currency: 'KZT' },
            payment_order: { id: order.id, file_name: 'Платёжное поручение.pdf', url: `/v1/payment_orders/${order.id}` },
          },
        },
      },
    ]);
    const fetched = await api.ask('GET', told[0].facts.payment_claim.payment_order.url);
    expect([fetched.statusCode, fetched.rawPayload]).toEqual([200, pdf('only ours')]);
    expect(fetched.headers).toMatchObject(saved);
    expect(fetched.headers['content-disposition']).toMatch(/^attachment;/);
  });

  it('is nobody else’s: not without a sign-in, not by another deal, not as a document that we have printed, not by the customer’s own link', async () => {
    const [owed, other] = [await anInvoice(pages), await anInvoice(pages)];
    await send(owed.url, { file: pdf('secret') });
    const [order] = await papers(owed);
    const asked: readonly [string, Promise<LightMyRequestResponse>, number][] = [
      ['without a sign-in', pages.get(`/deals/${owed.dealId}/payment-orders/${order.id}`), 303],
      ['by another deal', pages.get(`/deals/${other.dealId}/payment-orders/${order.id}`, finance), 404],
      ['as a printed document', pages.get(`/deals/${owed.dealId}/documents/${order.id}`, finance), 404],
      ['by the link', pages.get(`${owed.url}/pdf?language=ru`), 404],
      ['by the API without a key', api.ask('GET', `/v1/payment_orders/${order.id}`, { key: null }), 401],
    ];
    for (const [name, answer, status] of asked) {
      expect([name, (await answer).statusCode]).toEqual([name, status]);
      expect((await answer).body, name).not.toContain('secret');
    }
  });

  it('is done with by finance on the page, with a word about what was found', async () => {
    const owed = await anInvoice(pages);
    await send(owed.url, { file: pdf() });
    const [task] = await work(owed);
    const list = await pages.get('/tasks', finance);
    await pages.post(`/tasks/${task.id}/done`, { csrf: hidden(list, 'csrf'), nonce: hidden(list, 'nonce'), comment: 'Денег нет, позвонили' }, finance);
    expect((await work(owed))[0].done_at).not.toBeNull();
    const story = plain((await pages.get(`/deals/${owed.dealId}`, finance)).body);
    expect(story).toContain('Клиент сообщил, что оплатил счёт');
    expect(story).toContain('Денег нет, позвонили');
  });
});
