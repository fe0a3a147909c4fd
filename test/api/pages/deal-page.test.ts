import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../../db/keys/api-keys.ts';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { formatDate } from '../../../templates/format/dates.ts';
import { t } from '../../../templates/language/t.ts';
import { byAdmin, people } from '../../build/company.ts';
import { aDeal, aTypicalPackage, type BuiltDeal } from '../../build/deal.ts';
import { aReceivable } from '../../build/invoice.ts';
import { eventually } from '../../deal/world.ts';
import { aPagesApp, enterAs, hidden, type PagesApp } from './pages-app.ts';

let pages: PagesApp, seller: Record<string, string>, lawyer: Record<string, string>, admin: Record<string, string>, key: string;
beforeAll(async () => {
  pages = await aPagesApp();
  seller = await enterAs(pages, people.seller.id);
  lawyer = await enterAs(pages, people.lawyer.id);
  admin = await enterAs(pages, people.admin.id);
  key = (await createApiKey(pages.ctx.db, { name: '1C', scopes: ['invoices:read', 'reminders:write'] }, byAdmin())).secret;
});
afterAll(() => pages.close());

/** A day as the customers see it, who are in Almaty. */
const inDays = (days: number) => addDays(dateInZone(new Date().toISOString(), 'Asia/Almaty'), days);
const plain = (body: string) => body.replace(/[\u00a0\u202f]/g, ' ');
const row = async (deal: BuiltDeal) => (await pages.world.pool.query('select stage, paused, owner_id, clock_ahead_ms::float8 ahead from deal where id = $1', [deal.dealId])).rows[0];
const act = async (deal: BuiltDeal, verb: string, fields: Record<string, string>, by = seller) => {
  const page = await pages.get(`/deals/${deal.dealId}`, by);
  return pages.post(`/deals/${deal.dealId}/${verb}`, { csrf: hidden(page, 'csrf'), ...fields }, by);
};
const draft = async (): Promise<BuiltDeal> => {
  const deal = await aDeal(pages.world.pool, { content: aTypicalPackage(), start: { submit: false } });
  await pages.world.start(deal);
  await eventually(
    () => row(deal),
    seen => seen.stage === 'quoting',
  );
  await eventually(
    () => pages.world.pool.query("select 1 from deal where id = $1 and waiting_for = 'draft_open'", [deal.dealId]).then(r => r.rowCount),
    count => count === 1,
  );
  return deal;
};
const debt = async (days = { issuedOn: '2030-04-01', dueOn: '2030-04-15' }): Promise<BuiltDeal & { invoiceId: string }> => {
  const deal = await aReceivable(pages.world.pool, days);
  await pages.world.start(deal);
  await eventually(
    () => pages.world.pool.query('select 1 from deal where id = $1 and next_rung_at is not null', [deal.dealId]).then(r => r.rowCount),
    count => count === 1,
  );
  return deal;
};

describe('the page of a deal', () => {
  it('says what it waits for, who has it, and tells its story with the words of its letters', async () => {
    const deal = await aDeal(pages.world.pool);
    await pages.world.start(deal);
    await eventually(
      () => pages.world.pool.query("select 1 from letter where deal_id = $1 and state = 'sent'", [deal.dealId]).then(r => r.rowCount),
      count => count === 1,
    );
    const page = await pages.get(`/deals/${deal.dealId}`, seller);
    expect(page.statusCode).toBe(200);
    const body = plain(page.body);
    expect(body).toContain('3 712 000 ₸');
    expect(body).toContain('Ждёт решения руководителя продаж');
    expect(body).toContain(people.manager.name);
    expect(body).toContain('<b>Версия 1</b> на 3 712 000 ₸ подана на согласование');
    expect(body).toContain('Слова письма');
    expect(body).toContain(`http://localhost:8233/namespaces/${pages.world.namespace}/workflows/${encodeURIComponent(deal.workflowId)}`);
  });

  it('submits a draft and tells so', async () => {
    const deal = await draft();
    const sent = await act(deal, 'submit', {});
    expect([sent.statusCode, sent.headers.location]).toEqual([303, `/deals/${deal.dealId}?done=submitted`]);
    expect((await row(deal)).stage).toBe('approving');
    expect((await pages.get(sent.headers.location ?? '', seller)).body).toContain('Предложение подано на согласование.');
  });

  it('closes a deal only with a reason, keeps the words out of the process, and shows them', async () => {
    const deal = await draft();
    const back = await act(deal, 'lose', { reason: '  ' });
    expect(back.statusCode).toBe(422);
    expect(back.body).toContain('Напишите причину.');
    expect((await row(deal)).stage).toBe('quoting');
    expect((await act(deal, 'lose', { reason: 'Выбрали другого поставщика' })).statusCode).toBe(303);
    const { rows } = await pages.world.pool.query("select data, actor from deal_event where deal_id = $1 and type = 'deal.closed'", [deal.dealId]);
    expect(JSON.stringify(rows[0].data)).not.toContain('поставщика');
    expect(rows[0].actor).toEqual({ type: 'user', id: people.seller.id, via: 'page' });
    const page = await pages.get(`/deals/${deal.dealId}`, seller);
    expect(page.body).toContain('«Выбрали другого поставщика»');
  });

  it('refuses a form without its token, one of another person, a field it does not have, and a verb it does not know', async () => {
    const deal = await draft();
    const foreign = hidden(await pages.get(`/deals/${deal.dealId}`, admin), 'csrf');
    expect((await pages.post(`/deals/${deal.dealId}/submit`, {}, seller)).statusCode).toBe(403);
    expect((await pages.post(`/deals/${deal.dealId}/submit`, { csrf: foreign }, seller)).statusCode).toBe(403);
    expect((await act(deal, 'submit', { actor: 'usr_director' })).statusCode).toBe(400);
    expect((await act(deal, 'approve', {})).statusCode).toBe(404);
    expect((await row(deal)).stage).toBe('quoting');
  });

  it('offers and allows a colleague nothing on a deal that is not hers, the owner’s superiors and an admin all', async () => {
    const deal = await draft();
    expect((await pages.get(`/deals/${deal.dealId}`, lawyer)).body).not.toContain('/lose"');
    expect((await act(deal, 'lose', { reason: 'Нельзя' }, lawyer)).statusCode).toBe(403);
    expect((await row(deal)).stage).toBe('quoting');
    const manager = await enterAs(pages, people.manager.id);
    expect((await pages.get(`/deals/${deal.dealId}`, manager)).body).toContain('/lose"');
    expect((await act(deal, 'lose', { reason: 'Можно' }, admin)).statusCode).toBe(303);
  });

  it('hands a deal over to somebody who sells, and to nobody else', async () => {
    const deal = await draft();
    expect((await act(deal, 'hand_over', { to_user_id: people.lawyer.id, reason: 'Отпуск' })).body).toContain('Этому человеку передать нельзя');
    expect((await act(deal, 'hand_over', { to_user_id: people.manager.id, reason: 'Отпуск' })).statusCode).toBe(303);
    expect((await row(deal)).owner_id).toBe(people.manager.id);
  });
});

