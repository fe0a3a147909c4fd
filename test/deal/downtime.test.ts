import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reminderPolicy } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { aLetter, theEnd } from '../../domain/dunning/ladder.ts';
import { defaultReminderPolicy, type ReminderPolicy } from '../../domain/dunning/policy.ts';
import type { DealStart } from '../../workflows/deal/messages.ts';
import { people } from '../build/company.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { type Chased, chasedFrom, fatesOf } from './ladder-story.ts';
import { aWorld, stateOf, type World } from './world.ts';

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

/**
 * Nothing moves the deal until then: what it was when all workers went down is what it begins with, and the server keeps its next task
 * back. A task that waits for a worker would hold the deal's clock, so it is not left waiting.
 */
async function nothingMoves(deal: Chased, { untilAt, backAt }: { untilAt: string; backAt: string }): Promise<void> {
  const handle = world.client.workflow.getHandle(deal.workflowId);
  const start: DealStart = { ...deal.start, carried: { state: await stateOf(world, deal), seen: [], slow: [] } };
  await handle.terminate('every worker is down');
  await world.client.workflow.start('deal', { workflowId: deal.workflowId, taskQueue: 'deals', args: [start], startDelay: Date.parse(untilAt) - Date.now() });
  await world.fastForward(deal, { untilAt: backAt });
}

describe('three days in which no worker ran', () => {
  // Due on Monday 15 April 2030; letters go at 10:00 in Almaty (05:00Z) on the 16th, 17th and 18th. Workers are back at 11:00 on the 18th.
  it.each([
    { onMissed: 'skip_to_current', policyId: 'daily', tells: 'one letter, the right one', fates: ['+1 skipped missed', '+2 skipped missed', '+3 sent 2030-04-19T05:00', '+21 done'] },
    { onMissed: 'send_in_order', policyId: 'patient', tells: 'every letter, a day apart', fates: ['+1 sent 2030-04-19T05:00', '+2 sent 2030-04-22T05:00', '+3 sent 2030-04-23T05:00', '+21 done'] },
  ] as const)('INV-2: three missed rungs are $tells, never three at once, where the policy says $onMissed', async ({ onMissed, policyId, fates }) => {
    await writesDaily(policyId, onMissed);
    const to = `${policyId}@romashka.example`;
    const deal = await chasedFrom(world, { zone: 'Asia/Almaty', issuedOn: '2030-04-01', dueOn: '2030-04-15', email: to, policyId });
    await world.fastForward(deal, { untilAt: '2030-04-15T06:01:00.000Z' });
    await nothingMoves(deal, { untilAt: '2030-04-18T06:00:00.000Z', backAt: '2030-04-18T06:01:00.000Z' });
    expect(mail.received.filter(letter => letter.to === to)).toEqual([]);
    await world.fastForward(deal, { untilAt: '2030-05-10T06:00:00.000Z' });
    expect(await fatesOf(world, deal, 4)).toEqual(fates);
    expect(mail.received.filter(letter => letter.to === to)).toHaveLength(fates.filter(fate => fate.includes('sent')).length);
    expect((await world.pool.query("select at from deal_event where deal_id = $1 and type = 'invoice.overdue'", [deal.dealId])).rows.map(row => row.at.toISOString().slice(0, 16))).toEqual([
      '2030-04-18T06:00',
    ]);
  });
});
