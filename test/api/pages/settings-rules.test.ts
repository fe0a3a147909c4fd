import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeApprovalTable } from '../../../db/company/change-approval-table.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { type ApprovalRules, rulesOfCompany } from '../../../domain/approval/rules.ts';
import { defaultCompanyPolicy } from '../../../domain/policy/company-policy.ts';
import { people } from '../../build/company.ts';
import { enterAs, hidden, pagesWithoutEngine, type SilentPages } from './pages-app.ts';

const root = '/settings/approvals';
const url = `${root}/rules`;
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
type InForce = { version: number; rules: ApprovalRules; changed_by: unknown };
const inForce = async (): Promise<InForce> => (await pages.pool.query('select version, rules, changed_by from approval_policy order by version desc limit 1')).rows[0];
/** Everything the form would send as it stands. */
function fieldsOf(page: Answer): Record<string, string> {
  const form = page.body.slice(page.body.indexOf(`action="${url}`));
  const inputs = [...form.matchAll(/<input (?![^>]*type="radio")[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);
  const chosen = [...form.matchAll(/<input type="radio" name="([^"]+)" value="([^"]*)" checked>/g)].map(([, name = '', value = '']) => [name, value]);
  return Object.fromEntries([...inputs, ...chosen]);
}
const send = (fields: Record<string, string>, step: string, cookies = admin) => pages.post(url, { ...fields, step }, cookies);
const form = async (change: Record<string, string> = {}) => ({ ...fieldsOf(await pages.get(url, admin)), ...change });
/** Somebody else changes a rule meanwhile. */
const meanwhile = (change: Partial<ApprovalRules>) =>
  pages.pool.query('insert into approval_policy (version, rows, rules, created_at) select version + 1, rows, rules || $1, now() from approval_policy order by version desc limit 1', [
    JSON.stringify(change),
  ]);

describe('the rules of rounds on their page', () => {
  it('are changed by an admin; a director reads them, with no way to change them', async () => {
    expect((await pages.get(root, admin)).body).toContain(`href="${url}"`);
    const director = await enterAs(pages, people.director.id);
    expect((await pages.get(root, director)).body).not.toContain(url);
    expect((await pages.get(url, director)).statusCode).toBe(403);
    const csrf = hidden(await pages.get(root, director), 'csrf');
    expect((await send({ ...(await form({ undo: '0' })), csrf }, 'put', director)).statusCode).toBe(403);
    expect(await inForce()).toMatchObject({ version: 1, rules: rulesOfCompany(defaultCompanyPolicy) });
  });

  it('stand in the form as they are in force, in hours, days, seconds and the company’s currency', async () => {
    expect(await form()).toMatchObject({ version: '1', sla_manager: '4', sla_lawyer: '16', final_limit: '15', undo: '60', step_up: '', keep: 'yes' });
  });

  it('are shown before and after, written by nothing but the last button, and then named with who changed them', async () => {
    const preview = await send(await form({ sla_manager: '1:30', sla_cfo: '2,5', step_up: '10 000 000', undo: '30' }), 'preview');
    expect(preview.statusCode).toBe(200);
    expect(text(preview)).toMatch(/версия 1 станет версией 2/);
    expect(text(preview)).toMatch(/Срок ответа: руководитель продаж 4 ч 1 ч 30 мин Срок ответа: финансовый директор 8 ч 2 ч 30 мин Отмена решения 60 секунд после решения по ссылке 30 секунд/);
    expect(text(preview)).toMatch(/Код из письма не спрашиваем нужен для решения по сделке больше 10 000 000 ₸/);
    expect((await inForce()).version).toBe(1);
    expect(fieldsOf(await send(fieldsOf(preview), 'mend'))).toMatchObject({ sla_manager: '1:30', sla_cfo: '2:30', step_up: '10\u202f000\u202f000', undo: '30', keep: 'yes' });
    const put = await send(fieldsOf(preview), 'put');
    expect([put.statusCode, put.headers.location]).toEqual([303, `${root}?done=table_changed`]);
    expect(await inForce()).toEqual({
      version: 2,
      rules: { slaMinutes: { manager: 90, lawyer: 960, cfo: 150, director: 480 }, finalLimitWorkingDays: 15, undoSeconds: 30, stepUpAboveMinor: 1_000_000_000, keepUnchangedApprovals: true },
      changed_by: { type: 'user', id: people.admin.id, via: 'page' },
    });
    const page = text(await pages.get(root, admin));
    expect(page).toMatch(/Версия 2, изменил\(а\) Тимур Каримов \d+ /);
    expect(page).toContain('руководитель продаж: 1 ч 30 мин; юрист: 16 ч; финансовый директор: 2 ч 30 мин');
  });

  it('are off or on by an empty sum and a choice', async () => {
    await send(await form({ step_up: '', keep: 'no', undo: '0' }), 'put');
    expect((await inForce()).rules).toMatchObject({ stepUpAboveMinor: null, keepUnchangedApprovals: false, undoSeconds: 0 });
    expect(text(await pages.get(root, admin))).toContain('Отмена решения нельзя Код из письма не спрашиваем Прежние согласования каждая новая версия согласуется с начала');
  });

  it('make no version where nothing was changed', async () => {
    const { version } = await inForce();
    const page = await send(await form(), 'put');
    expect([page.statusCode, text(page).includes('Вы ничего не изменили.')]).toEqual([200, true]);
    expect((await inForce()).version).toBe(version);
  });

  it.each([
    ['hours that are none', { sla_lawyer: 'день' }, 'sla_lawyer', 'Напишите рабочие часы'],
    ['no hours', { sla_lawyer: '0' }, 'sla_lawyer', 'Напишите рабочие часы'],
    ['a part of a minute', { sla_lawyer: '1,01' }, 'sla_lawyer', 'Напишите рабочие часы'],
    ['a round without days', { final_limit: '0' }, 'final_limit', 'Напишите целое число от 1 до 250'],
    ['two hours to undo', { undo: '7200' }, 'undo', 'Напишите целое число от 0 до 3 600'],
    ['a sum in words', { step_up: 'миллион' }, 'step_up', 'Значение не читается'],
  ])('are told beside their field: %s', async (_, change, field, words) => {
    const before = await inForce();
    for (const step of ['preview', 'put']) {
      const page = await send(await form(change), step);
      expect(page.statusCode).toBe(422);
      expect(page.body).toContain(`id="${field}-error"`);
      expect(text(page)).toContain(words);
      expect(fieldsOf(page)).toMatchObject(change);
    }
    expect(await inForce()).toEqual(before);
  });

  it('stand in three languages', async () => {
    expect(text(await pages.get(`${url}?lang=en`, admin))).toContain('Working hours, such as 4 or 1:30.');
    expect(text(await pages.get(`${url}?lang=kk`, admin))).toContain('Жұмыс сағаттары, мысалы 4 немесе 1:30.');
    await pages.get(`${url}?lang=ru`, admin);
  });
});

describe('somebody else who changes the policy meanwhile', () => {
  it('is told of; what he changed stays, what was typed is put on top, and a second look puts it in force', async () => {
    const typed = await form({ sla_director: '3' });
    const { version } = await inForce();
    await meanwhile({ finalLimitWorkingDays: 7 });
    const within = (days: number): string => `${days} рабочих дней, потом сделка возвращается к менеджеру`;
    const late = await send(typed, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain(`Пока вы правили, таблицу изменили: действует версия ${version + 1}.`);
    expect(text(late)).toContain('Срок ответа: директор Изменили вы 8 ч 8 ч 3 ч');
    expect(text(late)).toContain(`Предел круга Изменили не вы: останется новое ${within(15)} ${within(7)} ${within(7)}`);
    expect((await inForce()).version).toBe(version + 1);
    expect((await send(fieldsOf(late), 'put')).statusCode).toBe(303);
    expect(await inForce()).toMatchObject({ version: version + 2, rules: { finalLimitWorkingDays: 7, slaMinutes: { director: 180 } } });
  });

  it('AP14: is named, and the same rule stands as it was, as it is now and as it was typed, with the rows that have changed', async () => {
    const typed = await form({ sla_manager: '5' });
    const { version, rows, rules } = (await pages.pool.query('select version, rows, rules from approval_policy order by version desc limit 1')).rows[0];
    const theirs = { version, rows: rows.slice(0, -1), rules: { slaMinutes: { ...rules.slaMinutes, manager: 60 } } };
    await unitOfWork(pages.pool, db => changeApprovalTable(db, { ...theirs, by: { actor: { type: 'user', id: people.director.id }, now: '2026-11-25T06:30:00.000Z' } }));
    const refused = await send({ ...typed, undo: '-1' }, 'put');
    expect([refused.statusCode, fieldsOf(refused)['version']]).toEqual([422, String(version)]);
    const late = await send({ ...fieldsOf(refused), undo: typed['undo'] ?? '' }, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain('Последнее изменение: Бахыт Нұрланов, ср, 25 ноября, 11:30.');
    expect(text(late)).toContain('Срок ответа: руководитель продаж Изменили и вы, и кто-то ещё 1 ч 30 мин 1 ч 5 ч');
    expect(text(late)).toContain('Кроме того, в таблице изменились строки: «Превышен кредитный лимит» убрана');
    expect((await send(fieldsOf(late), 'put')).statusCode).toBe(303);
    expect((await inForce()).rules.slaMinutes.manager).toBe(300);
  });

  it('at the same instant: one is put in force, the other is told', async () => {
    const [one, other] = [await form({ undo: '11' }), await form({ sla_cfo: '7' })];
    const { version } = await inForce();
    const answers = await Promise.all([send(one, 'put'), send(other, 'put')]);
    expect(answers.map(answer => answer.statusCode).sort()).toEqual([303, 409]);
    expect((await inForce()).version).toBe(version + 1);
  });

  it('a foreign form and a field that there is not are refused', async () => {
    expect((await send({ ...(await form()), csrf: 'x' }, 'put')).statusCode).toBe(403);
    expect((await send({ ...(await form()), sla_seller: '1' }, 'put')).statusCode).toBe(400);
  });
});
