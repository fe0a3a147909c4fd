import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reminderPolicy } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { aLetter, theEnd } from '../../domain/dunning/ladder.ts';
import { defaultReminderPolicy, type ReminderPolicy } from '../../domain/dunning/policy.ts';
import type { DealStart } from '../../workflows/deal/messages.ts';
import { people } from '../build/company.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { type Chased, chasedFrom, fatesOf } from './ladder-story.ts';
import { aWorld, dealNow, eventually, stateOf, type World } from './world.ts';

let mail: ScriptedMail;
let world: World;
beforeAll(async () => {
  mail = await startScriptedMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl });
});
afterAll(async () => {
  await world?.close();
  await mail?.stop();
});

/** A company that writes every day: three rungs in three days, and what it says of missed ones. */
async function writesDaily(policyId: string, onMissed: ReminderPolicy['onMissed']): Promise<void> {
  const rungs = [aLetter(1, 'businesslike'), aLetter(2, 'businesslike'), aLetter(3, 'businesslike'), theEnd(21)];
  const row = { policyId, version: 1, data: { ...defaultReminderPolicy, rungs, onMissed }, createdAt: '2026-01-05T04:00:00.000Z', authorType: 'user', authorId: people.admin.id };
  await unitOfWork(world.pool, db => db.insert(reminderPolicy).values(row));
}

type Missing = Readonly<{ deal: Chased; to: string; onMissed: ReminderPolicy['onMissed'] }>;

/** Due on Monday 15 April 2030; its letters go at 10:00 in Almaty (05:00Z) on the 16th, 17th and 18th. Overdue since midnight there. */
async function dailyChased(onMissed: ReminderPolicy['onMissed']): Promise<Missing> {
  await writesDaily(onMissed, onMissed);
  const to = `${onMissed}@romashka.example`;
  const deal = await chasedFrom(world, { zone: 'Asia/Almaty', issuedOn: '2030-04-01', dueOn: '2030-04-15', email: to, policyId: onMissed });
  await world.fastForward(deal, { untilAt: downAt });
  return { deal, to, onMissed };
}

/** The engine is down from one in the night of the 16th until one in the night of the 19th, in Almaty. */
const downAt = '2030-04-15T20:00:00.000Z';
const backAt = '2030-04-18T20:00:00.000Z';

/** What the server has waiting for a worker that takes up the deal, and what its clock says then. */
async function taskOf({ workflowId }: Chased): Promise<{ waits: boolean; nowAt: string }> {
  const { raw } = await world.client.workflow.getHandle(workflowId).describe();
  const task = raw.pendingWorkflowTask;
  return { waits: Boolean(task) && !task?.startedTime, nowAt: await dealNow(world.client, workflowId) };
}

/**
 * With no worker the server moves a clock to the deal's next timer and no further: the timer fires, and its task waits for a worker, which holds the
 * clock (temporal.md 1.4). So the three days pass in a second run, as after continue-as-new: it begins with the state in which the
 * workers left the deal, and the server holds its first task back until they are over. Then that task waits for a worker as the other did.
 */
async function threeDaysPass(deal: Chased, start: DealStart): Promise<void> {
  const handle = world.client.workflow.getHandle(deal.workflowId);
  const held = world.fastForward(deal, { untilAt: backAt });
  const first = await eventually(
    () => taskOf(deal),
    ({ waits }) => waits,
  );
  expect(first.nowAt.slice(0, 15)).toBe('2030-04-16T05:0');
  await handle.terminate('its clock stands');
  await held;
  await world.client.workflow.start('deal', { workflowId: deal.workflowId, taskQueue: 'deals', args: [start], startDelay: Date.parse(backAt) - Date.now() });
  await world.fastForward(deal, { untilAt: backAt });
  const second = await eventually(
    () => taskOf(deal),
    ({ waits }) => waits,
  );
  expect(second.nowAt >= backAt).toBe(true);
}

const fatesNow = async ({ deal }: Missing, count: number) => (await fatesOf(world, deal, count)).filter(fate => !fate.includes('held'));
const lettersTo = ({ to }: Missing) => mail.received.filter(letter => letter.to === to).length;

describe('three days in which no worker runs', () => {
  it('INV-2: three missed rungs are one letter, the right one, or a letter a day where the policy says so; never three at once, and none at night', async () => {
    const skipping = await dailyChased('skip_to_current');
    const inOrder = await dailyChased('send_in_order');
    const both = [skipping, inOrder];
    const starts = await Promise.all(both.map(async ({ deal }): Promise<DealStart> => ({ ...deal.start, carried: { state: await stateOf(world, deal), seen: [], slow: [] } })));

    await world.stopWorkers();
    await Promise.all(both.map(({ deal }, index) => threeDaysPass(deal, starts[index] as DealStart)));
    await world.startWorkers();

    // Ten minutes to ten in the morning: what was missed is known, and nobody was written to in the night.
    await Promise.all(both.map(({ deal }) => world.fastForward(deal, { untilAt: '2030-04-19T04:50:00.000Z' })));
    expect(await fatesNow(skipping, 2)).toEqual(['+1 skipped missed', '+2 skipped missed']);
    expect(await fatesNow(inOrder, 0)).toEqual([]);
    expect(both.map(lettersTo)).toEqual([0, 0]);

    await Promise.all(both.map(({ deal }) => world.fastForward(deal, { untilAt: '2030-04-19T05:10:00.000Z' })));
    await eventually(
      async () => both.map(lettersTo),
      count => count.every(Boolean),
    );
    await Promise.all(both.map(({ deal }) => world.fastForward(deal, { untilAt: '2030-05-10T06:00:00.000Z' })));
    expect(await fatesOf(world, skipping.deal, 4)).toEqual(['+1 skipped missed', '+2 skipped missed', '+3 sent 2030-04-19T05:00', '+21 done']);
    expect(await fatesOf(world, inOrder.deal, 4)).toEqual(['+1 sent 2030-04-19T05:00', '+2 sent 2030-04-22T05:00', '+3 sent 2030-04-23T05:00', '+21 done']);
    expect(both.map(lettersTo)).toEqual([1, 3]);
  });
});
