import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStep, replanStep } from '../../activities/plan/open-step.ts';
import { addCover, changeUser } from '../../db/people/change-people.ts';
import { createPool } from '../../db/pool.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { WorkingHours } from '../../domain/calendar/working-hours.ts';
import { localInstant } from '../../domain/calendar/zone.ts';
import type { OpenStepPlan } from '../../workflows/ports.ts';
import { aCompany, byAdmin, people } from '../build/company.ts';
import { aDeal } from '../build/deal.ts';
import { freshDatabase } from '../setup/stack.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 2);
  await aCompany(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await pool.query("update app_user set working_hours = null, time_zone = 'Asia/Almaty'");
  await pool.query('delete from user_cover');
});

const almaty = (onDate: string, time: string): string => localInstant(onDate, time, 'Asia/Almaty');
const hours = (person: { id: string }, workingHours: WorkingHours | null, timeZone = 'Asia/Almaty') =>
  unitOfWork(pool, db => changeUser(db, person.id, { change: { workingHours, timeZone }, by: byAdmin('2026-11-01T00:00:00.000Z') }));
const cover = (person: { id: string }, by: { id: string }, days: { fromOn: string; toOn: string }) =>
  unitOfWork(pool, db => addCover(db, { userId: person.id, coverUserId: by.id, ...days }, byAdmin('2026-11-01T00:00:00.000Z')));

const place = { dealId: 'deal_1', version: 1, round: 1, position: 2, role: 'cfo' as const, ownerId: people.seller.id };
/** The finance director has eight working hours. */
const opened = (now: string): Promise<OpenStepPlan> => unitOfWork(pool, db => openStep(db, { ...place, now }));
function again(plan: OpenStepPlan, at: { now: string; openedAt: string }) {
  const { taskId, personId, personVia, remindAt, dueAt, stuckAt, clock } = plan;
  const step = { ...place, ...at, taskId, personId, personVia, remindAt, dueAt, stuckAt, roundStartedAt: at.openedAt, ...(clock ? { clock } : {}) };
  return unitOfWork(pool, db => replanStep(db, step));
}

const mornings: WorkingHours = [{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }];
const evenings: WorkingHours = [{ weekdays: [1, 2, 3, 4, 5], from: '18:00', to: '22:00' }];
const thursday = almaty('2026-11-26', '12:00');

describe('a step that opens', () => {
  it('runs by the company’s hours for whoever has none of their own, in their own zone', async () => {
    expect(await opened(thursday)).toMatchObject({ personId: people.cfo.id, dueAt: almaty('2026-11-27', '12:00'), turnsAt: null });
    await hours(people.cfo, null, 'Europe/Berlin');
    // Noon in Almaty is eight in the morning in Berlin: the whole day is still ahead there.
    expect((await opened(thursday)).dueAt).toBe(localInstant('2026-11-26', '18:00', 'Europe/Berlin'));
  });

  it('runs by their own hours: eight of them on mornings from Monday to Thursday end on Tuesday', async () => {
    await hours(people.cfo, mornings);
    expect(await opened(thursday)).toMatchObject({ dueAt: almaty('2026-12-01', '12:00'), remindAt: [almaty('2026-11-30', '12:00'), almaty('2026-12-01', '10:24')] });
  });

  it('runs by the hours of whoever stands in, and knows when the cover ends', async () => {
    await hours(people.director, evenings);
    await cover(people.cfo, people.director, { fromOn: '2026-11-23', toOn: '2026-11-29' });
    const plan = await opened(thursday);
    expect(plan).toMatchObject({ personId: people.director.id, personVia: 'cover', dueAt: almaty('2026-11-27', '22:00'), turnsAt: almaty('2026-11-30', '00:00') });
  });

  it('knows when a cover begins, by the day of whoever is away', async () => {
    await cover(people.cfo, people.director, { fromOn: '2026-11-30', toOn: '2026-12-04' });
    expect(await opened(thursday)).toMatchObject({ personId: people.cfo.id, turnsAt: almaty('2026-11-30', '00:00') });
    await hours(people.cfo, null, 'Europe/Berlin');
    expect((await opened(thursday)).turnsAt).toBe(localInstant('2026-11-30', '00:00', 'Europe/Berlin'));
  });

  it('remembers the week it counts by under one id, however often it is planned', async () => {
    await hours(people.cfo, mornings);
    const [first, second] = [await opened(thursday), await opened(thursday)];
    expect(first.clock).toEqual({ weekId: expect.stringMatching(/^wwk_/), fromAt: thursday, usedMs: 0 });
    expect(second).toEqual(first);
    await hours(people.cfo, evenings);
    expect((await opened(thursday)).clock?.weekId).not.toBe(first.clock?.weekId);
  });
});

