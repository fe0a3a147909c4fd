import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendLetter } from '../../activities/letters/send-letter.ts';
import { sendRung } from '../../activities/letters/send-rung.ts';
import { changeReminderPolicy } from '../../db/reminders/change-reminder-policy.ts';
import { bind } from '../../db/reminders/choose-anew.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { aLetter, type DunningLadder, theEnd } from '../../domain/dunning/ladder.ts';
import { defaultReminderPolicy } from '../../domain/dunning/policy.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import { account, people } from '../build/company.ts';
import { aLetterRoom, dueAt, type LetterRoom, type Receivable } from './letter-room.ts';

let room: LetterRoom;
beforeAll(async () => {
  room = await aLetterRoom();
});
afterAll(() => room.close());

const sendAt = (deal: Receivable, rung: string, now: string) =>
  sendRung(room.deps, { dealId: deal.dealId, invoiceId: deal.invoiceId, rung, dueAt: now, legalAt: '2030-05-06T05:00:00.000Z', ownerId: people.seller.id, now });
const taken = (address: string) => room.mail.received.filter(letter => letter.to === address && letter.accepted).length;
const openTasks = async (deal: Receivable) => (await room.pool.query('select kind, assignee_id from human_task where invoice_id = $1 and done_at is null order by kind', [deal.invoiceId])).rows;

/** Two invoices of one customer, each of a deal of its own. */
async function twoInvoices(email: string): Promise<[Receivable, Receivable]> {
  const [{ deal: first }, { deal: second }] = [await room.aRung(email), await room.aRung(`other-${email}`)];
  await room.pool.query('update invoice set customer_id = $1 where id = $2', [first.customerId, second.invoiceId]);
  await room.pool.query('update deal set customer_id = $1 where id = $2', [first.customerId, second.dealId]);
  return [first, second];
}

describe('two invoices of one customer', () => {
  it('that fall due at different hours of one day make one letter now and one after the minimum gap', async () => {
    const [first, second] = await room.meeting('gap@romashka.example', ['+3', '+3']);
    if (!first || !second) throw new Error('two invoices were asked for');
    const afternoon = '2030-04-18T10:00:00.000Z';
    await room.pool.query('update invoice set plan = $2 where id = $1', [second.invoiceId, JSON.stringify([{ rung: '+3', at: afternoon, outcome: 'will_send', reason: null }])]);
    expect(await first.send()).toMatchObject({ outcome: 'sent' });
    expect(await second.send(afternoon)).toEqual({ outcome: 'held', reason: 'min_gap', heldUntil: '2030-04-19T05:00:00.000Z' });
    expect(taken('gap@romashka.example')).toBe(1);
  });

  it.each([
    ['on its way', '450 4.2.0 Greylisted', 'retry'],
    ['without an answer', 'hang up', 'verify'],
  ] as const)('to different accounts: a letter that was held for days and is now %s counts from now, and the other waits for the gap', async (_case, answer, outcome) => {
    const email = `held-${outcome}@romashka.example`;
    const [first, second] = await room.meeting(email, ['+3', '+3']);
    if (!first || !second) throw new Error('two invoices were asked for');
    await room.pool.query(
      "insert into bank_account (id, iban, bic, bank, currency, is_default, has_feed) values ('bac_gap', 'KZ56563TEST000000007', 'HSBKKZKX', 'Halyk', 'KZT', false, false) on conflict do nothing",
    );
    await room.pool.query("update invoice set bank_account_id = 'bac_gap' where id = $1", [second.invoiceId]);
    await room.pool.query("update customer set email_dead_reason = '5.1.1' where id = $1", [first.customerId]);
    expect(await first.send()).toMatchObject({ outcome: 'held', reason: 'no_address' });
    await room.pool.query('update customer set email_dead_reason = null where id = $1', [first.customerId]);
    room.mail.answer(outcome === 'retry' ? 'recipient' : 'text', answer, email);
    const later = '2030-04-22T05:00:00.000Z';
    expect(await first.send(later)).toMatchObject({ outcome });
    room.mail.recover();
    expect(await second.send(later)).toMatchObject({ outcome: 'held', reason: 'min_gap' });
    expect(taken(email)).toBe(0);
  });

  it('one of which belongs to a deal that was moved a month ahead do not hold each other up', async () => {
    const [ahead, here] = await twoInvoices('ahead@romashka.example');
    expect(await sendAt(ahead, '+14', '2030-05-17T05:00:00.000Z')).toMatchObject({ outcome: 'sent' });
    expect(await sendAt(here, '+3', dueAt)).toMatchObject({ outcome: 'sent' });
  });
});

describe('an account whose statements are late', () => {
  it('holds the letter and tells finance at once, lets it go when the statement is there, and the task is done', async () => {
    await room.pool.query("update bank_account set has_feed = true, watermark_at = '2026-01-12T13:00:00Z' where id = $1", [account.id]);
    const { deal } = await room.aRung('stale@romashka.example');
    const held = await sendAt(deal, '+3', dueAt);
    expect(held).toMatchObject({ outcome: 'held', reason: 'stale_bank_data' });
    expect(await openTasks(deal)).toEqual([{ kind: 'stale_bank_data', assignee_id: 'finance' }]);
    // After two working days of holding, finance is asked to decide.
    expect(await sendAt(deal, '+3', '2030-04-22T05:00:00.000Z')).toMatchObject({ outcome: 'held' });
    expect((await openTasks(deal)).map(task => task.kind)).toEqual(['held_letter', 'stale_bank_data']);
    await room.pool.query("update bank_account set watermark_at = '2030-04-22T18:00:00Z' where id = $1", [account.id]);
    expect(await sendAt(deal, '+3', '2030-04-23T05:00:00.000Z')).toMatchObject({ outcome: 'sent' });
    expect(await openTasks(deal)).toEqual([]);
    await room.pool.query('update bank_account set has_feed = false, watermark_at = null where id = $1', [account.id]);
  });
});

