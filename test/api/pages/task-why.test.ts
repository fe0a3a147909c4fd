import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCover } from '../../../db/people/change-people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { byAdmin, people } from '../../build/company.ts';
import { aDeal, aPackage, type BuiltDeal } from '../../build/deal.ts';
import { eventually, stateOf } from '../../deal/world.ts';
import { anAskedStep, aPagesApp, hidden, type PagesApp } from './pages-app.ts';

let pages: PagesApp;
beforeAll(async () => {
  pages = await aPagesApp();
});
afterAll(() => pages.close());

const cover = (userId: string, coverUserId: string, days: { fromOn: string; toOn: string }): Promise<unknown> =>
  unitOfWork(pages.world.pool, db => addCover(db, { userId, coverUserId, ...days }, byAdmin()));
/** Today is one of the days. */
const until = (toOn: string) => ({ fromOn: '2026-01-01', toOn });
const noCovers = () => pages.world.pool.query('delete from user_cover');
const text = (body: string): string =>
  body
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ');
const textOf = async (url: string): Promise<string> => text((await pages.get(url)).body);

async function approve(deal: BuiltDeal, person: { id: string }): Promise<void> {
  const { taskId } = await anAskedStep(pages, person.id, deal);
  await pages.world.command(deal, 'approve', { task_id: taskId, version: 1 }, { actor: { type: 'api_key', id: 'key_test' } });
}

async function changeCreditDays(deal: BuiltDeal, days: number): Promise<void> {
  const changed = aPackage({ terms: { due: { type: 'net_days', days }, special: [], instalments: [] } });
  await pages.world.pool.query('update deal set draft = $2, draft_revision = 1 where id = $1', [deal.dealId, JSON.stringify(changed)]);
  await pages.world.command(deal, 'change_package', { draft_revision: 1 }, { actor: { type: 'user', id: people.seller.id } });
}

describe('why this person', () => {
  it('is the role where nobody is away, with what an approval leads to', async () => {
    const page = await textOf((await anAskedStep(pages, people.manager.id)).url);
    expect(page).toContain('Эта роль у вас: руководитель продаж.');
    expect(page).toContain('Дальше решает Динара Жүнісова, юрист.');
    expect(page).toMatch(/круг закроется и сделка вернётся к менеджеру: Айгерим Садыкова\./);
  });

  it('names a cover of a cover, from the reader to the holder of the role, and the holder in "who said what"', async () => {
    await cover(people.manager.id, people.lawyer.id, until('2035-12-30'));
    await cover(people.lawyer.id, people.cfo.id, until('2035-12-31'));
    const step = await anAskedStep(pages, people.cfo.id);
    const page = await textOf(step.url);
    expect(page).toContain('Вы замещаете: Динара Жүнісова, до 31 декабря. Динара Жүнісова замещает: Руслан Оспанов, до 30 декабря.');
    expect(page).toContain('замещение: Руслан Оспанов');
    await noCovers();
    expect((await pages.get(step.url)).statusCode).toBe(200);
  });

  it('says that a step came by a change of covers, and tells the former link who has it now', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    await cover(people.manager.id, people.director.id, until('2035-12-31'));
    await pages.world.relay();
    const next = await anAskedStep(pages, people.director.id, step.deal);
    expect(await textOf(next.url)).toMatch(/Вы замещаете: Руслан Оспанов, до 31 декабря\. К вам задача перешла .+: изменились замещения/);
    const former = await pages.get(step.url);
    expect(former.statusCode).toBe(200);
    expect(text(former.body)).toMatch(/Задача перешла к другому.*изменились замещения, роли или календарь.*Теперь решает Бахыт Нұрланов/);
    expect(former.body).not.toContain('name="decision"');
    await noCovers();
    await pages.world.relay();
  });

  it('passes to the cover when its first day begins and comes back after its last, each by one letter; the links in between say who has it', async () => {
    const { world } = pages;
    const requestsTo = async ({ email }: { email: string }): Promise<number> =>
      (await world.pool.query("select count(*)::int n from letter where deal_id = $1 and to_address = $2 and kind = 'approval_request' and state = 'sent'", [deal.dealId, email])).rows[0].n;
    const asked = (person: { email: string }, times: number) =>
      eventually(
        () => requestsTo(person),
        n => n === times,
      );
    const holder = async () => (await stateOf(world, deal)).phase;
    // Friday, 5 April 2030, 15:00 in Almaty: the finance director is away from Monday to Wednesday, and has the step today.
    const deal = await aDeal(world.pool, { start: { submit: false } });
    await world.start(deal);
    await eventually(
      () => stateOf(world, deal),
      state => state.n > 0,
    );
    await world.fastForward(deal, { untilAt: '2030-04-05T10:00:00.000Z' });
    await cover(people.cfo.id, people.manager.id, { fromOn: '2030-04-08', toOn: '2030-04-10' });
    await world.command(deal, 'submit', {}, { actor: { type: 'user', id: people.seller.id } });
    await approve(deal, people.manager);
    await approve(deal, people.lawyer);
    const friday = await anAskedStep(pages, people.cfo.id, deal);
    await asked(people.cfo, 1);
    // Sunday, a minute before midnight: nothing has moved.
    await world.fastForward(deal, { untilAt: '2030-04-07T18:59:00.000Z' });
    expect(await holder()).toMatchObject({ open: { personId: people.cfo.id, turnsAt: '2030-04-07T19:00:00.000Z' } });
    // Monday, 00:00: the cover has it. Three of the eight hours are used, the other five are Monday's.
    await world.fastForward(deal, { untilAt: '2030-04-07T19:01:00.000Z' });
    await asked(people.manager, 2);
    expect(await holder()).toMatchObject({ open: { personId: people.manager.id, personVia: 'cover', turnsAt: '2030-04-10T19:00:00.000Z', dueAt: expect.stringMatching(/^2030-04-08T10:0/) } });
    const monday = await anAskedStep(pages, people.manager.id, deal);
    expect(await textOf(monday.url)).toContain('Вы замещаете: Ирина Ким, до 10 апреля.');
    const former = await pages.get(friday.url);
    expect(text(former.body)).toMatch(/Задача перешла к другому.*Теперь решает Руслан Оспанов/);
    expect(former.body).not.toContain('name="decision"');
    // Thursday, 00:00: the finance director is back, late or not.
    await world.fastForward(deal, { untilAt: '2030-04-10T19:01:00.000Z' });
    await asked(people.cfo, 2);
    expect(await holder()).toMatchObject({ open: { personId: people.cfo.id, personVia: 'role', turnsAt: null, escalated: true } });
    expect(text((await pages.get(monday.url)).body)).toMatch(/Задача перешла к другому.*Теперь решает Ирина Ким/);
    const thursday = await anAskedStep(pages, people.cfo.id, deal);
    expect(thursday.url).not.toBe(friday.url);
    expect(await textOf(thursday.url)).toContain('К вам задача перешла');
    expect([await requestsTo(people.manager), await requestsTo(people.cfo)]).toEqual([2, 2]);
    await noCovers();
  });

  it('says who handed the step over, with the words', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const page = await pages.get(step.url);
    await pages.post(step.url, { nonce: hidden(page, 'nonce'), version: '1', decision: 'hand_over', comment: 'Это ваш клиент', to_user_id: people.director.id });
    const next = await anAskedStep(pages, people.director.id, step.deal);
    expect(await textOf(next.url)).toContain('Задачу вам передали: Руслан Оспанов. «Это ваш клиент»');
  });
});

