import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCover, changeUser, removeCover } from '../../../db/people/change-people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { anApprovalTask } from '../../build/approval-task.ts';
import { people } from '../../build/company.ts';
import { aDeal } from '../../build/deal.ts';
import { enterAs, pagesWithoutEngine, type SilentPages } from './pages-app.ts';

// Wednesday, 25 November 2026, noon in Almaty.
const now = new Date('2026-11-25T07:00:00Z');
const byDirector = { actor: { type: 'user', id: people.director.id }, now: now.toISOString() } as const;
const root = '/settings/approvals';
let pages: SilentPages;
let admin: Record<string, string>;
let taskId: string;
beforeAll(async () => {
  pages = await pagesWithoutEngine(() => now);
  admin = await enterAs(pages, people.admin.id);
  const { dealId } = await aDeal(pages.pool);
  await pages.pool.query("update deal set stage = 'approving' where id = $1", [dealId]);
  taskId = await anApprovalTask(pages.pool, dealId, { role: 'cfo', personId: people.cfo.id });
});
afterAll(() => pages.close());

type Answer = Awaited<ReturnType<SilentPages['get']>>;
const text = ({ body }: Answer): string =>
  body
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replace(/\s+/g, ' ');
/** Hidden fields, ticks, choices, days, times and the zone of the form of a page. */
function fieldsOf({ body }: Answer): Record<string, string> {
  const form = body.slice(body.indexOf(`action="${root}`));
  const plain = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g), ...form.matchAll(/<input id="[^"]+" name="([^"]+)"(?: (?:type="date"|size="6")[^>]*?)? value="([^"]*)"/g)];
  const chosen = [...form.matchAll(/<select [^>]*name="([^"]+)"[\s\S]*?<\/select>/g)].map(([select, name = '']) => [name, /<option value="([^"]*)" selected/.exec(select)?.[1] ?? '']);
  const ticked = [...form.matchAll(/<input type="(?:checkbox|radio)" name="([^"]+)" value="([^"]+)" checked>/g)].map(([, name = '', value = '']) => [name, value]);
  return Object.fromEntries([...plain.map(([, name = '', value = '']) => [name, value]), ...chosen, ...ticked]);
}
const at = (id: string): string => `${root}/people/${id}`;
const send = (path: string, fields: Record<string, string>, step: string) => pages.post(path, { ...fields, step }, admin);
const form = async (id: string): Promise<Record<string, string>> => fieldsOf(await pages.get(at(id), admin));
const person = async (id: string) => (await pages.pool.query('select roles, superior_id, active from app_user where id = $1', [id])).rows[0];
const told = async (): Promise<number> => (await pages.pool.query("select count(*)::int n from deal_outbox where message = 'approvers_changed'")).rows[0].n;

