import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCover } from '../../../db/people/change-people.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { anApprovalPast } from '../../build/approval-past.ts';
import { anApprovalTask, type TaskRow } from '../../build/approval-task.ts';
import { byAdmin, people } from '../../build/company.ts';
import { aDeal } from '../../build/deal.ts';
import { enterAs, pagesWithoutEngine, type SilentPages } from './pages-app.ts';

// Wednesday, 25 November 2026, noon in Almaty.
const now = new Date('2026-11-25T07:00:00Z');
let pages: SilentPages;
beforeAll(async () => {
  pages = await pagesWithoutEngine(() => now);
});
afterAll(() => pages.close());

async function aWaitingStep(title: string, change: Partial<TaskRow>, clockAheadMs = 0): Promise<void> {
  const { dealId } = await aDeal(pages.pool);
  await pages.pool.query('update deal set title = $2, clock_ahead_ms = $3 where id = $1', [dealId, title, clockAheadMs]);
  await anApprovalTask(pages.pool, dealId, change);
}
const tasksOf = async (person: { id: string }): Promise<string> => {
  const { body } = await pages.get('/tasks', await enterAs(pages, person.id));
  return body
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ');
};

describe('my tasks', () => {
  it('stand by the working time that is left by each deal’s own clock, late ones first', async () => {
    await aWaitingStep('Много времени', { dueAt: '2026-11-27T07:00:00.000Z' });
    await aWaitingStep('Мало времени', { dueAt: '2026-11-25T09:00:00.000Z' });
    await aWaitingStep('Часы впереди', { dueAt: '2026-11-26T09:00:00.000Z' }, 3 * 86_400_000);
    const page = await tasksOf(people.manager);
    const order = ['Часы впереди', 'Мало времени', 'Много времени'].map(title => page.indexOf(title));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
  });

  it('tell who stands in for me and for whom I stand in, now and to come, and nothing that is over', async () => {
    const cover = (userId: string, coverUserId: string, fromOn: string, toOn: string) => unitOfWork(pages.pool, db => addCover(db, { userId, coverUserId, fromOn, toOn }, byAdmin(now.toISOString())));
    await cover(people.lawyer.id, people.cfo.id, '2026-11-20', '2026-11-25');
    await cover(people.director.id, people.lawyer.id, '2026-12-28', '2027-01-10');
    await cover(people.lawyer.id, people.manager.id, '2026-10-01', '2026-10-14');
    const page = await tasksOf(people.lawyer);
    expect(page).toContain('Вас замещает: Ирина Ким 20 ноября – 25 ноября сейчас');
    expect(page).toContain('Вы замещаете: Бахыт Нұрланов 28 декабря – 10 января впереди');
    expect(page).not.toContain('1 октября');
    expect(await tasksOf(people.seller)).toContain('Замещений нет.');
  });
});

describe('the load of every role', () => {
  it('counts what waits by person, what is late, and since when the oldest waits: for managers, directors and admins', async () => {
    await aWaitingStep('Договор', { role: 'lawyer', personId: people.lawyer.id, openedAt: '2026-11-24T04:00:00.000Z', dueAt: '2026-11-24T06:00:00.000Z' });
    await aWaitingStep('Ещё договор', { role: 'lawyer', personId: people.lawyer.id, openedAt: '2026-11-25T05:00:00.000Z', dueAt: '2026-11-27T06:00:00.000Z' });
    for (const person of [people.manager, people.director, people.admin]) expect(await tasksOf(person)).toMatch(/Юрист: 2 Динара Жүнісова 2 1 11 ч рабочего времени с вт, 24 ноября, 09:00/);
    for (const person of [people.lawyer, people.cfo, people.seller]) expect(await tasksOf(person)).not.toContain('Нагрузка по ролям');
  });
});

describe('the pace of every role', () => {
  it('tells in how long half and nine of ten of its decisions of 90 days were made: for finance directors, directors and admins', async () => {
    for (const [index, hours] of [1, 2, 3, 30].entries()) {
      const past = await anApprovalPast(pages.pool, { title: `Решённая ${index}` });
      await past.submit('2026-11-23T04:00:00.000Z');
      await past.ask('lawyer', '2026-11-23T04:00:00.000Z', { dueAt: '2026-11-24T08:00:00.000Z' });
      await past.decide('lawyer', new Date(Date.UTC(2026, 10, 23, 4 + hours)).toISOString());
    }
    const old = await anApprovalPast(pages.pool, { title: 'Давно' });
    await old.submit('2026-08-20T04:00:00.000Z');
    await old.ask('cfo', '2026-08-20T04:00:00.000Z', { dueAt: '2026-08-21T04:00:00.000Z' });
    await old.decide('cfo', '2026-08-20T05:00:00.000Z');
    for (const person of [people.cfo, people.director, people.admin]) {
      const page = await tasksOf(person);
      expect(page).toContain('Сколько идёт решение');
      expect(page).toContain('Юрист 4 2 ч по часам 2 ч 13 ч по часам 30 ч');
      expect(page).not.toContain('Финансовый директор 1 1 ч');
    }
    for (const person of [people.lawyer, people.manager, people.seller]) expect(await tasksOf(person)).not.toContain('Сколько идёт решение');
  });
});
