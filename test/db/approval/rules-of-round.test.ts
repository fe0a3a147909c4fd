import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRecordActivities } from '../../../activities/record-activities.ts';
import { changeApprovalTable } from '../../../db/company/change-approval-table.ts';
import { readApprovalTable } from '../../../db/read/approval-table.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { ApprovalRules } from '../../../domain/approval/rules.ts';
import { byAdmin, people } from '../../build/company.ts';
import { aDeal } from '../../build/deal.ts';
import { aLedger, type Ledger } from '../money/ledger.ts';

// Tuesday, 24 November 2026, 10:00 in Almaty.
const now = '2026-11-24T05:00:00.000Z';
let ledger: Ledger;
beforeAll(async () => {
  ledger = await aLedger();
});
afterAll(() => ledger.close());

const change = (rules: Partial<ApprovalRules>) =>
  unitOfWork(ledger.pool, async db => {
    const { version, rows } = await readApprovalTable(db);
    return changeApprovalTable(db, { version, rows, rules, by: byAdmin(now) });
  });

async function aRound() {
  const activities = createRecordActivities(ledger);
  const { dealId } = await aDeal(ledger.pool);
  const round = await activities.prepareRound({ dealId, round: 1, ownerId: people.seller.id, now });
  if ('refused' in round || !round.firstStep) throw new Error('nobody is asked');
  const step = { dealId, version: round.package.version, round: 1, position: 1, role: 'lawyer', ownerId: people.seller.id, now };
  const { taskId, remindAt, dueAt: firstDueAt, stuckAt, clock } = round.firstStep;
  const inHand = {
    ...step,
    position: 0,
    role: 'manager',
    taskId,
    remindAt,
    dueAt: firstDueAt,
    stuckAt,
    ...(clock ? { clock } : {}),
    personId: people.manager.id,
    personVia: 'role',
    openedAt: now,
    roundStartedAt: now,
  };
  return {
    ...{ undoSeconds: round.undoSeconds, expiresAt: round.expiresAt, firstDueAt },
    nextDueAt: async () => (await activities.openStep({ ...step, packageId: round.package.packageId })).dueAt,
    replanned: async () => {
      const { dueAt, expiresAt } = await activities.replanStep(inHand);
      return { dueAt, expiresAt };
    },
  };
}

it('a round that runs keeps the rules it was planned with, steps that open later and steps planned anew included; the next round takes the new ones', async () => {
  const running = await aRound();
  expect(running).toMatchObject({ undoSeconds: 60, firstDueAt: '2026-11-24T10:00:00.000Z', expiresAt: '2026-12-15T13:00:00.000Z' });
  const lawyersDueAt = await running.nextDueAt();
  await change({ slaMinutes: { manager: 60, lawyer: 60, cfo: 60, director: 60 }, finalLimitWorkingDays: 1, undoSeconds: 0 });
  expect(await running.nextDueAt()).toBe(lawyersDueAt);
  expect(await running.replanned()).toEqual({ dueAt: running.firstDueAt, expiresAt: running.expiresAt });
  const next = await aRound();
  expect(next).toMatchObject({ undoSeconds: 0, firstDueAt: '2026-11-24T06:00:00.000Z', expiresAt: '2026-11-25T13:00:00.000Z' });
  expect(await next.nextDueAt()).toBe('2026-11-24T06:00:00.000Z');
});
