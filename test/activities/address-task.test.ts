import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectClosing } from '../../activities/record/project-closing.ts';
import { projectDelivery } from '../../activities/record/project-delivery.ts';
import { projectPause } from '../../activities/record/project-pause.ts';
import { creditInvoice } from '../../db/money/credit-invoice.ts';
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
  pool = createPool(database.url, 4);
  await aCompany(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const at = '2030-04-18T06:00:00.000Z';
type Owed = Awaited<ReturnType<typeof aReceivable>>;

/** Debts of one customer whose address is dead, the first due first; the first one's letter came back. */
async function debtsOfOne(count: number): Promise<Owed[]> {
  const debts: Owed[] = [];
  for (let n = 0; n < count; n += 1) debts.push(await aReceivable(pool, { issuedOn: '2030-04-01', dueOn: `2030-04-${10 + n}` }));
  const [first] = debts as [Owed];
  const ids = debts.map(each => each.dealId);
  await pool.query('update deal set customer_id = $1 where id = any($2)', [first.customerId, ids]);
  await pool.query('update invoice set customer_id = $1 where deal_id = any($2)', [first.customerId, ids]);
  await address(first, '5.1.1');
  await told(first, { type: 'letter.returned', data: { invoiceId: first.invoiceId, rung: '+3', reason: 'address_dead', code: '5.1.1' } });
  return debts;
}

const address = ({ customerId }: Owed, deadReason: string | null) => pool.query('update customer set email_dead_reason = $2 where id = $1', [customerId, deadReason]);
/** The ledger first, as it always is. */
const settled = async ({ invoiceId }: Owed) => pool.query("update invoice set status = 'paid', paid_minor = gross_minor where id = $1", [invoiceId]);
const event = (happening: Happening) => ({ ...happening, n: 7, at, actor: { type: 'system', id: 'process' }, commandId: null }) as const;
const told = ({ dealId }: Owed, happening: Happening) =>
  unitOfWork(pool, async db => {
    await projectDelivery(db, dealId, event(happening));
    await projectPause(db, dealId, event(happening));
    await projectClosing(db, dealId, event(happening));
  });
async function paid(owed: Owed): Promise<void> {
  await settled(owed);
  await told(owed, { type: 'invoice.paid', data: { invoiceId: owed.invoiceId } });
}

const writtenOff = (owed: Owed) => told(owed, { type: 'deal.closed', data: { closing: 'written_off', noteId: null, reasonText: null } });

/** Where the open task is, by the place of the debt. */
async function carriers(debts: readonly Owed[]): Promise<number[]> {
  const ids = debts.map(each => each.invoiceId);
  const { rows } = await pool.query("select invoice_id from human_task where kind = 'check_address' and done_at is null and invoice_id = any($1)", [ids]);
  return rows.map(row => ids.indexOf(row.invoice_id)).sort();
}

describe('INV-7: the task of a dead address', () => {
  it('is one, however many letters come back or are held for it', async () => {
    const debts = await debtsOfOne(2);
    const [, other] = debts as [Owed, Owed];
    await told(other, { type: 'invoice.undeliverable', data: { invoiceId: other.invoiceId, outcome: 'undeliverable', reason: 'refused_by_server' } });
    expect(await carriers(debts)).toEqual([0]);
  });

  it('goes on to the next debt when the one that carried it is paid, in the same transaction and once, and again from there', async () => {
    const debts = await debtsOfOne(3);
    const [first, second, third] = debts as [Owed, Owed, Owed];
    await paid(first);
    expect(await carriers(debts)).toEqual([1]);
    // The same fact told again passes nothing on.
    await told(first, { type: 'invoice.paid', data: { invoiceId: first.invoiceId } });
    expect(await carriers(debts)).toEqual([1]);
    await paid(third);
    expect(await carriers(debts)).toEqual([1]);
    await paid(second);
    expect(await carriers(debts)).toEqual([]);
  });

  it('stays with its owner where he has another debt, and finds whoever has one where he has none', async () => {
    const debts = await debtsOfOne(3);
    const [first, second, third] = debts as [Owed, Owed, Owed];
    await pool.query('update deal set owner_id = $2 where id = $1', [second.dealId, people.manager.id]);
    await paid(first);
    expect(await carriers(debts)).toEqual([2]);
    await paid(third);
    const { rows } = await pool.query("select assignee_id, reason from human_task where kind = 'check_address' and done_at is null and invoice_id = $1", [second.invoiceId]);
    expect(rows).toEqual([{ assignee_id: people.manager.id, reason: 'address_dead' }]);
  });

  it('is with exactly one debt that is still open when several end at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const debts = await debtsOfOne(4);
      // A deal that is written off ends its debts and passes their work on in one transaction.
      await Promise.all(debts.slice(0, 3).map(writtenOff));
      expect(await carriers(debts), `round ${round}`).toEqual([3]);
    }
  });

  it('is over with its debt where the address lives again, and with another address', async () => {
    const debts = await debtsOfOne(2);
    const [first, second] = debts as [Owed, Owed];
    await address(first, null);
    await paid(first);
    expect(await carriers(debts)).toEqual([]);
    await address(second, '5.1.1');
    await told(second, { type: 'letter.returned', data: { invoiceId: second.invoiceId, rung: '0', reason: 'address_dead', code: '5.1.1' } });
    expect(await carriers(debts)).toEqual([1]);
    await told(second, { type: 'address.changed', data: {} });
    expect(await carriers(debts)).toEqual([]);
  });

  it('goes on from a deal that ends, and never to a debt of that deal', async () => {
    const debts = await debtsOfOne(3);
    const [first, second, third] = debts as [Owed, Owed, Owed];
    await pool.query('update invoice set deal_id = $1, instalment = 2 where id = $2', [first.dealId, second.invoiceId]);
    await writtenOff(first);
    expect(await carriers(debts)).toEqual([2]);
    await writtenOff(third);
    expect(await carriers(debts)).toEqual([]);
  });

  it('stays with a debt that is credited until its deal hears of it, and goes on then', async () => {
    const debts = await debtsOfOne(2);
    const [first] = debts as [Owed];
    const order = { invoiceId: first.invoiceId, key: `credit-${first.invoiceId}`, amountMinor: null, isVoid: true, reason: 'Ошибка', noteId: null };
    await creditInvoice(pool, order, { actor: { type: 'user', id: people.seller.id }, now: at });
    expect(await carriers(debts)).toEqual([0]);
    await told(first, { type: 'invoice.closed', data: { invoiceId: first.invoiceId, status: 'void' } });
    expect(await carriers(debts)).toEqual([1]);
  });

  it('goes on as well where its person says that it is done, which he may once its own debt is paid', async () => {
    const debts = await debtsOfOne(2);
    const [first] = debts as [Owed];
    const { rows } = await pool.query("select id from human_task where invoice_id = $1 and kind = 'check_address'", [first.invoiceId]);
    const done = () => unitOfWork(pool, db => finishHumanTask(db, { id: rows[0].id, by: { actor: { type: 'user', id: people.seller.id }, now: at }, noteId: null, at }));
    await expect(done()).rejects.toMatchObject({ code: 'task_stays_open' });
    await settled(first);
    await done();
    expect(await carriers(debts)).toEqual([1]);
    const { rows: opened } = await pool.query("select created_at from human_task where kind = 'check_address' and done_at is null and invoice_id = $1", [debts[1]?.invoiceId]);
    expect(opened[0].created_at.toISOString()).toBe(at);
  });
});
