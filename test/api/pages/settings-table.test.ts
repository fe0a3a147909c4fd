import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeApprovalTable } from '../../../db/company/change-approval-table.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { defaultPolicy } from '../../../domain/approval/default-policy.ts';
import type { PolicyRows } from '../../../domain/approval/policy.ts';
import { people } from '../../build/company.ts';
import { aDeal } from '../../build/deal.ts';
import { enterAs, hidden, pagesWithoutEngine, type SilentPages } from './pages-app.ts';

const root = '/settings/approvals';
let pages: SilentPages;
let admin: Record<string, string>;
beforeAll(async () => {
  pages = await pagesWithoutEngine();
  admin = await enterAs(pages, people.admin.id);
});
afterAll(() => pages.close());

type Answer = Awaited<ReturnType<SilentPages['get']>>;
const text = ({ body }: Answer): string =>
  body
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replace(/\s+/g, ' ');
const inForce = async (): Promise<{ version: number; rows: PolicyRows }> => (await pages.pool.query('select version, rows from approval_policy order by version desc limit 1')).rows[0];
const rowIds = async (): Promise<string[]> => (await inForce()).rows.map(row => row.rowId);
/** Everything a form would send as it stands: hidden fields, what is typed, chosen and ticked. */
function fieldsOf(page: Answer): Record<string, string> {
  const form = page.body.slice(page.body.indexOf(`action="${root}`));
  const inputs = [...form.matchAll(/<input (?:type="hidden"|id="value_\d+")[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);
  const ticked = [...form.matchAll(/<input type="checkbox" name="([^"]+)" value="on" checked>/g)].map(([, name = '']) => [name, 'on']);
  const texts = [...form.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</g)].map(([, name = '', value = '']) => [name, value]);
  const chosen = [...form.matchAll(/<select [^>]*name="([^"]+)"[\s\S]*?<\/select>/g)].map(([select, name = '']) => [name, /<option value="([^"]*)" selected/.exec(select)?.[1] ?? '']);
  return Object.fromEntries([...inputs, ...ticked, ...texts, ...chosen]);
}
const send = (fields: Record<string, string>, step: string, path = `${root}/rows`) => pages.post(path, { ...fields, step }, admin);
const newRow = async (change: Record<string, string>): Promise<Record<string, string>> => ({
  ...fieldsOf(await pages.get(`${root}/rows/new`, admin)),
  ...{ when_0: 'marginPercent.below', value_0: '12,5', role_cfo: 'on', text_ru: 'Маржа {value}, порог {limit}', text_kk: 'Маржа', text_en: 'Margin' },
  ...change,
});

describe('who may see the settings', () => {
  it('is an admin, and a director who only reads; others are refused, strangers sign in', async () => {
    expect((await pages.get(root)).headers.location).toBe(`/sign-in?next=${encodeURIComponent(root)}`);
    for (const person of [people.seller, people.cfo]) expect((await pages.get(root, await enterAs(pages, person.id))).statusCode).toBe(403);
    const director = await enterAs(pages, people.director.id);
    const read = await pages.get(root, director);
    expect(read.statusCode).toBe(200);
    expect(text(read)).toContain('Меняет администратор.');
    expect(read.body).not.toContain(`${root}/rows`);
    for (const url of ['/rows/new', '/rows/amount', '/rows/amount/remove', `/people/${people.cfo.id}`, '/covers/new']) expect((await pages.get(`${root}${url}`, director)).statusCode, url).toBe(403);
    const before = await inForce();
    const form = { ...(await newRow({})), csrf: hidden(read, 'csrf') };
    expect((await pages.post(`${root}/rows`, { ...form, step: 'put' }, director)).statusCode).toBe(403);
    expect(await inForce()).toEqual(before);
  });

  it('find them in the menu only where they may', async () => {
    expect((await pages.get('/deals', admin)).body).toContain(`href="${root}"`);
    expect((await pages.get('/deals', await enterAs(pages, people.lawyer.id))).body).not.toContain(`href="${root}"`);
    expect((await pages.get('/settings', admin)).headers.location).toBe(root);
  });
});

describe('the approval table on its page', () => {
  it('reads as people read it, in order, with version, clocks, roles and people', async () => {
    const page = text(await pages.get(root, admin));
    expect(page).toMatch(/Таблица версии 1, действует с 5 января 2026 г\./);
    expect(page).toMatch(/Сумма больше 1 000 000 ₸ руководитель продаж, юрист, финансовый директор, директор Сумма … больше типовой: до 1 000 000 ₸\./);
    const order = ['Любая сделка', 'Сумма больше', 'Сделка в иностранной валюте', 'Скидка больше 5 %', 'Отсрочка в днях больше 14', 'Договор не типовой', 'Превышен кредитный лимит'].map(row =>
      page.indexOf(row),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(page).toContain('руководитель продаж: 4 ч; юрист: 16 ч; финансовый директор: 8 ч; директор: 8 ч');
    expect(page).toContain('60 секунд после решения по ссылке');
    expect(page).toContain('15 рабочих дней, потом сделка возвращается к менеджеру');
    expect(page).toContain('финансовый директор Ирина Ким');
    expect(page).toContain('Айгерим Садыкова менеджер Руслан Оспанов');
  });

  it('is in three languages', async () => {
    expect(text(await pages.get(`${root}?lang=en`, admin))).toContain('The total is above 1 000 000 ₸ sales manager, lawyer, finance director, director');
    expect(text(await pages.get(`${root}?lang=kk`, admin))).toContain('Сома 1 000 000 ₸ мәнінен көп');
  });
});

describe('changing the table without a script', () => {
  it('shows what a new row changes, writes nothing, lets it be mended, and puts it in force as the next version', async () => {
    const before = await inForce();
    const preview = await send(await newRow({ after: 'amount' }), 'preview');
    expect(preview.statusCode).toBe(200);
    expect(text(preview)).toMatch(/версия 1 станет версией 2/);
    expect(text(preview)).toMatch(/Условия не было Маржа меньше 12,5 %/);
    expect(text(preview)).toMatch(/Типовая, но маржа 11,5 % руководитель продаж руководитель продаж, финансовый директор/);
    expect(text(preview)).toMatch(/Типовая: сумма 500 000 ₸, отсрочка 14 дней руководитель продаж так же/);
    expect(await inForce()).toEqual(before);
    const mending = await send(fieldsOf(preview), 'mend');
    expect(fieldsOf(mending)).toMatchObject({ when_0: 'marginPercent.below', value_0: '12,5', role_cfo: 'on', text_ru: 'Маржа {value}, порог {limit}', after: 'amount', change: 'add' });
    const put = await send(fieldsOf(preview), 'put');
    expect([put.statusCode, put.headers.location]).toEqual([303, `${root}?done=table_changed`]);
    const { version, rows } = await inForce();
    expect(version).toBe(before.version + 1);
    expect(rows.map(row => row.rowId)).toEqual(['every_deal', 'amount', 'margin_percent', ...defaultPolicy.slice(2).map(row => row.rowId)]);
    expect(rows[2]).toEqual({
      rowId: 'margin_percent',
      when: [{ fact: 'marginPercent', op: 'below', value: '12.5' }],
      roles: ['cfo'],
      text: { ru: 'Маржа {value}, порог {limit}', kk: 'Маржа', en: 'Margin' },
    });
  });

  it('edits and moves a row: its form has it as it stands, and only what differs is shown', async () => {
    const form = fieldsOf(await pages.get(`${root}/rows/amount`, admin));
    expect(form).toMatchObject({ row_id: 'amount', change: 'edit', when_0: 'grossMinor.above', value_0: '1\u202f000\u202f000', role_director: 'on', after: 'every_deal' });
    const preview = await send({ ...form, value_0: '2 000 000', after: 'credit_limit' }, 'preview');
    expect(text(preview)).toMatch(/Условия Сумма больше 1 000 000 ₸ Сумма больше 2 000 000 ₸ Место После: Любая сделка После: Превышен кредитный лимит/);
    expect(text(preview)).not.toContain('Причина по-русски');
    expect(text(preview)).toMatch(/Типовая, но сумма 1 000 001 ₸ руководитель продаж, юрист, финансовый директор, директор руководитель продаж/);
    await send(fieldsOf(preview), 'put');
    const { rows } = await inForce();
    expect(rows.at(-1)).toMatchObject({ rowId: 'amount', when: [{ fact: 'grossMinor', op: 'above', value: 200_000_000 }], roles: ['manager', 'lawyer', 'cfo', 'director'] });
  });

  it('adds a second condition and takes it away again', async () => {
    const form = fieldsOf(await pages.get(`${root}/rows/margin_percent`, admin));
    await send({ ...form, when_1: 'hasSpecialTerms.is.false', value_1: '' }, 'put');
    expect((await inForce()).rows.find(row => row.rowId === 'margin_percent')?.when).toEqual([
      { fact: 'marginPercent', op: 'below', value: '12.5' },
      { fact: 'hasSpecialTerms', op: 'is', value: false },
    ]);
    const again = fieldsOf(await pages.get(`${root}/rows/margin_percent`, admin));
    await send({ ...again, when_0: '', value_0: '' }, 'put');
    expect((await inForce()).rows.find(row => row.rowId === 'margin_percent')?.when).toEqual([{ fact: 'hasSpecialTerms', op: 'is', value: false }]);
  });

  it('removes a row after a look, but not the one that asks somebody always', async () => {
    const look = await pages.get(`${root}/rows/contract/remove`, admin);
    expect(text(look)).toMatch(/Типовая, но договор с правками руководитель продаж, юрист, финансовый директор, директор руководитель продаж/);
    expect(await rowIds()).toContain('contract');
    expect((await send(fieldsOf(look), 'put')).statusCode).toBe(303);
    expect(await rowIds()).not.toContain('contract');
    const refused = await pages.get(`${root}/rows/every_deal/remove`, admin);
    expect(refused.statusCode).toBe(422);
    expect(text(refused)).toContain('Хотя бы одна строка должна действовать всегда');
    expect(refused.body).not.toContain('value="put"');
    expect((await send(fieldsOf(refused), 'put')).statusCode).toBe(409);
    expect(await rowIds()).toContain('every_deal');
  });

  it('tells which of the last real deals would take another route', async () => {
    const { dealId } = await aDeal(pages.pool);
    const facts = {
      ...{ grossMinor: 30_000_000, foreignCurrency: false, maxDiscountPercent: '0', creditDays: 40, contractType: 'standard' },
      ...{ hasSpecialTerms: false, customerOverdueMinor: 0, overCreditLimit: false, marginPercent: null },
    };
    await pages.pool.query("insert into approval_route (package_id, deal_id, policy_version, facts, steps, planned_at) values ('qtv_recent', $1, 1, $2, '[]', now())", [dealId, JSON.stringify(facts)]);
    const look = await pages.get(`${root}/rows/credit_days/remove`, admin);
    expect(text(look)).toMatch(
      /Из последних сделок \(1\) маршрут изменился бы у 1\. .*ТОО «Ромашка» Насосы и арматура для котельной руководитель продаж, юрист, финансовый директор, директор руководитель продаж/,
    );
    expect(text(await pages.get(`${root}/rows/discount/remove`, admin))).toContain('Ни у одной из последних сделок (1) маршрут не изменился бы.');
  });
});

describe('what a form of a row lacks', () => {
  it.each([
    ['a sum that cannot be read', { when_0: 'grossMinor.above', value_0: 'миллион' }, 'value_0', 'Значение не читается'],
    ['a value without a condition', { when_0: '', value_0: '5', when_1: 'hasSpecialTerms.is.true' }, 'when_0', 'У значения нет условия'],
    ['nobody to decide', { role_cfo: '' }, 'roles', 'Выберите, кто решает'],
    ['no English words', { text_en: ' ' }, 'text_en', 'Напишите причину'],
    ['a discount above all', { when_0: 'maxDiscountPercent.above', value_0: '100' }, 'when', 'Такой сделки не бывает'],
    ['a row that an earlier one makes needless', { when_0: 'grossMinor.above', value_0: '9 000 000' }, 'when', 'строка «Сумма больше 2 000 000 ₸» выше уже зовёт те же роли'],
    ['a comparison that the fact does not have', { when_0: 'grossMinor.is', value_0: '5' }, 'value_0', 'Такое значение здесь невозможно'],
  ])('stands beside its field: %s', async (_, change, field, words) => {
    const before = await inForce();
    const form = await newRow({ ...change, text_ru: 'Останется <b>' });
    const sent = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
    for (const step of ['preview', 'put']) {
      const page = await send(sent, step);
      expect(page.statusCode).toBe(422);
      expect(page.body).toContain(`id="${field}-error"`);
      expect(text(page)).toContain(words);
      expect(page.body).toContain('Останется &lt;b&gt;');
    }
    expect(await inForce()).toEqual(before);
  });

  it('names another row that the change would make needless, with nothing put in force', async () => {
    const form = fieldsOf(await pages.get(`${root}/rows/every_deal`, admin));
    const page = await send({ ...form, role_lawyer: 'on', role_cfo: 'on', role_director: 'on' }, 'put');
    expect(page.statusCode).toBe(422);
    expect(text(page)).toContain('Строка «Скидка больше 5 %» стала бы лишней');
  });

  it('refuses a foreign form and a field that it does not have', async () => {
    const form = await newRow({});
    expect((await send({ ...form, csrf: 'x' }, 'put')).statusCode).toBe(403);
    expect((await send({ ...form, when_99: 'x' }, 'put')).statusCode).toBe(400);
    expect((await pages.get(`${root}/rows/none`, admin)).statusCode).toBe(404);
  });
});

describe('somebody else who changes the table meanwhile', () => {
  const byApi = async (rows: PolicyRows) =>
    pages.pool.query('insert into approval_policy (version, rows, rules, created_at) select version + 1, $1, rules, now() from approval_policy order by version desc limit 1', [JSON.stringify(rows)]);

  it('is told of, what was typed is kept, and a second look puts it in force on top', async () => {
    const preview = await send(await newRow({ when_0: 'customerOverdueMinor.above', value_0: '77', text_ru: 'Моё слово', after: 'every_deal' }), 'preview');
    const { rows, version } = await inForce();
    await byApi(rows.filter(row => row.rowId !== 'special_terms'));
    const late = await send(fieldsOf(preview), 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain(`Пока вы правили, таблицу изменили: действует версия ${version + 1}.`);
    expect(fieldsOf(late)).toMatchObject({ text_ru: 'Моё слово', version: String(version + 1) });
    expect((await inForce()).version).toBe(version + 1);
    expect((await send(fieldsOf(late), 'put')).statusCode).toBe(303);
    const after = await inForce();
    expect(after.version).toBe(version + 2);
    expect(after.rows.map(row => row.rowId)).not.toContain('special_terms');
    expect(after.rows[1]?.text.ru).toBe('Моё слово');
  });

  it('and removes the very row leaves its words to be added anew', async () => {
    const form = fieldsOf(await pages.get(`${root}/rows/discount`, admin));
    await byApi((await inForce()).rows.filter(row => row.rowId !== 'discount'));
    const gone = await send({ ...form, text_en: 'My words' }, 'put');
    expect(gone.statusCode).toBe(409);
    expect(text(gone)).toContain('Этой строки в таблице больше нет');
    expect(fieldsOf(gone)).toMatchObject({ change: 'add', text_en: 'My words' });
    expect(fieldsOf(gone)['row_id']).toBeUndefined();
  });

  it('AP14: shows the row as it was, as it is now and as it was typed, who changed it, and what else has changed', async () => {
    const form = fieldsOf(await pages.get(`${root}/rows/foreign_currency`, admin));
    const { rows, version } = await inForce();
    const theirs = rows
      .filter(row => row.rowId !== 'credit_limit')
      .map(row => (row.rowId === 'foreign_currency' ? { ...row, roles: ['manager' as const, 'cfo' as const], text: { ...row.text, kk: 'Шетел валютасы' } } : row));
    await unitOfWork(pages.pool, db =>
      changeApprovalTable(db, { version, rows: theirs, rules: { undoSeconds: 30 }, by: { actor: { type: 'user', id: people.director.id }, now: '2026-11-25T06:30:00.000Z' } }),
    );
    const typed: Record<string, string> = { ...form, role_director: '', text_ru: 'Валюта чужая' };
    const late = await send(typed, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain('Последнее изменение: Бахыт Нұрланов, ср, 25 ноября, 11:30.');
    expect(text(late)).toContain('Что Когда вы начали Сейчас Ваш вариант');
    const all = 'руководитель продаж, юрист, финансовый директор';
    expect(text(late)).toContain(`Кто решает Изменили и вы, и кто-то ещё ${all}, директор руководитель продаж, финансовый директор ${all}`);
    expect(text(late)).toMatch(/Причина по-русски Изменили вы (.+) \1 Валюта чужая/);
    expect(text(late)).toMatch(/Причина по-казахски Изменили не вы: ваш вариант вернёт прежнее (.+) Шетел валютасы \1/);
    expect(text(late)).toContain('Кроме того, в таблице изменились строки: «Превышен кредитный лимит» убрана');
    const [before, since] = ['60 секунд после решения по ссылке', '30 секунд после решения по ссылке'];
    expect(text(late)).toContain(`Отмена решения Изменили не вы: останется новое ${before} ${since} ${since}`);
    const mending = await send(fieldsOf(late), 'mend');
    expect(fieldsOf(mending)).toMatchObject({ text_ru: 'Валюта чужая', role_lawyer: 'on', version: String(version + 1) });
    expect((await send({ ...fieldsOf(mending), text_kk: 'Шетел валютасы' }, 'put')).statusCode).toBe(303);
    const after = await inForce();
    expect(after.rows.find(row => row.rowId === 'foreign_currency')).toMatchObject({ roles: ['manager', 'lawyer', 'cfo'], text: { ru: 'Валюта чужая', kk: 'Шетел валютасы' } });
    expect(after.rows.map(row => row.rowId)).not.toContain('credit_limit');
  });

  it('AP14: is told of also where the form has come back meanwhile for something else', async () => {
    const form = fieldsOf(await pages.get(`${root}/rows/foreign_currency`, admin));
    const { rows, version } = await inForce();
    await byApi(rows.map(row => (row.rowId === 'foreign_currency' ? { ...row, text: { ...row.text, en: 'Foreign money' } } : row)));
    const refused = await send({ ...form, text_ru: ' ' }, 'put');
    expect(refused.statusCode).toBe(422);
    expect(fieldsOf(refused)['version']).toBe(String(version));
    const late = await send({ ...fieldsOf(refused), text_ru: 'Снова валюта' }, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toMatch(/Причина по-английски Изменили не вы: ваш вариант вернёт прежнее (.+) Foreign money \1/);
    expect((await inForce()).version).toBe(version + 1);
  });

  it('AP14: and removes the very row leaves beside what was typed what it said when the form was made', async () => {
    const form = fieldsOf(await pages.get(`${root}/rows/foreign_currency`, admin));
    await byApi((await inForce()).rows.filter(row => row.rowId !== 'foreign_currency'));
    const gone = await send({ ...form, text_en: 'My words' }, 'put');
    expect(text(gone)).toMatch(/Причина по-английски Изменили и вы, и кто-то ещё Foreign money убрано My words/);
    expect((await send(fieldsOf(gone), 'put')).statusCode).toBe(303);
    expect((await inForce()).rows.find(row => row.text.en === 'My words')).toBeDefined();
  });

  it('at the same instant: one is put in force, the other is told', async () => {
    const one = fieldsOf(await send(await newRow({ when_0: 'creditDays.above', value_0: '3', role_cfo: 'on', text_en: 'One' }), 'preview'));
    const other = fieldsOf(await send(await newRow({ when_0: 'marginPercent.above', value_0: '90', role_cfo: 'on', text_en: 'Other' }), 'preview'));
    const { version } = await inForce();
    const answers = await Promise.all([send(one, 'put'), send(other, 'put')]);
    expect(answers.map(answer => answer.statusCode).sort()).toEqual([303, 409]);
    expect((await inForce()).version).toBe(version + 1);
  });
});