describe('approvals that still hold', () => {
  it('stand among the voices as kept from their version with their words, and are passed over by what comes next', async () => {
    const deal = await aDeal(pages.world.pool);
    await pages.world.start(deal);
    const first = await anAskedStep(pages, people.manager.id, deal);
    await pages.world.pool.query("insert into note (id, deal_id, text, author_type, author_id, created_at) values ('note_manager', $1, 'Клиент надёжный', 'user', $2, now())", [
      deal.dealId,
      people.manager.id,
    ]);
    await pages.world.command(deal, 'approve', { task_id: first.taskId, version: 1, note_id: 'note_manager' }, { actor: { type: 'api_key', id: 'key_test' } });
    await approve(deal, people.lawyer);
    await anAskedStep(pages, people.cfo.id, deal);
    await changeCreditDays(deal, 45);
    const step = await eventually(
      () => anAskedStep(pages, people.cfo.id, deal),
      found => found.taskId !== first.taskId,
    );
    const page = await textOf(step.url);
    expect(page.match(/сохранено с версии 1: правка этого не касается/g)).toHaveLength(2);
    expect(page).toContain('«Клиент надёжный»');
    expect(page).toContain('Дальше решает Бахыт Нұрланов, директор.');
    expect(page).toContain('кого правка не касается, того не спросим снова');
    // The manager's link leads to a replaced version; nothing is asked of him, for his word holds.
    expect(await textOf(first.url)).toContain('ваше решение осталось в силе');
  });

  it('are none of the CFO’s once the credit is longer: the link that was decided by shows what is different and leads to the new question', async () => {
    const deal = await aDeal(pages.world.pool);
    await pages.world.start(deal);
    await approve(deal, people.manager);
    await approve(deal, people.lawyer);
    const former = await anAskedStep(pages, people.cfo.id, deal);
    await approve(deal, people.cfo);
    await anAskedStep(pages, people.director.id, deal);
    await changeCreditDays(deal, 45);
    const fresh = await eventually(
      () => anAskedStep(pages, people.cfo.id, deal),
      found => found.taskId !== former.taskId,
    );
    const page = await pages.get(former.url);
    expect(text(page.body)).toContain('Теперь действует версия 2. Она ждёт вашего решения.');
    expect(page.body).toContain(`href="${fresh.url}"`);
    expect(text(page.body)).toMatch(/Что изменилось.*14 дней.*45 дней/);
    expect(page.body).not.toContain('name="decision"');
    expect((await pages.get(fresh.url)).body).toContain('name="decision"');
  });
});
