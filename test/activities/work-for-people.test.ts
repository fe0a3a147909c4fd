import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isStillWork } from '../../activities/letters/is-still-work.ts';
import { projectDelivery } from '../../activities/record/project-delivery.ts';
import { reminderId } from '../../activities/record/project-invoice.ts';
import { askForLetter } from '../../db/deals/ask-for-letter.ts';
import { customerLetterId } from '../../db/delivery/sent-by-hand.ts';
import { createPool } from '../../db/pool.ts';
import { letter, reminder } from '../../db/schema/index.ts';
import { finishHumanTask } from '../../db/tasks/human-tasks.ts';
import { openTask } from '../../db/tasks/open-task.ts';
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

describe('work for a person', () => {
  it('INV-7: is there again, though done, when the address turns out to be dead, and the letter that tells its owner goes', async () => {
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
  ] as const)('%s is there again, though done, with the next letter of which the same is said', async (kind, happening) => {
    const owed = await anInvoice();
    await told(owed, '2030-04-01T06:00:00.000Z', happening(owed));
    await doneByItsPerson(owed, kind);
    await told(owed, '2030-04-22T06:00:00.000Z', happening(owed));
    expect(await tasksOf(owed)).toMatchObject([{ kind, open: true, since: '2030-04-22T06:00:00.000Z', note_id: null }]);
  });

  it('is over once the letter is known of, though one that was asked for by hand has no answer either', async () => {
    const owed = await anInvoice();
    const { dealId, invoiceId, customerId } = owed;
    const [askedAt, at] = ['2030-04-10T06:00:00.000Z', '2030-04-18T06:00:00.000Z'];
    const asked = { dealId, letterKey: `send-${invoiceId}`, kind: 'invoice', subjectId: invoiceId, detail: null, toUserId: null, now: askedAt };
    await unitOfWork(pool, async db => {
      await askForLetter(db, asked, { actor: { type: 'user', id: people.cfo.id }, now: askedAt });
      const uncertain = { dealId, invoiceId, toAddress: 'a@romashka.example', language: 'ru', messageId: '<x@arna.example>', state: 'verify', createdAt: askedAt } as const;
      await db.insert(letter).values([
        { ...uncertain, id: customerLetterId(asked.letterKey, customerId), kind: 'invoice' },
        { ...uncertain, id: `let_${invoiceId}`, kind: 'reminder_plus_3' },
      ]);
      const rung = { id: reminderId(invoiceId, '+3'), invoiceId, dealId, rung: '+3', dueAt: at, claimedAt: at, policyId: 'default', policyVersion: 1 };
      await db.insert(reminder).values({ ...rung, state: 'verify', reason: 'no_answer', letterId: `let_${invoiceId}`, dataStartedAt: at });
    });
    await told(owed, at, { type: 'reminder.unresolved', data: { invoiceId, rung: '+3', dueAt: at, outcome: 'verify', reason: 'no_answer' } });
    await told(owed, at, { type: 'letter.settled', data: { letterId: `let_${invoiceId}`, invoiceId, rung: '+3', outcome: 'arrived', noteId: null, reasonText: 'Видно в журнале' } });
    expect(await tasksOf(owed)).toMatchObject([{ kind: 'letter_verify', open: false }]);
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