describe('a letter that was held for something else first', () => {
  it('waits for bank data as long as any other before finance is asked: the count begins with the reason', async () => {
    const { deal } = await room.aRung('first-the-address@romashka.example');
    const customerIs = (reason: string | null) => room.pool.query('update customer set email_dead_reason = $2 where id = $1', [deal.customerId, reason]);
    await customerIs('5.1.1');
    expect(await sendAt(deal, '+3', dueAt)).toMatchObject({ outcome: 'held', reason: 'no_address' });
    // A debt that is held for want of an address is somebody's at once (INV-7), though no letter of its own came back.
    expect(await openTasks(deal)).toEqual([{ kind: 'check_address', assignee_id: people.seller.id }]);
    await customerIs(null);
    await room.pool.query("update bank_account set has_feed = true, watermark_at = '2026-01-12T13:00:00Z' where id = $1", [account.id]);
    for (const [at, kinds] of [
      ['2030-04-25T05:00:00.000Z', ['check_address', 'stale_bank_data']],
      ['2030-04-26T05:00:00.000Z', ['check_address', 'stale_bank_data']],
      ['2030-04-29T05:00:00.000Z', ['check_address', 'held_letter', 'stale_bank_data']],
    ] as const) {
      expect(await sendAt(deal, '+3', at)).toMatchObject({ outcome: 'held', reason: 'stale_bank_data' });
      expect((await openTasks(deal)).map(task => task.kind)).toEqual(kinds);
    }
    await room.pool.query('update bank_account set has_feed = false, watermark_at = null where id = $1', [account.id]);
  });
});

describe('a rung of a plan that another policy has overtaken', () => {
  const [soft, neutral] = [aLetter(-3, 'soft'), aLetter(0, 'neutral')];
  const bindTo = async (deal: Receivable, policyId: string, rungs: DunningLadder) => {
    const policy = { ...defaultReminderPolicy, rungs, minGapHours: 1 };
    await unitOfWork(room.pool, db => changeReminderPolicy(db, { policyId, version: 0, policy, actor: { type: 'user', id: people.admin.id }, now: dueAt }));
    await unitOfWork(room.pool, db => bind(db, [deal.invoiceId], { policyId, version: 1 }));
  };

  it('is skipped where the policy has no such rung, and writes to nobody', async () => {
    const { deal } = await room.aRung('gone@romashka.example');
    await bindTo(deal, 'no_third_day', [soft, neutral, theEnd(10)]);
    expect(await sendAt(deal, '+3', dueAt)).toEqual({ outcome: 'skipped', reason: 'policy_change' });
    expect(taken('gone@romashka.example')).toBe(0);
  });

  it('waits where the policy calls for it later, and goes then by its words and to its people', async () => {
    const { deal } = await room.aRung('early@romashka.example');
    const third = aLetter(3, 'businesslike', { basis: 'business_days', hour: '15:00', recipients: ['customer', 'finance', 'owner'], does: ['owner_told', 'letter'] });
    await bindTo(deal, 'third_business_day', [soft, neutral, third, theEnd(10)]);
    expect(await sendAt(deal, '+3', dueAt)).toEqual({ outcome: 'held', reason: 'policy_change', heldUntil: '2030-04-18T10:00:00.000Z' });
    expect(await sendAt(deal, '+3', '2030-04-18T10:00:00.000Z')).toMatchObject({ outcome: 'sent' });
    const { rows: told } = await room.pool.query("select input->>'toUserId' as person, input->>'kind' as kind from notice where deal_id = $1 order by 1, 2", [deal.dealId]);
    expect(told).toEqual([
      { person: people.cfo.id, kind: 'reminder_copy' },
      { person: people.seller.id, kind: 'owner_overdue' },
      { person: people.seller.id, kind: 'reminder_copy' },
    ]);
    const { rows: fate } = await room.pool.query('select policy_id, policy_version, state from reminder where invoice_id = $1', [deal.invoiceId]);
    expect(fate).toEqual([{ policy_id: 'third_business_day', policy_version: 1, state: 'sent' }]);
  });
});

describe('a colleague whose mailbox is full', () => {
  it('gets the news later; the customer’s letter leaves at its time, with hold and task in force', async () => {
    room.mail.answer('recipient', '452 4.2.2 Mailbox full', people.manager.email);
    const { deal } = await room.aRung('prompt@romashka.example');
    expect(await sendAt(deal, '+14', '2030-04-29T05:00:00.000Z')).toMatchObject({ outcome: 'sent' });
    expect(taken('prompt@romashka.example')).toBe(1);
    expect(await openTasks(deal)).toEqual([{ kind: 'head', assignee_id: people.manager.id }]);
    const { rows } = await room.pool.query('select input from notice where deal_id = $1', [deal.dealId]);
    const [notice] = rows.map(row => row.input as LetterInput);
    if (!notice) throw new Error('the head is not told');
    expect(await sendLetter(room.deps, notice)).toMatchObject({ outcome: 'retry', reason: 'mail_busy' });
    room.mail.recover();
    expect(await sendLetter(room.deps, notice)).toMatchObject({ outcome: 'sent' });
    expect(taken(people.manager.email)).toBe(1);
  });
});
