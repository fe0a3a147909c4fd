import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listWaitingDeals } from '../../../db/money/deal-outbox.ts';
import { tellApprovingDeals } from '../../../db/people/tell-approving-deals.ts';
import { createPool } from '../../../db/pool.ts';
import { readFates } from '../../../db/read/ladder-facts.ts';
import { readPoliciesInForce } from '../../../db/read/reminder-policies.ts';
import { pauseWide } from '../../../db/reminders/pause-scope.ts';
import { previewAdoption } from '../../../db/reminders/preview-adoption.ts';
import * as schema from '../../../db/schema/index.ts';
import { readDb, unitOfWork } from '../../../db/unit-of-work.ts';
import { defaultReminderPolicy, type Segment } from '../../../domain/dunning/policy.ts';
import { aCompany } from '../../build/company.ts';
import { aReceivable } from '../../build/invoice.ts';
import { freshDatabase } from '../../setup/stack.ts';

/** More than one statement has parameters for, five to a row. */
const deals = 14_000;
const now = '2030-04-01T06:00:00.000Z';
const by = { actor: { type: 'user', id: 'usr_cfo' }, now } as const;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 2);
  await aCompany(pool);
  const first = await aReceivable(pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  await copies('deal', first.dealId, { id: '$', workflow_id: '$', external_id: '$', stage: 'approving' });
  await copies('invoice', first.invoiceId, { id: '$', deal_id: '$', number: '$', reference: null, issue_key: '$' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A row so many times over; `$` stands for what differs. */
async function copies(table: 'deal' | 'invoice', id: string, change: Readonly<Record<string, string | null>>): Promise<void> {
  const fields = Object.entries(change).map(([name, value]) => `'${name}', ${value === '$' ? "'copy_' || n" : value === null ? 'null' : `'${value}'`}`);
  const row = `jsonb_populate_record(t, jsonb_build_object(${fields.join(', ')}))`;
  await pool.query(`insert into ${table} select copy.* from ${table} t, generate_series(2, ${deals}) n, lateral ${row} copy where t.id = $1`, [id]);
}

describe('a company with more open deals than a statement has room for', () => {
  it('pauses all of them, and each deal is told', { timeout: 30_000 }, async () => {
    const pause = { scope: 'company', scopeId: 'company', fromAt: now, untilAt: '2030-04-05T06:00:00.000Z', reason: 'Наурыз', commandId: 'pause-all', ...by } as const;
    const outboxIds = await unitOfWork(pool, db => pauseWide(db, pause));
    expect(new Set(outboxIds).size).toBe(deals);
    expect(await pool.query("select count(distinct deal_id)::int as told from deal_outbox where message = 'pauses_changed'")).toMatchObject({ rows: [{ told: deals }] });
    // As many ids as five such rows have are one list still.
    const many = Array.from({ length: 5 }, () => outboxIds).flat();
    expect(await listWaitingDeals(readDb(pool), { ids: many, limit: many.length })).toHaveLength(deals);
  });

  it('has the fates of its rungs read in one statement', async () => {
    const ids = Array.from({ length: 70_000 }, (_, n) => `inv_${n}`);
    expect(await readFates(readDb(pool), ids)).toEqual([]);
  });

  it('sees what an adoption would do to many in as many queries as to one', async () => {
    const owe = async (segment: Segment) => {
      const { customerId } = await aReceivable(pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
      await pool.query('update customer set segment = $2 where id = $1', [customerId, segment]);
      return customerId;
    };
    await owe('state');
    const retail = await owe('retail');
    await pool.query("update invoice set customer_id = $1 where id in (select 'copy_' || n from generate_series(2, 60) n)", [retail]);
    const inForce = await readPoliciesInForce(readDb(pool));
    const next = { policyId: 'default', version: 2, policy: { ...defaultReminderPolicy, sendTime: '11:00' } };
    const preview = async (segment: Segment) => {
      const queries: string[] = [];
      const counting = drizzle(pool, { schema, casing: 'snake_case', logger: { logQuery: query => queries.push(query) } });
      const { all } = await previewAdoption(counting, { next, scope: { segment }, inForce }, () => now);
      return { invoices: all.length, queries };
    };
    const [one, many] = [await preview('state'), await preview('retail')];
    expect([one.invoices, many.invoices]).toEqual([1, 60]);
    expect(many.queries).toEqual(one.queries);
  });

  it('has all that are under approval follow a change of its people', { timeout: 30_000 }, async () => {
    await unitOfWork(pool, db => tellApprovingDeals(db, now));
    expect(await pool.query("select count(distinct deal_id)::int as told from deal_outbox where message = 'approvers_changed'")).toMatchObject({ rows: [{ told: deals - 1 }] });
  });
});
