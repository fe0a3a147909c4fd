import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectDelivery } from '../../activities/record/project-delivery.ts';
import { projectOwner } from '../../activities/record/project-owner.ts';
import { changeUser } from '../../db/people/change-people.ts';
import { createPool } from '../../db/pool.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { aCompany, byAdmin, people } from '../build/company.ts';
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

/** An invoice whose letter has ended so, and what stands on record then. */
async function afterLetter(outcome: 'verify' | 'undeliverable', reason: string) {
  const deal = await aReceivable(pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  await pool.query("update invoice set delivery = 'created' where id = $1", [deal.invoiceId]);
  const event = { n: 7, at: '2030-04-01T06:00:00.000Z', actor: { type: 'system', id: 'process' }, commandId: null } as const;
  await unitOfWork(pool, db => projectDelivery(db, deal.dealId, { ...event, type: 'invoice.undeliverable', data: { invoiceId: deal.invoiceId, outcome, reason } }));
  const { rows: invoices } = await pool.query('select i.delivery, c.email_dead_reason from invoice i join customer c on c.id = i.customer_id where i.id = $1', [deal.invoiceId]);
  const { rows: tasks } = await pool.query('select kind, reason, assignee_id from human_task where invoice_id = $1', [deal.invoiceId]);
  return { ...invoices[0], tasks };
}

describe('an invoice whose letter', () => {
  it('came back is marked so, and its owner checks the address', async () => {
    expect(await afterLetter('undeliverable', 'refused_by_server')).toEqual({
      delivery: 'bounced',
      email_dead_reason: null,
      tasks: [{ kind: 'check_address', reason: 'refused_by_server', assignee_id: people.seller.id }],
    });
  });

  it('got no answer is not marked as returned: its owner finds out whether it came', async () => {
    expect(await afterLetter('verify', 'no_answer')).toEqual({ delivery: 'created', email_dead_reason: null, tasks: [{ kind: 'letter_verify', reason: 'no_answer', assignee_id: people.seller.id }] });
  });
});

describe('work for people', () => {
  const event = { n: 7, at: '2030-04-20T06:00:00.000Z', actor: { type: 'user', id: people.admin.id }, commandId: null } as const;
  const workOf = async (dealId: string) =>
    (await pool.query('select kind, assignee_id, done_by_id from human_task where deal_id = $1 order by kind', [dealId])).rows.map(row => `${row.kind} ${row.assignee_id} ${row.done_by_id ?? 'open'}`);
  async function withWork(): Promise<{ dealId: string; invoiceId: string }> {
    const deal = await aReceivable(pool, { issuedOn: '2030-03-01', dueOn: '2030-03-15' });
    const work = [
      ['call', people.seller.id, null],
      ['head', people.director.id, null],
      ['manual_collection', people.seller.id, people.seller.id],
    ];
    for (const [kind, assignee, doneBy] of work)
      await pool.query("insert into human_task (id, deal_id, invoice_id, kind, assignee_id, reason, created_at, done_at, done_by_id) values ($1, $2, $3, $4, $5, 'overdue', $6, $7, $8)", [
        ...[`${deal.dealId}-${kind}`, deal.dealId, deal.invoiceId, kind, assignee, event.at],
        ...[doneBy === null ? null : event.at, doneBy],
      ]);
    return deal;
  }

  it('goes with the deal to its new owner; what is done, or another’s, stays', async () => {
    const deal = await withWork();
    await unitOfWork(pool, db => projectOwner(db, deal.dealId, { ...event, type: 'deal.handed_over', data: { fromUserId: people.seller.id, toUserId: people.manager.id, noteId: null } }));
    expect(await workOf(deal.dealId)).toEqual([`call ${people.manager.id} open`, `head ${people.director.id} open`, `manual_collection ${people.seller.id} ${people.seller.id}`]);
  });

  it('DN15: goes to who is above where its person leaves the company, and with the deal to a new owner; the head keeps what is the head’s', async () => {
    const deal = await withWork();
    await pool.query("update human_task set done_at = null, done_by_id = null where deal_id = $1 and kind = 'manual_collection'", [deal.dealId]);
    await pool.query("update human_task set assignee_id = $2 where deal_id = $1 and kind = 'head'", [deal.dealId, people.manager.id]);
    const set = (active: boolean) => unitOfWork(pool, db => changeUser(db, people.seller.id, { change: { active }, by: byAdmin() }));
    await set(false);
    expect(await workOf(deal.dealId)).toEqual([`call ${people.manager.id} open`, `head ${people.manager.id} open`, `manual_collection ${people.manager.id} open`]);
    await unitOfWork(pool, db => projectOwner(db, deal.dealId, { ...event, type: 'deal.handed_over', data: { fromUserId: people.seller.id, toUserId: people.lawyer.id, noteId: null } }));
    expect(await workOf(deal.dealId)).toEqual([`call ${people.lawyer.id} open`, `head ${people.manager.id} open`, `manual_collection ${people.lawyer.id} open`]);
    await set(true);
  });

  it('INV-7: is on the list again when the money that ended a collection is taken back, whoever had crossed it off', async () => {
    const deal = await withWork();
    await unitOfWork(pool, db =>
      projectDelivery(db, deal.dealId, { ...event, type: 'payment.received', data: { invoiceId: deal.invoiceId, paymentId: 'pay_1', allocationId: 'all_1', amountMinor: -100 } }),
    );
    expect((await workOf(deal.dealId)).at(-1)).toBe(`manual_collection ${people.seller.id} open`);
  });
});
