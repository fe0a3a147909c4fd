import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anApprovalTask } from '../../build/approval-task.ts';
import { people } from '../../build/company.ts';
import { aDeal } from '../../build/deal.ts';
import { enterAs, pagesWithoutEngine, type SilentPages } from './pages-app.ts';

// Wednesday, 25 November 2026, noon in Almaty.
const now = new Date('2026-11-25T07:00:00Z');
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
    expect(text(preview)).toContain('У 1 открытой задачи этого человека изменится срок.');
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
    await pages.pool.query('update app_user set superior_id = $2 where id = $1', [people.lawyer.id, people.manager.id]);
    const late = await send(at(people.lawyer.id), fields, 'put');
    expect(late.statusCode).toBe(409);
    expect(text(late)).toContain('этого человека изменил кто-то другой');
    expect(text(late)).toContain('Руководитель Руслан Оспанов Бахыт Нұрланов');
    expect((await person(people.lawyer.id)).roles).toEqual(['lawyer']);
    expect((await send(at(people.lawyer.id), fieldsOf(late), 'put')).statusCode).toBe(303);
    expect(await person(people.lawyer.id)).toEqual({ roles: ['lawyer', 'finance'], superior_id: people.director.id, active: true });
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

  it('that begin later move nothing today', async () => {
    const later = { ...cover, user_id: people.lawyer.id, from_on: '2026-12-01', to_on: '2026-12-05' };
    const page = await send(`${root}/covers`, { ...(await csrf()), ...later }, 'preview');
    expect(text(page)).not.toContain('Динара Жүнісова Руслан Оспанов');
  });
});
