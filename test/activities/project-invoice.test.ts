import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectInvoice } from '../../activities/record/project-invoice.ts';
import { createPool } from '../../db/pool.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
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

/** An invoice whose letter has ended so, and what stands on record then. */
async function afterLetter(outcome: 'verify' | 'undeliverable', reason: string) {
  const deal = await aReceivable(pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  await pool.query("update invoice set delivery = 'created' where id = $1", [deal.invoiceId]);
  const event = { n: 7, at: '2030-04-01T06:00:00.000Z', actor: { type: 'system', id: 'process' }, commandId: null } as const;
  await unitOfWork(pool, db => projectInvoice(db, deal.dealId, { ...event, type: 'invoice.undeliverable', data: { invoiceId: deal.invoiceId, outcome, reason } }));
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
