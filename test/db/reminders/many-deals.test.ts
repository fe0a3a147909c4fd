import { setImmediate } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listWaitingDeals } from '../../../db/money/deal-outbox.ts';
import { tellApprovingDeals } from '../../../db/people/tell-approving-deals.ts';
import { createPool } from '../../../db/pool.ts';
import { readFates } from '../../../db/read/ladder-facts.ts';
import { readPoliciesInForce } from '../../../db/read/reminder-policies.ts';
import { pauseWide } from '../../../db/reminders/pause-scope.ts';
import { countAdoption, readChangedDeals } from '../../../db/reminders/preview-adoption.ts';
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

  const owe = async (segment: Segment) => {
    const { customerId } = await aReceivable(pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await pool.query('update customer set segment = $2 where id = $1', [customerId, segment]);
    return customerId;
  };
  const later = { ...defaultReminderPolicy, rungs: defaultReminderPolicy.rungs.map(step => ({ ...step, hour: '11:00' })) };
  const next = { policyId: 'default', version: 2, policy: later };

  it('sees what an adoption would do to many in as many queries as to one', async () => {
    await owe('state');
    const retail = await owe('retail');
    await pool.query("update invoice set customer_id = $1 where id in (select 'copy_' || n from generate_series(2, 60) n)", [retail]);
    const inForce = await readPoliciesInForce(readDb(pool));
    const preview = async (segment: Segment) => {
      const queries: string[] = [];
      const counting = drizzle(pool, { schema, casing: 'snake_case', logger: { logQuery: query => queries.push(query) } });
      const { invoices } = await countAdoption(counting, { next, scope: { segment }, inForce }, () => now);
      return { invoices, queries };
    };
    const [one, many] = [await preview('state'), await preview('retail')];
    expect([one.invoices, many.invoices]).toEqual([1, 60]);
    expect(many.queries).toEqual(one.queries);
  });

  it('counts each open invoice once, though they are read in parts, and lets others have their turn between a few ladders', { timeout: 30_000 }, async () => {
    const inForce = await readPoliciesInForce(readDb(pool));
    const adopting = { next, scope: { segment: 'retail' }, inForce } as const;
    await pool.query("update invoice set customer_id = $1 where id in (select 'copy_' || n from generate_series(61, 1300) n)", [await owe('retail')]);
    // Two invoices of one deal on both sides of the place where one part ends and the next begins.
    const retail = "select id, deal_id from invoice where customer_id in (select id from customer where segment = 'retail') order by deal_id, id";
    const inOrder: { id: string; deal_id: string }[] = (await pool.query(retail)).rows;
    expect(inOrder.length).toBeGreaterThan(1_200);
    await pool.query('update invoice set deal_id = $1, id = $2 where id = $3', [inOrder[499]?.deal_id, `${inOrder[499]?.id}_b`, inOrder[500]?.id]);
    let [turn, inTurn, most] = [0, 0, 0];
    let isCounting = true;
    const others = (async () => {
      while (isCounting) {
        await setImmediate();
        [turn, inTurn] = [turn + 1, 0];
      }
    })();
    const counts = await countAdoption(readDb(pool), adopting, () => {
      inTurn += 1;
      most = Math.max(most, inTurn);
      return now;
    });
    isCounting = false;
    await others;
    expect(counts).toMatchObject({ invoices: inOrder.length, invoicesChanged: inOrder.length, dealsChanged: inOrder.length - 1 });
    expect(counts.difference).toMatchObject({ lettersMoved: inOrder.length * 5, endsMoved: inOrder.length });
    expect([turn > inOrder.length / 20, most <= 20]).toEqual([true, true]);
  });

  it('shows the deals that would change page by page, each once and whole', async () => {
    const inForce = await readPoliciesInForce(readDb(pool));
    const page = (afterDealId: string | null, limit: number) => readChangedDeals(readDb(pool), { next, scope: { segment: 'retail' }, inForce }, { nowOf: () => now, afterDealId, limit });
    const whole = await page(null, 600);
    const seen: string[] = [];
    for (let after: string | null = null; seen.length < 600; after = seen.at(-1) ?? null) seen.push(...(await page(after, 150)).map(each => each.dealId));
    expect(seen).toEqual(whole.map(each => each.dealId));
    expect(new Set(seen).size).toBe(600);
    expect(whole.filter(each => each.invoices.length === 2)).toHaveLength(1);
  });

  it('has all that are under approval follow a change of its people', { timeout: 30_000 }, async () => {
    await unitOfWork(pool, db => tellApprovingDeals(db, now));
    expect(await pool.query("select count(distinct deal_id)::int as told from deal_outbox where message = 'approvers_changed'")).toMatchObject({ rows: [{ told: deals - 1 }] });
  });
});
