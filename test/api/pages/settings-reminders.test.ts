import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import { people } from '../../build/company.ts';
import { aReceivable } from '../../build/invoice.ts';
import { enterAs, hidden, pagesWithoutEngine, type SilentPages } from './pages-app.ts';

const root = '/settings/reminders';
let pages: SilentPages;
let admin: Record<string, string>;
beforeAll(async () => {
  // Tuesday, 24 November 2026, 10:00 in Almaty.
  pages = await pagesWithoutEngine(() => new Date('2026-11-24T05:00:00.000Z'));
  admin = await enterAs(pages, people.admin.id);
});
afterAll(() => pages.close());

type Answer = Awaited<ReturnType<SilentPages['get']>>;
const text = ({ body }: Answer): string =>
  body
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replaceAll('&#x27;', '’')
    .replace(/\s+/g, ' ');
/** Everything a form would send as it stands: hidden fields, what is typed, chosen and ticked. */
function fieldsOf(page: Answer): Record<string, string> {
  const form = page.body.slice(page.body.indexOf(`<form method="post" action="${root}`));
  const inputs = [...form.matchAll(/<input (?:type="hidden" |id="\w+" )[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);
  const ticked = [...form.matchAll(/<input type="checkbox" name="([^"]+)" value="on" checked>/g)].map(([, name = '']) => [name, 'on']);
  const chosen = [...form.matchAll(/<select [^>]*name="([^"]+)"[\s\S]*?<\/select>/g)].map(([select, name = '']) => [name, /<option value="([^"]*)" selected/.exec(select)?.[1] ?? '']);
  const hiddenFields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);
  return Object.fromEntries([...inputs, ...hiddenFields, ...ticked, ...chosen]);
}
const send = (fields: Record<string, string>, step: string, policy = 'default') => pages.post(`${root}/${policy}`, { ...fields, step }, admin);
const inForce = async (policy = 'default'): Promise<{ version: number; data: ReminderPolicy; author_id: string }> =>
  (await pages.pool.query('select version, data, author_id from reminder_policy where policy_id = $1 order by version desc limit 1', [policy])).rows[0];
const rungsOf = async (policy = 'default') => (await inForce(policy)).data.rungs.map(rung => `${rung.rung} ${rung.hour}`);

describe('who may see the reminders', () => {
  it('is an admin, and a director who only reads; others are refused, strangers sign in', async () => {
    expect((await pages.get(root)).headers.location).toBe(`/sign-in?next=${encodeURIComponent(root)}`);
    expect((await pages.get(root, await enterAs(pages, people.seller.id))).statusCode).toBe(403);
    const director = await enterAs(pages, people.director.id);
    const read = await pages.get(root, director);
    expect(text(read)).toContain('Меняет администратор.');
    expect(read.body).not.toContain(`${root}/default`);
    for (const url of ['/new', '/default/rules', '/default/adopt', '/default/rungs/new', '/default/rungs/%2B7', '/default/rungs/%2B7/remove'])
      expect((await pages.get(`${root}${url}`, director)).statusCode, url).toBe(403);
    expect((await pages.get('/settings/approvals', director)).body).toContain(`href="${root}"`);
  });
});

describe('the reminders on their page', () => {
  it('read as people read them, with the dates of an invoice of today, in three languages', async () => {
    const page = text(await pages.get(root, admin));
    expect(page).toContain('для счёта, выставленного сегодня, со сроком 8 декабря');
    expect(page).toMatch(/Через 7 дней после срока в 10:00 отгрузки останавливаются, официальное письмо 15 декабря Изменить/);
    expect(page).toContain('Обещание оплатить ждём его день и ещё 1 день');
    expect(page).toContain('Клиент сообщает об оплате не напоминаем 1 рабочий день, 3 раза на счёт');
    expect(text(await pages.get(`${root}?lang=en`, admin))).toMatch(/21 days after the due date at 10:00 letters stop, task for the owner with the whole file 29 December/);
    expect(text(await pages.get(`${root}?lang=kk`, admin))).toContain('Мерзімнен кейін 14 күн өткенде');
    await pages.get(`${root}?lang=ru`, admin);
  });
});

describe('changing a ladder without a script', () => {
  it('shows the change with its dates first, writes nothing, and lets it be mended', async () => {
    const form = fieldsOf(await pages.get(`${root}/default/rungs/%2B3`, admin));
    expect(form).toMatchObject({ rung: '+3', days: '3', side: 'after.calendar_days', hour: '10:00', tone: 'businesslike', does_owner_told: 'on', version: '1', change: 'rung_edit' });
    const preview = await send({ ...form, days: '4', side: 'after.business_days', hour: '11:30', to_finance: 'on' }, 'preview');
    expect(preview.statusCode).toBe(200);
    expect(text(preview)).toContain('Все остальные клиенты: версия 1 станет версией 2');
    expect(text(preview)).toMatch(/3 дня Через 3 дня после срока, в 10:00: менеджер узнаёт, деловое письмо \(11 декабря\) нет/);
    expect(text(preview)).toMatch(/4 дня нет Через 4 рабочих дня после срока, в 11:30: менеджер узнаёт, деловое письмо, копия письма: бухгалтерия \(14 декабря\)/);
    const mending = await send(fieldsOf(preview), 'mend');
    expect(fieldsOf(mending)).toMatchObject({ days: '4', side: 'after.business_days', hour: '11:30', to_finance: 'on', rung: '+3' });
    expect((await inForce()).version).toBe(1);
  });

  it('names what is at fault beside its field, and keeps what was typed', async () => {
    const form = { ...fieldsOf(await pages.get(`${root}/default/rungs/new`, admin)), days: '10', hour: '21:30', tone: 'escalation', does_head_task: 'on' };
    const back = await send(form, 'preview');
    expect(back.statusCode).toBe(422);
    expect(text(back)).toContain('В это время у клиента тихие часы.');
    expect(back.body).toMatch(/id="tone-error">О юристах пишем не раньше чем через 14 дней после срока\./);
    expect(fieldsOf(back)).toMatchObject({ days: '10', hour: '21:30', tone: 'escalation' });
    const unread = await send({ ...form, days: 'ten', hour: '' }, 'preview');
    expect(unread.body).toContain('id="days-error"');
    expect(unread.body).toContain('id="hour-error"');
    const removal = await pages.get(`${root}/default/rungs/%2B21/remove`, admin);
    expect(removal.statusCode).toBe(422);
    expect(text(removal)).toContain('Ступень «14 дней»: После последней ступени должен прийти человек');
    expect(removal.body).not.toContain('value="put"');
    expect((await inForce()).version).toBe(1);
  });

  it('adds, edits and removes rungs in the order of their days; who takes it is asked for', async () => {
    const form = { ...fieldsOf(await pages.get(`${root}/default/rungs/new`, admin)), days: '10', hour: '11:30', tone: 'businesslike' };
    const unchosen = await send(fieldsOf(await send(form, 'preview')), 'put');
    expect(unchosen.statusCode).toBe(422);
    expect(text(unchosen)).toContain('Выберите, какие счета перейдут на новую версию.');
    const put = await send({ ...fieldsOf(unchosen), scope: 'new_deals' }, 'put');
    expect([put.statusCode, put.headers.location]).toEqual([303, `${root}?done=reminders_changed`]);
    expect(await rungsOf()).toEqual(['-3 10:00', '0 10:00', '+3 10:00', '+7 10:00', '+10 11:30', '+14 10:00', '+21 10:00']);
    expect((await inForce()).author_id).toBe(people.admin.id);
    const removal = await pages.get(`${root}/default/rungs/%2B10/remove`, admin);
    expect(text(removal)).toMatch(/10 дней Через 10 дней после срока, в 11:30: деловое письмо \(18 декабря\) нет/);
    await send({ ...fieldsOf(removal), scope: 'new_deals' }, 'put');
    expect(await rungsOf()).toHaveLength(6);
  });

  it('changes the rules, and shows only those that differ', async () => {
    const form = fieldsOf(await pages.get(`${root}/default/rules`, admin));
    const preview = await send({ ...form, min_gap_hours: '48', quiet_weekday_1: 'on', quiet_dates: '2026-12-31', claim_days: '2' }, 'preview');
    expect(text(preview)).toMatch(/Между письмами клиенту не меньше 20 часов не меньше 48 часов/);
    expect(text(preview)).toMatch(/Тихие дни выходные и праздники выходные и праздники, понедельник, 31 декабря/);
    expect(text(preview)).toMatch(/Клиент сообщает об оплате не напоминаем 1 рабочий день, 3 раза на счёт не напоминаем 2 рабочих дня, 3 раза на счёт/);
    expect(text(preview)).not.toContain('Обещание оплатить');
    expect((await send({ ...form, claim_days: '6' }, 'preview')).body).toMatch(/id="claim_days-error">После слов клиента об оплате напоминания ждут от 1 до 5 рабочих дней\./);
    expect((await send({ ...form, claim_times: '16' }, 'preview')).body).toContain('id="claim_times-error"');
    const wrong = await send({ ...form, quiet_dates: '31.12', hold: 'two', quiet_from: '' }, 'preview');
    for (const field of ['quiet_dates', 'hold', 'quiet_from']) expect(wrong.body).toContain(`id="${field}-error"`);
    await send({ ...fieldsOf(preview), scope: 'new_deals' }, 'put');
    expect((await inForce()).data).toMatchObject({ minGapHours: 48, quietDays: { nonWorking: true, weekdays: [1], on: ['2026-12-31'] }, paymentClaim: { restWorkingDays: 2, maxTimes: 3 } });
  });

  it('adds a ladder for some customers, refuses one for nobody and one that another has claimed', async () => {
    const form = fieldsOf(await pages.get(`${root}/new`, admin));
    expect(text(await send(form, 'preview', 'new'))).toContain('Выберите, для каких клиентов эта лестница.');
    const preview = await send({ ...form, segment_state: 'on' }, 'preview', 'new');
    expect(text(preview)).toContain('Клиенты: государственные: первая версия');
    expect((await send({ ...fieldsOf(preview), scope: 'new_deals' }, 'put', 'new')).statusCode).toBe(303);
    expect((await inForce('state')).data.appliesTo).toEqual({ segments: ['state'], payerTypes: [] });
    expect(text(await send({ ...form, segment_state: 'on', segment_retail: 'on' }, 'preview', 'new'))).toContain('Этих клиентов уже выбирает другая лестница: Клиенты: государственные.');
    expect(text(await pages.get(root, admin))).toContain('Клиенты: государственные');
  });

  it('lets nobody overwrite what another has changed meanwhile', async () => {
    const form = fieldsOf(await pages.get(`${root}/default/rungs/%2B7`, admin));
    const preview = fieldsOf(await send({ ...form, hour: '12:00' }, 'preview'));
    const other = fieldsOf(await send({ ...fieldsOf(await pages.get(`${root}/default/rungs/%2B14`, admin)), hour: '15:00' }, 'preview'));
    await send({ ...other, scope: 'new_deals' }, 'put');
    const stale = await send({ ...preview, scope: 'new_deals' }, 'put');
    expect(stale.statusCode).toBe(409);
    expect(text(stale)).toContain('Пока вы правили, напоминания изменили');
    await send({ ...fieldsOf(stale), scope: 'new_deals' }, 'put');
    expect(await rungsOf()).toEqual(expect.arrayContaining(['+7 12:00', '+14 15:00']));
    const gone = fieldsOf(await send({ ...fieldsOf(await pages.get(`${root}/default/rungs/-3`, admin)), hour: '12:00' }, 'preview'));
    await send({ ...fieldsOf(await pages.get(`${root}/default/rungs/-3/remove`, admin)), scope: 'new_deals' }, 'put');
    const back = await send({ ...gone, scope: 'new_deals' }, 'put');
    expect(back.statusCode).toBe(409);
    expect(text(back)).toContain('Этой ступени больше нет');
    expect(fieldsOf(back)).toMatchObject({ days: '3', side: 'before.calendar_days', hour: '12:00', change: 'rung_add' });
  });
});

describe('taking a version on', () => {
  it('counts what each choice would do, binds the open invoices that were chosen, and shows how far their deals are', async () => {
    const early = await aReceivable(pages.pool, { issuedOn: '2026-11-10', dueOn: '2026-12-10' });
    const form = fieldsOf(await pages.get(`${root}/default/rungs/%2B7`, admin));
    const preview = await send({ ...form, days: '8' }, 'preview');
    expect(text(preview)).toContain('Все открытые счета посчитаны: вт, 24 ноября, 10:00.');
    expect(text(preview)).toMatch(/Все открытые счета Счетов: 1\. Письма: передвинутся 0, уйдут сегодня 0, исчезнут 1, добавятся 1\./);
    expect(text(preview)).toMatch(/ТОО «Ромашка» EXT-\S+, Насосы и арматура для котельной 7 дней: не уйдёт \(было чт, 17 декабря, \d\d:00\) 8 дней: уйдёт пт, 18 декабря, \d\d:00/);
    const put = await send({ ...fieldsOf(preview), scope: 'all_open' }, 'put');
    expect(put.headers.location).toBe(`${root}?done=reminders_adopted`);
    const { version } = await inForce();
    const { rows } = await pages.pool.query('select reminder_policy_version as version from invoice where id = $1', [early.invoiceId]);
    expect(rows).toEqual([{ version }]);
    expect(text(await pages.get(root, admin))).toMatch(/Все остальные клиенты, версия \d+, новые и все открытые счета вт, 24 ноября, 10:00: пересчитано сделок 0 из 1\./);
    // A letter that an earlier version has sent stays on the page of its deal, in the words of then.
    const sent =
      "insert into reminder (id, invoice_id, deal_id, rung, state, due_at, claimed_at, sent_at, policy_id, policy_version) values ('rem_7', $1, $2, '+7', 'sent', $3, $3, $3, 'default', $4)";
    await pages.pool.query(sent, [early.invoiceId, early.dealId, '2026-11-23T07:00:00.000Z', version - 1]);
    expect(text(await pages.get(`/deals/${early.dealId}`, admin))).toMatch(/7 дней пн, 23 ноября(?:, \d\d:\d\d)? отгрузки останавливаются, официальное письмо отправлено/);
    const later = await pages.get(`${root}/default/adopt`, admin);
    expect(text(later)).toContain('Ни одно письмо открытых счетов не изменится.');
    expect(hidden(later, 'change')).toBe('adopt');
  });
});
