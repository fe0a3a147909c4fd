import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeTasks } from '../../activities/record/project-invoice.ts';
import { projectPause } from '../../activities/record/project-pause.ts';
import { sentByHand } from '../../db/delivery/sent-by-hand.ts';
import { createPool } from '../../db/pool.ts';
import { readObstacles } from '../../db/read/letters.ts';
import { readProgress } from '../../db/reminders/adopt-reminder-policy.ts';
import * as schema from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { aCompany } from '../build/company.ts';
import { aReceivable } from '../build/invoice.ts';
import { freshDatabase } from '../setup/stack.ts';

let owed: Awaited<ReturnType<typeof aReceivable>>;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 1);
  await aCompany(pool);
  owed = await aReceivable(pool, { issuedOn: '2030-03-01', dueOn: '2030-03-15' });
  // With one connection the setting holds for all: whatever has an index for its question uses it.
  await pool.query('set enable_seqscan = off');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The tables that are read from end to end by what `ask` does. */
async function readWhole(ask: (db: Db) => Promise<unknown>): Promise<string[]> {
  const asked: { query: string; params: unknown[] }[] = [];
  await ask(drizzle(pool, { schema, casing: 'snake_case', logger: { logQuery: (query, params) => asked.push({ query, params }) } }));
  expect(asked).not.toEqual([]);
  const plans: string[] = [];
  for (const { query, params } of asked) plans.push(...(await pool.query(`explain ${query}`, params)).rows.map(row => row['QUERY PLAN']));
  return plans.flatMap(line => /Seq Scan on "?(\w+)/.exec(line)?.[1] ?? []);
}

const at = '2030-04-01T06:00:00.000Z';
const ended = { n: 9, at, actor: { type: 'system', id: 'process' }, commandId: null } as const;

describe('what is asked often, or while others wait, has an index', () => {
  it.each<readonly [string, (db: Db) => Promise<unknown>]>([
    ['the open tasks of an invoice, with each letter that leaves', db => closeTasks(db, owed.invoiceId, { kinds: ['call'], at })],
    ['the pauses of an invoice, at its end', db => projectPause(db, owed.dealId, { ...ended, type: 'invoice.paid', data: { invoiceId: owed.invoiceId } })],
    ['the pauses of a deal, at its end', db => projectPause(db, owed.dealId, { ...ended, type: 'deal.closed', data: { closing: 'paid', noteId: null, reasonText: null } })],
    ['the last message to a chat, for the list of people', db => readObstacles(db, [{ id: 'usr_1', telegramChatId: '77' }])],
    ['how far an adoption has come', db => readProgress(db, { id: 'adp_1', deals: 1 })],
    ['the letters of an invoice that were asked for by hand', db => sentByHand(db, owed.invoiceId)],
  ])('%s', async (_, ask) => {
    expect(await readWhole(ask)).toEqual([]);
  });
});
