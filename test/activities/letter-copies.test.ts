import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendLetter } from '../../activities/letters/send-letter.ts';
import { projectDelivery } from '../../activities/record/project-delivery.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { aLetter, type DunningLadder, theEnd } from '../../domain/dunning/ladder.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import { people } from '../build/company.ts';
import { aLetterRoom, type LetterRoom, type MeetingInvoice } from './letter-room.ts';

let room: LetterRoom;
beforeAll(async () => {
  room = await aLetterRoom();
});
afterAll(() => room.close());

const rungs: DunningLadder = [
  aLetter(-3, 'soft'),
  aLetter(0, 'neutral'),
  aLetter(3, 'businesslike', { recipients: ['customer', 'owner', 'head', 'finance'], does: ['owner_told', 'letter'] }),
  theEnd(21),
];

async function invoicesOf(email: string, count: number): Promise<MeetingInvoice[]> {
  const invoices = await room.meeting(
    email,
    Array.from({ length: count }, () => '+3' as const),
  );
  await room.bindTo(invoices, { policyId: `copies_${email.split('@')[0]}`, rungs });
  return invoices;
}

const copies = async (invoices: readonly MeetingInvoice[]): Promise<LetterInput[]> => {
  const { rows } = await room.pool.query("select input from notice where deal_id = any($1) and input ->> 'kind' = 'reminder_copy' order by input ->> 'toUserId'", [invoices.map(each => each.dealId)]);
  return rows.map(row => row.input);
};
const taken = (address: string) => room.mail.received.filter(letter => letter.to === address && letter.accepted).length;

describe('DN11: colleagues whom the policy names for a rung', () => {
  it('get a copy each, once the letter has gone and not before, in its very words and no more; a copy is no rung', async () => {
    const [invoice] = await invoicesOf('one@romashka.example', 1);
    if (!invoice) throw new Error('an invoice was asked for');
    room.mail.answer('recipient', '452 4.2.2 Mailbox full', 'one@romashka.example');
    expect(await invoice.send()).toMatchObject({ outcome: 'retry' });
    expect(await copies([invoice])).toEqual([]);
    room.mail.recover();
    expect(await invoice.send()).toMatchObject({ outcome: 'sent' });
    expect(await invoice.send()).toMatchObject({ outcome: 'sent' });
    const noted = await copies([invoice]);
    expect(noted.map(input => input.toUserId)).toEqual([people.cfo.id, people.manager.id, people.seller.id]);
    const before = [people.cfo, people.manager, people.seller].map(({ email }) => taken(email));
    for (const input of [...noted, ...noted]) expect(await sendLetter(room.deps, input)).toMatchObject({ outcome: 'sent' });
    expect([people.cfo, people.manager, people.seller].map(({ email }) => taken(email))).toEqual(before.map(count => count + 1));
    const { rows } = await room.pool.query('select kind, subject, text from letter where deal_id = $1 order by kind desc', [invoice.dealId]);
    const [letter] = rows.filter(row => row.kind === 'reminder_plus_3');
    const copied = rows.filter(row => row.kind === 'reminder_copy');
    expect(copied).toHaveLength(3);
    for (const copy of copied) {
      expect(copy.subject).toContain(letter.subject);
      expect(copy.text).toContain(letter.text.trim());
      expect(copy.text).toContain('one@romashka.example');
      expect(copy.text).not.toMatch(/\/[iu]\/[A-Za-z0-9_-]{43}/);
    }
    expect((await room.pool.query('select rung, state from reminder where invoice_id = $1', [invoice.invoiceId])).rows).toEqual([{ rung: '+3', state: 'sent' }]);
  });

  it('get one copy of a letter in which rungs of several invoices stand', async () => {
    const invoices = await invoicesOf('several@romashka.example', 2);
    for (const invoice of invoices) expect(await invoice.send()).toMatchObject({ outcome: 'sent' });
    expect(taken('several@romashka.example')).toBe(1);
    expect((await copies(invoices)).map(input => input.toUserId)).toEqual([people.cfo.id, people.manager.id, people.seller.id]);
  });

  it('get one of a letter without an answer when a person has found that it arrived', async () => {
    const invoices = await invoicesOf('unsure@romashka.example', 1);
    const [invoice] = invoices;
    if (!invoice) throw new Error('an invoice was asked for');
    room.mail.answer('text', 'hang up', 'unsure@romashka.example');
    expect(await invoice.send()).toMatchObject({ outcome: 'verify' });
    room.mail.recover();
    expect(await copies(invoices)).toEqual([]);
    const { rows } = await room.pool.query("select id from letter where deal_id = $1 and kind = 'reminder_plus_3'", [invoice.dealId]);
    const data = { letterId: rows[0].id, invoiceId: invoice.invoiceId, rung: '+3', outcome: 'arrived', noteId: null, reasonText: 'В журнале сервера.' } as const;
    const event = { type: 'letter.settled', data, n: 1, at: '2030-04-18T05:30:00.000Z', actor: { type: 'user', id: people.cfo.id }, commandId: null } as const;
    await unitOfWork(room.pool, db => projectDelivery(db, invoice.dealId, event));
    expect((await copies(invoices)).map(input => input.toUserId)).toEqual([people.cfo.id, people.manager.id, people.seller.id]);
  });

  it('get none of a letter that the mail server has refused, and nobody gets it in the place of one who has left', async () => {
    const [refused, left] = await Promise.all([invoicesOf('refused@romashka.example', 1), invoicesOf('left@romashka.example', 1)]);
    room.mail.answer('recipient', '550 5.1.1 No such user', 'refused@romashka.example');
    expect(await refused[0]?.send()).toMatchObject({ outcome: 'undeliverable' });
    expect(await copies(refused)).toEqual([]);
    room.mail.recover();
    expect(await left[0]?.send()).toMatchObject({ outcome: 'sent' });
    const [toCfo] = await copies(left);
    if (!toCfo) throw new Error('no copy is noted');
    await room.pool.query('update app_user set active = false where id = $1', [people.cfo.id]);
    expect(await sendLetter(room.deps, toCfo)).toEqual({ outcome: 'undeliverable', reason: 'no_address' });
    expect(taken(people.admin.email)).toBe(0);
  });
});