describe('an open step that is planned anew', () => {
  const monday = almaty('2026-11-30', '09:00');
  const noon = { now: almaty('2026-11-30', '12:00'), openedAt: monday };

  it('changes nothing where nothing has changed', async () => {
    const plan = await opened(monday);
    const { clock, remindAt, dueAt, stuckAt, turnsAt } = await again(plan, noon);
    expect({ remindAt, dueAt, stuckAt, turnsAt }).toEqual({ remindAt: plan.remindAt, dueAt: plan.dueAt, stuckAt: plan.stuckAt, turnsAt: plan.turnsAt });
    expect(clock).toEqual({ weekId: plan.clock?.weekId, fromAt: noon.now, usedMs: 3 * 3_600_000 });
  });

  it('keeps the hours that were used when its person’s hours change, and runs the rest by the new ones', async () => {
    const plan = await opened(monday);
    await hours(people.cfo, evenings);
    // Three of eight hours are gone by the company's day; four of the other five are tonight.
    expect(await again(plan, noon)).toMatchObject({ personId: people.cfo.id, dueAt: almaty('2026-12-01', '19:00'), clock: { usedMs: 3 * 3_600_000 } });
  });

  it('goes over to whoever stands in from that day on, and back when the cover has ended, each by their own hours', async () => {
    await hours(people.director, evenings);
    await cover(people.cfo, people.director, { fromOn: '2026-12-01', toOn: '2026-12-01' });
    const plan = await opened(almaty('2026-11-30', '16:00'));
    expect(plan).toMatchObject({ personId: people.cfo.id, turnsAt: almaty('2026-12-01', '00:00') });
    const tuesday = { now: almaty('2026-12-01', '00:00'), openedAt: almaty('2026-11-30', '16:00') };
    const passed = await again(plan, tuesday);
    // Two hours are gone, six are left: four this evening, two the next.
    expect(passed).toMatchObject({ personId: people.director.id, personVia: 'cover', dueAt: almaty('2026-12-02', '20:00'), turnsAt: almaty('2026-12-02', '00:00') });
    const back = await again(passed, { ...tuesday, now: almaty('2026-12-02', '00:00') });
    expect(back).toMatchObject({ personId: people.cfo.id, personVia: 'role', dueAt: almaty('2026-12-02', '11:00'), turnsAt: null, clock: { usedMs: 6 * 3_600_000 } });
  });

  it('stays with whoever was handed it, covers or not, and runs by their hours from then on', async () => {
    const plan = await opened(monday);
    await hours(people.lawyer, mornings);
    await cover(people.cfo, people.director, { fromOn: '2026-12-01', toOn: '2026-12-04' });
    const handed = await again({ ...plan, personId: people.lawyer.id, personVia: 'handed_over' }, noon);
    // Five hours are left: two this morning, three tomorrow.
    expect(handed).toMatchObject({ personId: people.lawyer.id, personVia: 'handed_over', dueAt: almaty('2026-12-01', '13:00'), turnsAt: null });
  });

  it('of a deal from before weeks were counted has run by the company’s hours since it opened', async () => {
    const { clock: _clock, turnsAt: _turnsAt, ...earlier } = await opened(monday);
    await hours(people.cfo, evenings);
    expect(await again(earlier, noon)).toMatchObject({ dueAt: almaty('2026-12-01', '19:00'), clock: { usedMs: 3 * 3_600_000 } });
  });

  it('keeps the instant at which it came to be late', async () => {
    const plan = await opened(monday);
    await cover(people.cfo, people.director, { fromOn: '2026-12-03', toOn: '2026-12-04' });
    const late = await again(plan, { now: almaty('2026-12-03', '00:00'), openedAt: monday });
    expect(late).toMatchObject({ personId: people.director.id, remindAt: plan.remindAt, dueAt: plan.dueAt });
  });
});

describe('a change of people', () => {
  const told = async (): Promise<number> => (await pool.query('select count(*)::int n from deal_outbox')).rows[0].n;

  it('of hours or zone has the deals under approval plan their step anew; of a name it does not', async () => {
    const { dealId } = await aDeal(pool);
    await pool.query("update deal set stage = 'approving' where id = $1", [dealId]);
    const monday = almaty('2026-11-30', '09:00');
    const change = (given: Parameters<typeof changeUser>[2]['change']) => unitOfWork(pool, db => changeUser(db, people.cfo.id, { change: given, by: byAdmin(monday) }));
    const before = await told();
    await change({ name: people.cfo.name });
    expect(await told()).toBe(before);
    await change({ workingHours: mornings });
    await change({ timeZone: 'Asia/Aqtau' });
    await change({ workingHours: null });
    expect(await told()).toBe(before + 3);
  });
});
