import os from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPool } from '../../db/pool.ts';
import { readPoliciesInForce } from '../../db/read/reminder-policies.ts';
import { countAdoption, readChangedDeals } from '../../db/reminders/preview-adoption.ts';
import { readDb } from '../../db/unit-of-work.ts';
import { defaultReminderPolicy } from '../../domain/dunning/policy.ts';
import { aCompany } from '../build/company.ts';
import { aReceivable } from '../build/invoice.ts';
import { freshDatabase } from '../setup/stack.ts';

const invoices = 14_000;
const now = '2030-04-01T06:00:00.000Z';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 2);
  await aCompany(pool);
  const first = await aReceivable(pool, { issuedOn: '2030-03-01', dueOn: '2030-04-15' });
  await copies('customer', first.customerId, { id: '$', tax_id: null });
  await copies('deal', first.dealId, { id: '$', workflow_id: '$', external_id: '$', customer_id: '$' });
  await copies('invoice', first.invoiceId, { id: '$', deal_id: '$', customer_id: '$', number: '$', reference: null, issue_key: '$' });
  // Due over two months, from three weeks ago on.
  await pool.query("update invoice set due_on = '2030-03-10'::date + abs(hashtext(id)) % 60");
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A row so many times over; `$` stands for what differs. */
async function copies(table: 'customer' | 'deal' | 'invoice', id: string, change: Readonly<Record<string, string | null>>): Promise<void> {
  const fields = Object.entries(change).map(([name, value]) => `'${name}', ${value === '$' ? "'copy_' || n" : 'null'}`);
  const row = `jsonb_populate_record(t, jsonb_build_object(${fields.join(', ')}))`;
  await pool.query(`insert into ${table} select copy.* from ${table} t, generate_series(2, ${invoices}) n, lateral ${row} copy where t.id = $1`, [id]);
}

it('counts what an adoption would do to 14,000 open invoices and never holds the others up for long', { timeout: 300_000 }, async () => {
  const db = readDb(pool);
  const later = { ...defaultReminderPolicy, rungs: defaultReminderPolicy.rungs.map(step => ({ ...step, hour: '11:00' })) };
  const adopting = { next: { policyId: 'default', version: 2, policy: later }, scope: 'all_open', inForce: await readPoliciesInForce(db) } as const;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [begunAt, cpu] = [performance.now(), process.cpuUsage()];
  const counts = await countAdoption(db, adopting, () => now);
  delay.disable();
  const [countedAt, { user, system }] = [performance.now(), process.cpuUsage(cpu)];
  const page = await readChangedDeals(db, adopting, { nowOf: () => now, afterDealId: null, limit: 20 });
  const pageMs = performance.now() - countedAt;
  expect(counts).toMatchObject({ invoices, invoicesChanged: invoices, dealsChanged: invoices, difference: { endsMoved: invoices } });
  expect(page).toHaveLength(20);
  const ms = (value: number) => `${Math.round(value)} ms`;
  console.info(
    [
      '| what | measured |',
      '|---|---|',
      `| open invoices, each planned by two policies | ${invoices.toLocaleString('en')} |`,
      `| the count | ${ms(countedAt - begunAt)}, of which the server's own processor time ${ms((user + system) / 1000)} |`,
      `| a page of 20 deals | ${ms(pageMs)} |`,
      `| the event loop was held up | p99 ${ms(delay.percentile(99) / 1e6)}, longest ${ms(delay.max / 1e6)} |`,
      `${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, ${os.availableParallelism()} cores; Node ${process.versions.node}`,
    ].join('\n'),
  );
});
