import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isStillWork } from '../../activities/letters/is-still-work.ts';
import { projectDelivery } from '../../activities/record/project-delivery.ts';
import { openTask } from '../../activities/record/project-invoice.ts';
import { createPool } from '../../db/pool.ts';
import { finishHumanTask } from '../../db/tasks/human-tasks.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { Happening } from '../../workflows/deal/events.ts';
import { aCompany, people } from '../build/company.ts';
import { aReceivable } from '../build/invoice.ts';
import { freshDatabase } from '../setup/stack.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 2);
  await aCompany(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

type Owed = Awaited<ReturnType<typeof anInvoice>>;
const anInvoice = () => aReceivable(pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
const told = ({ dealId }: Owed, at: string, happening: Happening) =>
  unitOfWork(pool, db => projectDelivery(db, dealId, { ...happening, n: 7, at, actor: { type: 'system', id: 'process' }, commandId: null }));
const returned = ({ invoiceId }: Owed, rung: string | null, reason: 'address_dead' | 'returned'): Happening => ({ type: 'letter.returned', data: { invoiceId, rung, reason, code: null } });
const tasksOf = async ({ invoiceId }: Owed) =>
  (await pool.query('select kind, reason, done_at is null as open, created_at, note_id from human_task where invoice_id = $1', [invoiceId])).rows.map(({ created_at: since, ...row }) => ({
    ...row,
    since: new Date(since).toISOString(),
  }));

async function doneByItsPerson({ invoiceId }: Owed, kind: string): Promise<void> {
  const { rows } = await pool.query('select id from human_task where invoice_id = $1 and kind = $2', [invoiceId, kind]);
  const at = '2030-04-02T06:00:00.000Z';
  await unitOfWork(pool, db => finishHumanTask(db, { id: rows[0].id, by: { actor: { type: 'user', id: people.seller.id }, now: at }, noteId: 'not_done', at }));
  expect(await tasksOf({ invoiceId } as Owed)).toMatchObject([{ kind, open: false }]);
}

describe('work that its person has done', () => {
  it('INV-7: is there again when the address turns out to be dead, and the letter that tells its owner goes', async () => {
    const owed = await anInvoice();
    await told(owed, '2030-04-01T06:00:00.000Z', returned(owed, null, 'returned'));
    await doneByItsPerson(owed, 'check_address');
    await told(owed, '2030-04-18T06:00:00.000Z', returned(owed, '+3', 'address_dead'));
    expect(await tasksOf(owed)).toEqual([{ kind: 'check_address', reason: 'address_dead', open: true, since: '2030-04-18T06:00:00.000Z', note_id: null }]);
    expect(await unitOfWork(pool, db => isStillWork(db, { subjectId: owed.invoiceId, detail: 'address_dead' }))).toBe(true);
  });

  it.each([
    ['letter_undeliverable', (owed: Owed) => returned(owed, '+7', 'returned')],
    ['complaint', (owed: Owed): Happening => ({ type: 'letter.complained', data: { invoiceId: owed.invoiceId, rung: '+7' } })],
  ] as const)('%s is there again with the next letter of which the same is said', async (kind, happening) => {
    const owed = await anInvoice();
    await told(owed, '2030-04-01T06:00:00.000Z', happening(owed));
    await doneByItsPerson(owed, kind);
    await told(owed, '2030-04-22T06:00:00.000Z', happening(owed));
    expect(await tasksOf(owed)).toMatchObject([{ kind, open: true, since: '2030-04-22T06:00:00.000Z', note_id: null }]);
  });

  it('stays done where the same rung is only claimed once more', async () => {
    const owed = await anInvoice();
    const head = { dealId: owed.dealId, invoiceId: owed.invoiceId, kind: 'head', reason: 'overdue', isRepeated: true };
    await unitOfWork(pool, db => openTask(db, { ...head, at: '2030-04-01T06:00:00.000Z' }));
    await doneByItsPerson(owed, 'head');
    await unitOfWork(pool, db => openTask(db, { ...head, at: '2030-04-03T06:00:00.000Z' }));
    expect(await tasksOf(owed)).toMatchObject([{ kind: 'head', open: false }]);
  });
});
