import { globSync, readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPool } from '../../../db/pool.ts';
import { readPolicyInForce, readReminderPolicyFor } from '../../../db/read/reminder-policies.ts';
import { companyPolicy, invoice, reminder, reminderPolicy } from '../../../db/schema/index.ts';
import { readDb } from '../../../db/unit-of-work.ts';
import { defaultReminderPolicy } from '../../../domain/dunning/policy.ts';
import { defaultCompanyPolicy } from '../../../domain/policy/company-policy.ts';
import { freshDatabase } from '../../setup/stack.ts';

let pool: Pool, drop: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase();
  pool = createPool(database.url, 2);
  drop = database.drop;
});
afterAll(async () => {
  await pool.end();
  await drop();
});

/** What the company's policy held before reminders had policies of their own. */
const before = {
  dunning: {
    ladder: [
      { rung: '0', offsetDays: 0, tone: 'neutral', does: ['letter'] },
      { rung: '+5', offsetDays: 5, tone: 'businesslike', does: ['owner_told', 'letter'] },
      { rung: '+30', offsetDays: 30, tone: 'manual', does: ['stop', 'manual_task'] },
    ],
    ...{ sendTime: '11:00', quietFrom: '19:00', quietUntil: '10:00', minGapHours: 24, missed: 'send_in_order', holdWorkingDays: 3 },
  },
  promise: { customerMaxDays: 10, customerMaxTimes: 1, staffMaxDays: 30, graceDays: 2 },
  freshnessWorkingDays: 2,
};

it('the migration makes a policy of what the company’s policy said, and binds to it whatever was issued', async () => {
  const db = readDb(pool);
  expect(await readPolicyInForce(db, 'default')).toMatchObject({ version: 0, policy: defaultReminderPolicy });
  await db.insert(companyPolicy).values([
    { version: 1, data: { ...defaultCompanyPolicy, ...before, freshnessWorkingDays: 9 } as never, createdAt: '2026-01-05T04:00:00.000Z' },
    { version: 2, data: { ...defaultCompanyPolicy, ...before } as never, createdAt: '2026-06-05T04:00:00.000Z' },
  ]);
  const base = { customerId: 'cus_1', instalment: 1, external: false, status: 'open', delivery: 'sent', language: 'ru', documentType: 'corporate', currency: 'KZT', bankAccountId: 'bac_1' } as const;
  const sums = { netMinor: 100, vatMinor: 16, grossMinor: 116 };
  await db.insert(invoice).values([
    { ...base, ...sums, id: 'inv_issued', dealId: 'deal_1', issueKey: 'a', issuedOn: '2026-06-01', dueOn: '2026-06-15' },
    { ...base, ...sums, id: 'inv_draft', dealId: 'deal_2', issueKey: 'b', status: 'draft' },
  ]);
  await db.insert(reminder).values({ id: 'rem_1', invoiceId: 'inv_issued', dealId: 'deal_1', rung: '0', state: 'sent', dueAt: '2026-06-15T06:00:00.000Z', claimedAt: '2026-06-15T06:00:00.000Z' });
  for (const statement of dataStatements()) await pool.query(statement);

  const { policy, author, version } = await readPolicyInForce(db, 'default');
  expect([version, author]).toEqual([1, { type: 'system', id: 'company' }]);
  expect(policy).toEqual({
    ...defaultReminderPolicy,
    rungs: before.dunning.ladder.map(step => ({ ...step, basis: 'calendar_days', hour: '11:00', channel: 'email', recipients: step.does.includes('letter') ? ['customer'] : [] })),
    ...{ onMissed: 'send_in_order', minGapHours: 24, quietHours: { from: '19:00', until: '10:00' }, freshnessWorkingDays: 2, holdWorkingDays: 3, graceDays: 2 },
    promise: { customerMaxDays: 10, customerMaxTimes: 1, staffMaxDays: 30 },
  });
  expect((await readReminderPolicyFor(db, 'inv_issued')).version).toBe(1);
  const pins = await db.select({ id: invoice.id, policyId: invoice.reminderPolicyId }).from(invoice).orderBy(invoice.id);
  expect(pins).toEqual([
    { id: 'inv_draft', policyId: null },
    { id: 'inv_issued', policyId: 'default' },
  ]);
  expect(await db.select({ policyId: reminder.policyId, version: reminder.policyVersion }).from(reminder)).toEqual([{ policyId: 'default', version: 1 }]);
});

it('a version never changes: the database refuses', async () => {
  await expect(readDb(pool).update(reminderPolicy).set({ authorId: 'somebody' })).rejects.toMatchObject({ cause: { message: 'reminder_policy is append-only' } });
});

/** The part of the migration that moves what is on record, after the tables are there. */
function dataStatements(): string[] {
  const [file = ''] = globSync('db/migrations/*_reminder_policies.sql');
  return readFileSync(file, 'utf8')
    .split('--> statement-breakpoint')
    .filter(statement => /^\s*(?:--[^\n]*\n)?(?:INSERT INTO|UPDATE) "/.test(statement));
}