describe('reminders on the page of a deal', () => {
  /** Each rung by its day and what becomes of it, as the page has them, and as the API has them in the words of the page. */
  const ladderOn = (body: string) =>
    [...plain(body).matchAll(/data-label="Когда"><span>(?:<del>[^<]*<\/del><br>)?\S+ (\d+ [а-я]+)[^<]*<\/span>.*?<span class="state \w+">([^<]+?)(?: до [^<]+)?</g)].map(
      ([, day, outcome]) => `${day} ${outcome}`,
    );
  const planOf = async ({ invoiceId }: { invoiceId: string }) => {
    const answer = await pages.app.inject({ method: 'GET', url: `/v1/invoices/${invoiceId}/plan`, headers: { authorization: `Bearer ${key}` } });
    const { data } = answer.json() as { data: readonly { at: string; outcome: string }[] };
    return data.map(({ at, outcome }) => `${plain(formatDate(dateInZone(at, 'Asia/Almaty'), 'ru'))} ${t('ru', `words.outcome.${outcome}`)}`);
  };

  it('pauses to the end of the day named, shows the plan as the API has it, and resumes', async () => {
    const deal = await debt({ issuedOn: inDays(0), dueOn: inDays(10) });
    const until = inDays(20);
    expect((await act(deal, 'pause_reminders', { until, reason: 'Сверка' })).headers.location).toBe(`/deals/${deal.dealId}?done=paused`);
    const { rows } = await pages.world.pool.query("select until_at, reason from reminder_pause where scope_id = $1 and kind = 'pause'", [deal.dealId]);
    expect(rows[0]).toMatchObject({ reason: 'Сверка' });
    expect(rows[0].until_at.toISOString()).toBe(`${until}T18:59:59.000Z`);
    expect((await row(deal)).paused).toBe(true);
    const page = await pages.get(`/deals/${deal.dealId}`, seller);
    expect(page.body).toContain('напоминания на паузе');
    const paused = ladderOn(page.body);
    expect(paused).toEqual(await planOf(deal));
    // A dispute of a part lasts longer and silences nothing: what is said of the pause stays.
    const half = { method: 'POST', url: `/v1/invoices/${deal.invoiceId}/disputes`, payload: { amount: { value: 58_000_000, currency: 'KZT' }, reason: 'Недовоз' } } as const;
    expect((await pages.app.inject({ ...half, headers: { authorization: `Bearer ${key}`, 'idempotency-key': deal.dealId } })).statusCode).toBeLessThan(300);
    const day = plain(formatDate(until, 'ru'));
    expect(plain((await pages.get(`/deals/${deal.dealId}`, seller)).body).match(new RegExp(`>пауза до ${day}<`, 'g'))).toHaveLength(paused.filter(rung => rung.endsWith('пауза')).length);
    expect(plain((await pages.get('/deals?q=EXT', seller)).body)).toContain(`пауза до ${day}`);
    expect((await act(deal, 'resume_reminders', {})).statusCode).toBe(303);
    expect((await row(deal)).paused).toBe(false);
    const resumed = ladderOn((await pages.get(`/deals/${deal.dealId}`, seller)).body);
    expect(resumed).toEqual(await planOf(deal));
    expect(resumed).not.toEqual(paused);
  });

  it.each([
    ['no day', { until: '', reason: 'Сверка' }, 'Назовите день'],
    ['no such day', { until: '2026-02-30', reason: 'Сверка' }, 'Такого дня нет'],
    ['yesterday', { until: '2020-01-01', reason: 'Сверка' }, 'День должен быть впереди'],
    ['too far ahead', { until: '2099-01-01', reason: 'Сверка' }, 'Так далеко нельзя'],
    ['no reason', { until: inDays(20), reason: '' }, 'Напишите причину'],
  ])('sends a pause back that has %s', async (_name, fields, words) => {
    const deal = await debt();
    const page = await act(deal, 'pause_reminders', fields);
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(words);
    expect((await row(deal)).paused).toBe(false);
  });

  it('records a promise of staff and refuses more than what is owed', async () => {
    const deal = await debt();
    const payOn = inDays(30);
    const back = await act(deal, 'promise_to_pay', { invoice_id: deal.invoiceId, pay_on: payOn, amount: '1 160 000,01' });
    expect(back.statusCode).toBe(422);
    expect(plain(back.body)).toContain('не больше 1 160 000 ₸');
    expect(back.body).toContain('value="1 160 000,01"');
    expect((await act(deal, 'promise_to_pay', { invoice_id: deal.invoiceId, pay_on: payOn, amount: '160 000' })).statusCode).toBe(303);
    const { rows } = await pages.world.pool.query("select reason, amount_minor::float8 amount from reminder_pause where scope_id = $1 and kind = 'promise'", [deal.invoiceId]);
    expect(rows).toEqual([{ reason: payOn, amount: 16_000_000 }]);
  });

  it('DN12: records a payment schedule agreed with the customer, sends one back that does not make up the debt, and keeps what was typed', async () => {
    const deal = await debt();
    const [first, second] = [inDays(20), inDays(40)];
    const lines = { invoice_id: deal.invoiceId, pay_on_1: first, amount_1: '660 000', pay_on_2: second, amount_2: '500 000' };
    const untied = await act(deal, 'agree_schedule', { ...lines, amount_2: '400 000' });
    expect([untied.statusCode, plain(untied.body).includes('Части графика вместе должны дать 1 160 000 ₸.'), plain(untied.body).includes('value="400 000"')]).toEqual([422, true, true]);
    const twice = await act(deal, 'agree_schedule', { ...lines, pay_on_2: first, pay_on_3: '', amount_3: '5' });
    expect([twice.statusCode, twice.body.includes('Этот день уже назван выше.'), twice.body.includes('agree_schedule-pay_on_3-error')]).toEqual([422, true, true]);
    expect((await act(deal, 'agree_schedule', lines)).headers.location).toBe(`/deals/${deal.dealId}?done=scheduled`);
    const { rows } = await pages.world.pool.query("select reason, amount_minor::float8 amount, ended_at from reminder_pause where scope_id = $1 and kind = 'promise' order by reason", [
      deal.invoiceId,
    ]);
    expect(rows).toEqual([
      { reason: first, amount: 66_000_000, ended_at: null },
      { reason: second, amount: 50_000_000, ended_at: null },
    ]);
  });

  it('moves the clock of one deal ahead where configuration allows it', async () => {
    const deal = await debt();
    expect((await act(deal, 'fast_forward', { days: '7' })).headers.location).toBe(`/deals/${deal.dealId}?done=fast_forwarded`);
    expect(Math.round((await row(deal)).ahead / 86_400_000)).toBe(7);
  });
});

describe('the list of deals', () => {
  it('finds by customer, filters by stage, and shows an empty state for what is not there', async () => {
    const deal = await debt();
    const { rows } = await pages.world.pool.query('select number from invoice where id = $1', [deal.invoiceId]);
    expect((await pages.get(`/deals?q=${encodeURIComponent(rows[0].number)}`, seller)).body).toContain(`/deals/${deal.dealId}"`);
    expect((await pages.get('/deals?stage=accepting', seller)).body).toContain('Показать все');
    expect((await pages.get('/deals?stage=%27;drop&filter=x&page=-1&q=%25', seller)).statusCode).toBe(200);
  });

  it('exports deals without handing spreadsheets a formula', async () => {
    const deal = await debt();
    await pages.world.pool.query('update deal set title = \'=cmd|calc "x"\' where id = $1', [deal.dealId]);
    await pages.world.pool.query("update customer set name = '@SUM(A1)' where id = $1", [deal.customerId]);
    const csv = await pages.get('/deals.csv', seller);
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body).toContain(`"'=cmd|calc ""x"""`);
    expect(csv.body).toContain(`"'@SUM(A1)"`);
    expect(csv.body).not.toMatch(/(^|,)"?[=@+]/m);
  });
});