describe('changing a person', () => {
  it('shows was and is, the open tasks that pass and the roles left empty; saves nothing before it is told to', async () => {
    const fields = await form(people.cfo.id);
    expect(fields).toMatchObject({ role_cfo: 'on', role_finance: 'on', superior_id: people.director.id, active: 'yes' });
    const { role_cfo: _, ...without } = fields;
    const preview = await send(at(people.cfo.id), without, 'preview');
    expect(preview.statusCode).toBe(200);
    expect(text(preview)).toContain('Роли финансовый директор, бухгалтерия бухгалтерия');
    expect(text(preview)).toMatch(/Насосы и арматура для котельной финансовый директор Ирина Ким некому решать/);
    expect(text(preview)).toContain('Роль «финансовый директор» никто не занимает');
    expect((await person(people.cfo.id)).roles).toEqual(['cfo', 'finance']);
  });

  it('saves roles, superior and presence, tells the deals under approval, and the page shows it', async () => {
    const toldBefore = await told();
    const fields = { ...(await form(people.director.id)), role_cfo: 'on' };
    const preview = await send(at(people.director.id), fields, 'preview');
    const saved = await send(at(people.director.id), fieldsOf(preview), 'put');
    expect([saved.statusCode, saved.headers.location]).toEqual([303, `${root}?done=person_changed`]);
    expect(await person(people.director.id)).toEqual({ roles: ['cfo', 'director'], superior_id: null, active: true });
    expect(await told()).toBe(toldBefore + 1);
    expect(text(await pages.get(saved.headers.location ?? '', admin))).toContain('финансовый директор Ирина Ким, Бахыт Нұрланов');
    const leaving = await send(at(people.cfo.id), { ...(await form(people.cfo.id)), active: 'no' }, 'preview');
    expect(text(leaving)).toMatch(/Работает да нет .*Ирина Ким Бахыт Нұрланов/);
  });

  const standing = async (id: string) => (await pages.pool.query('select working_hours, time_zone from app_user where id = $1', [id])).rows[0];
  const mornings = { hours_0_1: 'on', hours_0_2: 'on', hours_0_3: 'on', hours_0_4: 'on', hours_from_0: '10:00', hours_to_0: '14:00' };

  it('gives a person hours of their own and a zone after a look at what changes, and shows them', async () => {
    const fields = await form(people.cfo.id);
    expect(fields).toMatchObject({ time_zone: 'Asia/Almaty', hours_from_0: '', hours_to_1: '' });
    expect(text(await pages.get(at(people.cfo.id), admin))).toContain('Если пусто, действуют часы компании: пн–пт 09:00–13:00, 14:00–18:00.');
    const night = { hours_1_5: 'on', hours_from_1: '22', hours_to_1: '24.00' };
    const preview = await send(at(people.cfo.id), { ...fields, ...mornings, ...night, time_zone: 'Asia/Aqtau' }, 'preview');
    expect(text(preview)).toContain('Часы работы как у компании пн–чт 10:00–14:00; пт 22:00–24:00');
    expect(text(preview)).toContain('Часовой пояс Asia/Almaty Asia/Aqtau');
    expect(text(preview)).toMatch(/У 1 открытой задачи этого человека изменится срок\. Потраченное время остаётся потраченным\. Насосы и арматура для котельной финансовый директор, сейчас до /);
    expect(await standing(people.cfo.id)).toEqual({ working_hours: null, time_zone: 'Asia/Almaty' });
    const toldBefore = await told();
    expect((await send(at(people.cfo.id), fieldsOf(preview), 'put')).statusCode).toBe(303);
    const kept = [
      { weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' },
      { weekdays: [5], from: '22:00', to: '24:00' },
    ];
    expect(await standing(people.cfo.id)).toEqual({ working_hours: kept, time_zone: 'Asia/Aqtau' });
    expect(await told()).toBe(toldBefore + 1);
    expect(text(await pages.get(root, admin))).toContain('Ирина Ким пн–чт 10:00–14:00; пт 22:00–24:00, Asia/Aqtau');
    expect(await form(people.cfo.id)).toMatchObject({ ...mornings, hours_1_5: 'on', hours_from_1: '22:00', hours_to_1: '24:00', hours_from_2: '' });
    expect(text(await send(at(people.cfo.id), await form(people.cfo.id), 'preview'))).toContain('Вы ничего не изменили.');
  });

  it.each([
    ['a line without days', { hours_from_0: '10:00', hours_to_0: '14:00' }, 'hours_0', 'Отметьте дни этой строки'],
    ['a line without a beginning', { hours_0_1: 'on', hours_to_0: '14:00' }, 'hours_from_0', 'Назовите время'],
    ['hours over midnight in one line', { hours_0_1: 'on', hours_from_0: '22:00', hours_to_0: '02:00' }, 'hours_to_0', 'Ночь через полночь — две строки'],
    ['lines that cross, an empty one between them', { ...mornings, hours_2_4: 'on', hours_from_2: '13:00', hours_to_2: '15:00' }, 'hours_from_2', 'Эти часы пересекаются со строкой 1'],
    ['a zone that is none', { time_zone: 'Алматы' }, 'time_zone', 'Такого часового пояса нет'],
  ])('come back with what is wrong beside its field, and with what was typed: %s', async (_, typed, field, words) => {
    const page = await send(at(people.manager.id), { ...(await form(people.manager.id)), ...typed }, 'put');
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(`id="${field}-error"`);
    expect(text(page)).toContain(words);
    expect(fieldsOf(page)).toMatchObject(typed);
    expect(await standing(people.manager.id)).toEqual({ working_hours: null, time_zone: 'Asia/Almaty' });
  });

  it('refuses a circle of superiors and names it', async () => {
    const page = await send(at(people.director.id), { ...(await form(people.director.id)), superior_id: people.seller.id }, 'put');
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('id="superior_id-error"');
    expect(text(page)).toContain('Бахыт Нұрланов → Айгерим Садыкова → Руслан Оспанов → Бахыт Нұрланов.');
    expect((await person(people.director.id)).superior_id).toBeNull();
  });

  it('tells of somebody who changed the same person meanwhile, keeps what was chosen, and saves it on a second look', async () => {
    const fields = { ...(await form(people.lawyer.id)), role_finance: 'on' };
    await unitOfWork(pages.pool, db => changeUser(db, people.lawyer.id, { change: { superiorId: people.manager.id }, by: byDirector }));
    // What does not belong to a standing is no part of the conflict, and whoever changed it is not named.
    await unitOfWork(pages.pool, db => changeUser(db, people.lawyer.id, { change: { telegramChatId: '77' }, by: { ...byDirector, actor: { type: 'user', id: people.cfo.id } } }));
    const late = await send(at(people.lawyer.id), fields, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain('этого человека изменил кто-то другой');
    expect(text(late)).toMatch(/Последнее изменение: Бахыт Нұрланов, .*12:00/);
    expect(text(late)).toContain('Что Когда вы начали Сейчас Ваш вариант');
    expect(text(late)).toContain('Роли Изменили вы юрист юрист юрист, бухгалтерия');
    expect(text(late)).toContain('Руководитель Изменили не вы: ваш вариант вернёт прежнее Бахыт Нұрланов Руслан Оспанов Бахыт Нұрланов');
    expect((await person(people.lawyer.id)).roles).toEqual(['lawyer']);
    expect((await send(at(people.lawyer.id), fieldsOf(late), 'put')).statusCode).toBe(303);
    expect(await person(people.lawyer.id)).toEqual({ roles: ['lawyer', 'finance'], superior_id: people.director.id, active: true });
  });

  it('AP14: tells of it also where the form has come back meanwhile for something else', async () => {
    const fields = { ...(await form(people.manager.id)), role_finance: 'on' };
    await pages.pool.query("update app_user set roles = '{manager,lawyer}' where id = $1", [people.manager.id]);
    const refused = await send(at(people.manager.id), { ...fields, superior_id: people.seller.id }, 'put');
    expect(refused.statusCode).toBe(422);
    const mended = { ...fieldsOf(refused), superior_id: people.director.id };
    const late = await send(at(people.manager.id), mended, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain('Роли Изменили и вы, и кто-то ещё руководитель продаж руководитель продаж, юрист руководитель продаж, бухгалтерия');
    const mending = await send(at(people.manager.id), fieldsOf(late), 'mend');
    expect(fieldsOf(mending)).toMatchObject({ role_manager: 'on', role_finance: 'on', superior_id: people.director.id });
    expect((await send(at(people.manager.id), { ...fieldsOf(mending), role_lawyer: 'on' }, 'put')).statusCode).toBe(303);
    expect((await person(people.manager.id)).roles).toEqual(['manager', 'lawyer', 'finance']);
    await pages.pool.query("update app_user set roles = '{manager}' where id = $1", [people.manager.id]);
  });

  it('AP14: shows hours and a zone that somebody else has given or taken meanwhile', async () => {
    const [week, company] = ['пн–чт 10:00–14:00; пт 22:00–24:00', 'как у компании'];
    const hours = JSON.stringify([
      { weekdays: [4, 1, 2, 3], from: '10:00', to: '14:00' },
      { weekdays: [5], from: '22:00', to: '24:00' },
    ]);
    const begun = await form(people.manager.id);
    await pages.pool.query("update app_user set working_hours = $2, time_zone = 'Asia/Aqtau' where id = $1", [people.manager.id, hours]);
    const late = await send(at(people.manager.id), { ...begun, role_finance: 'on' }, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain(`Часы работы Изменили не вы: ваш вариант вернёт прежнее ${company} ${week} ${company}`);
    expect(text(late)).toContain('Часовой пояс Изменили не вы: ваш вариант вернёт прежнее Asia/Almaty Asia/Aqtau Asia/Almaty');
    const begunAnew = await form(people.manager.id);
    await pages.pool.query("update app_user set working_hours = null, time_zone = 'Asia/Almaty' where id = $1", [people.manager.id]);
    const again = await send(at(people.manager.id), { ...begunAnew, role_finance: 'on' }, 'put');
    expect(text(again)).toContain(`Часы работы Изменили не вы: ваш вариант вернёт прежнее ${week} ${company} ${week}`);
  });

  it('AP14: of two changes at once one is saved, and the other is told, in the language of its reader', async () => {
    const fields = await form(people.seller.id);
    const [one, other] = [
      { ...fields, role_finance: 'on' },
      { ...fields, superior_id: people.director.id },
    ];
    const answers = await Promise.all([one, other].map(each => send(`${at(people.seller.id)}?lang=en`, each, 'put')));
    expect(answers.map(answer => answer.statusCode).sort()).toEqual([303, 409]);
    expect(text(answers.find(answer => answer.statusCode === 409) as Answer)).toContain('What When you began Now Yours Roles');
    await pages.pool.query("update app_user set roles = '{seller}', superior_id = $2 where id = $1", [people.seller.id, people.manager.id]);
  });

  it('says where nothing was changed, and offers nothing to save', async () => {
    const page = await send(at(people.seller.id), await form(people.seller.id), 'preview');
    expect(text(page)).toContain('Вы ничего не изменили.');
    expect(page.body).not.toContain('value="put"');
  });

  it('warns before the last administrator goes', async () => {
    const { role_admin: _, ...without } = await form(people.admin.id);
    expect(text(await send(at(people.admin.id), without, 'preview'))).toContain('Администраторов не останется');
  });

  it('knows no stranger', async () => {
    expect((await pages.get(at('usr_none'), admin)).statusCode).toBe(404);
  });
});

describe('covers', () => {
  const cover = { user_id: people.cfo.id, cover_user_id: people.manager.id, from_on: '2026-11-25', to_on: '2026-11-28' };
  const covers = async () => (await pages.pool.query('select user_id, cover_user_id from user_cover order by from_on')).rows;
  const csrf = async (): Promise<Record<string, string>> => ({ csrf: fieldsOf(await pages.get(`${root}/covers/new`, admin))['csrf'] ?? '' });

  it('are looked at with the tasks that pass today, noted, shown, and removed after a look', async () => {
    const preview = await send(`${root}/covers`, { ...(await csrf()), ...cover }, 'preview');
    expect(text(preview)).toContain('Ирина Ким: Руслан Оспанов, 25 ноября – 28 ноября');
    expect(text(preview)).toMatch(/Насосы и арматура для котельной финансовый директор Ирина Ким Руслан Оспанов/);
    expect(await covers()).toEqual([]);
    const noted = await send(`${root}/covers`, fieldsOf(preview), 'put');
    expect(noted.headers.location).toBe(`${root}?done=cover_added`);
    const page = await pages.get(root, admin);
    expect(text(page)).toContain('Ирина Ким Руслан Оспанов 25 ноября – 28 ноября сейчас Снять');
    expect(text(page)).toContain('Ирина Ким (до 28 ноября замещает Руслан Оспанов)');
    const removal = /href="(\/settings\/approvals\/covers\/cov_[^"]+)"/.exec(page.body)?.[1] ?? '';
    await pages.pool.query('update approval_task set person_id = $2 where id = $1', [taskId, people.manager.id]);
    const look = await pages.get(removal, admin);
    expect(text(look)).toMatch(/Насосы и арматура для котельной финансовый директор Руслан Оспанов Ирина Ким/);
    expect(await covers()).toHaveLength(1);
    expect((await send(removal, fieldsOf(look), 'put')).headers.location).toBe(`${root}?done=cover_removed`);
    expect(await covers()).toEqual([]);
    expect((await pages.get(removal, admin)).statusCode).toBe(404);
    // Sent twice, it is gone all the same; what never was is not said to be removed.
    expect((await send(removal, fieldsOf(look), 'put')).headers.location).toBe(`${root}?done=cover_removed`);
    expect((await send(removal.replace(/cov_.*$/, 'cov_none'), fieldsOf(look), 'put')).statusCode).toBe(404);
    await pages.pool.query('update approval_task set person_id = $2 where id = $1', [taskId, people.cfo.id]);
  });

  it.each([
    ['nobody', { cover_user_id: '' }, 'cover_user_id', 'Выберите человека'],
    ['oneself', { cover_user_id: people.cfo.id }, 'cover_user_id', 'Никто не замещает сам себя'],
    ['a stranger', { cover_user_id: 'usr_none' }, 'cover_user_id', 'Этого человека выбрать нельзя'],
    ['no day', { from_on: '2026-02-31' }, 'from_on', 'Назовите день'],
    ['days that run backwards', { to_on: '2026-11-24' }, 'to_on', 'Последний день не раньше первого'],
  ])('come back with what is wrong beside its field: %s', async (_, change, field, words) => {
    for (const step of ['preview', 'put']) {
      const page = await send(`${root}/covers`, { ...(await csrf()), ...cover, ...change }, step);
      expect(page.statusCode).toBe(422);
      expect(page.body).toContain(`id="${field}-error"`);
      expect(text(page)).toContain(words);
    }
    expect(await covers()).toEqual([]);
  });

  it('of one person never overlap: the days that are covered are named', async () => {
    await send(`${root}/covers`, { ...(await csrf()), ...cover }, 'put');
    const page = await send(`${root}/covers`, { ...(await csrf()), ...cover, from_on: '2026-11-28', to_on: '2026-12-05' }, 'preview');
    expect(text(page)).toContain('С 25 ноября по 28 ноября замещение уже есть.');
    expect(fieldsOf(page)).toMatchObject({ from_on: '2026-11-28', to_on: '2026-12-05', user_id: people.cfo.id });
    expect(await covers()).toHaveLength(1);
  });

  it('AP14: that somebody else noted while the form was being filled in stand beside what was typed, and nothing of it is lost', async () => {
    const fields = fieldsOf(await pages.get(`${root}/covers/new`, admin));
    await unitOfWork(pages.pool, db => addCover(db, { userId: people.director.id, coverUserId: people.cfo.id, fromOn: '2026-12-01', toOn: '2026-12-05' }, byDirector));
    const typed = { ...fields, user_id: people.director.id, cover_user_id: people.manager.id, from_on: '2026-12-04', to_on: '2026-12-08' };
    const late = await send(`${root}/covers`, typed, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain('Пока вы заполняли форму, на эти дни записали другое замещение.');
    expect(text(late)).toMatch(/Последнее изменение: Бахыт Нұрланов, .*12:00/);
    expect(text(late)).toContain('не было Бахыт Нұрланов: Ирина Ким, 1 декабря – 5 декабря Бахыт Нұрланов: Руслан Оспанов, 4 декабря – 8 декабря');
    expect(fieldsOf(late)).toMatchObject({ user_id: people.director.id, cover_user_id: people.manager.id, from_on: '2026-12-04', to_on: '2026-12-08' });
    // Told once: sent again as it is, it is an overlap like any other, and with other days it is noted.
    expect((await send(`${root}/covers`, fieldsOf(late), 'put')).statusCode).toBe(422);
    expect((await send(`${root}/covers`, { ...fieldsOf(late), from_on: '2026-12-06' }, 'put')).headers.location).toBe(`${root}?done=cover_added`);
  });

  it('AP14: that are gone when they are removed, with another one in their place, show both; the other one goes only after a look', async () => {
    const noted = await unitOfWork(pages.pool, db => addCover(db, { userId: people.lawyer.id, coverUserId: people.manager.id, fromOn: '2026-12-10', toOn: '2026-12-12' }, byDirector));
    const path = `${root}/covers/${noted.id}`;
    const look = fieldsOf(await pages.get(path, admin));
    await unitOfWork(pages.pool, db => removeCover(db, { id: noted.id, userId: people.lawyer.id }, byDirector));
    const instead = await unitOfWork(pages.pool, db => addCover(db, { userId: people.lawyer.id, coverUserId: people.cfo.id, fromOn: '2026-12-11', toOn: '2026-12-14' }, byDirector));
    const late = await send(path, look, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain('Этого замещения уже нет, но на те же дни записано другое.');
    expect(text(late)).toMatch(/Последнее изменение: Бахыт Нұрланов, .*12:00/);
    expect(text(late)).toContain('Динара Жүнісова: Руслан Оспанов, 10 декабря – 12 декабря Динара Жүнісова: Ирина Ким, 11 декабря – 14 декабря убрано');
    const left = async () => (await pages.pool.query('select id from user_cover where user_id = $1', [people.lawyer.id])).rows.map(row => row.id);
    expect(await left()).toEqual([instead.id]);
    expect(late.body).toContain(`action="${root}/covers/${instead.id}"`);
    expect((await send(`${root}/covers/${instead.id}`, fieldsOf(late), 'put')).headers.location).toBe(`${root}?done=cover_removed`);
    expect(await left()).toEqual([]);
    // Gone, and nothing in its place: what was wanted is so already.
    expect((await send(path, look, 'put')).headers.location).toBe(`${root}?done=cover_removed`);
  });

  it('that begin later move nothing today', async () => {
    const later = { ...cover, user_id: people.lawyer.id, from_on: '2026-12-01', to_on: '2026-12-05' };
    const page = await send(`${root}/covers`, { ...(await csrf()), ...later }, 'preview');
    expect(text(page)).not.toContain('Динара Жүнісова Руслан Оспанов');
  });
});
