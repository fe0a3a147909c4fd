import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeDropped } from '../../activities/bounces/take-dropped.ts';
import { aComplaintMail, aReportMail } from '../build/report-mail.ts';
import { aLetterRoom, type LetterRoom } from './letter-room.ts';

const now = Date.parse('2030-04-18T06:00:00.000Z');
const droppedAt = new Date(now - 60_000);

let room: LetterRoom;
let folder: string;
let asked = 0;
beforeAll(async () => {
  room = await aLetterRoom();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'q2c drop '));
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(() => room.close());

/** A reminder that the mail server has taken, and what stands on record about it. */
async function aSentRung() {
  asked += 1;
  const email = `drop-${asked}@romashka.example`;
  const { deal, send } = await room.aRung(email);
  expect(await send()).toEqual({ outcome: 'sent', reason: null });
  const rows = async (query: string) => (await room.pool.query(query, [deal.invoiceId])).rows;
  const [letter] = await rows("select id, message_id from letter where invoice_id = $1 and kind = 'reminder_plus_3' and to_user_id is null");
  return {
    deal,
    email,
    letter: letter as { id: string; message_id: string },
    letterNow: async () => (await rows("select state, last_error, returned_at from letter where invoice_id = $1 and kind = 'reminder_plus_3' and to_user_id is null"))[0],
    deadReason: async () => (await room.pool.query('select email_dead_reason from customer where id = $1', [deal.customerId])).rows[0].email_dead_reason,
    told: async () => (await room.pool.query('select message, payload from deal_outbox where deal_id = $1', [deal.dealId])).rows,
    reports: async () => (await room.pool.query('select type, code, meaning, source from delivery_report where letter_id = $1', [letter?.id])).rows,
  };
}

async function drop(name: string, mail: Buffer | string, at = droppedAt): Promise<void> {
  await writeFile(path.join(folder, name), mail);
  await utimes(path.join(folder, name), at, at);
}
const take = () => takeDropped({ pool: room.pool, folder }, now);
const filesIn = async (place: string) => (await readdir(path.join(folder, place))).map(name => name.replace(/^[0-9a-f]{12}-/, ''));

describe('the folder into which a mailbox drops what came back', () => {
  it('DT3: has a letter that came back marked, its address as dead, and its deal told; the mail is put away', async () => {
    const rung = await aSentRung();
    await drop('1.eml', aReportMail({ messageId: rung.letter.message_id, recipient: rung.email }));
    expect(await take()).toBe(1);
    expect(await rung.letterNow()).toEqual({ state: 'undeliverable', last_error: '5.1.1 smtp; 550 5.1.1 No such user', returned_at: new Date('2030-04-01T05:00:03.000Z') });
    expect(await rung.deadReason()).toBe('5.1.1 smtp; 550 5.1.1 No such user');
    expect(await rung.told()).toMatchObject([{ message: 'letter_reported', payload: { invoice_id: rung.deal.invoiceId, rung: '+3', meaning: 'address_dead', code: '5.1.1' } }]);
    expect([await filesIn('done'), await filesIn('unreadable')]).toEqual([['1.eml'], []]);
  });

  it('is read once where a worker is killed between the record and the putting away, and where two workers share it', async () => {
    const rung = await aSentRung();
    const mail = aReportMail({ messageId: rung.letter.message_id, recipient: rung.email });
    await drop('1.eml', mail);
    await take();
    // As a kill leaves it: on record, and the file still there.
    await drop('1.eml', mail);
    await Promise.all([take(), take()]);
    expect(await rung.reports()).toEqual([{ type: 'bounced', code: '5.1.1', meaning: 'address_dead', source: 'drop' }]);
    expect(await rung.told()).toHaveLength(1);
    expect(await filesIn('.')).toEqual(expect.not.arrayContaining(['1.eml']));
  });

  it('knows a letter by its envelope where nothing of it came back (RFC 3461)', async () => {
    const rung = await aSentRung();
    await drop('1.eml', aReportMail({ returned: 'nothing', envelopeId: rung.letter.id }));
    await take();
    expect((await rung.letterNow()).state).toBe('undeliverable');
  });

  it('says nothing against an address that was corrected meanwhile', async () => {
    const rung = await aSentRung();
    await room.pool.query("update customer set email = 'right@romashka.example' where id = $1", [rung.deal.customerId]);
    await drop('1.eml', aReportMail({ messageId: rung.letter.message_id }));
    await take();
    expect([await rung.deadReason(), (await rung.letterNow()).state]).toEqual([null, 'undeliverable']);
  });

  it.each([
    ['a delay', { action: 'delayed', status: '4.4.1' }, 'noted'],
    ['a failure that calls itself temporary', { status: '4.2.2', diagnostic: 'smtp; 452 4.2.2 Mailbox full' }, 'noted'],
    ['a late word of delivery', { action: 'delivered', status: '2.0.0', diagnostic: 'smtp; 250 2.0.0 Ok' }, 'noted'],
  ])('only notes %s: the letter stands as sent, and nobody is told', async (_name, change, meaning) => {
    const rung = await aSentRung();
    await drop('1.eml', aReportMail({ messageId: rung.letter.message_id, ...change }));
    await take();
    expect((await rung.reports()).map(report => report.meaning)).toEqual([meaning]);
    expect([(await rung.letterNow()).state, await rung.deadReason(), await rung.told()]).toEqual(['sent', null, []]);
  });

  it('undoes nothing by a word of delivery that comes after the return', async () => {
    const rung = await aSentRung();
    await drop('1.eml', aReportMail({ messageId: rung.letter.message_id }));
    await drop('2.eml', aReportMail({ messageId: rung.letter.message_id, action: 'delivered', status: '2.0.0', diagnostic: 'smtp; 250 2.0.0 Ok' }));
    await take();
    expect([(await rung.letterNow()).state, (await rung.told()).length]).toEqual(['undeliverable', 1]);
    expect(await rung.deadReason()).not.toBeNull();
  });

  it('has a full mailbox sent back without a word against the address, and a complaint told as one', async () => {
    const full = await aSentRung();
    const angry = await aSentRung();
    await drop('1.eml', aReportMail({ messageId: full.letter.message_id, status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 Mailbox full' }));
    await drop('2.eml', aComplaintMail(angry.letter.message_id));
    await take();
    expect([await full.deadReason(), (await full.told())[0].payload.meaning]).toEqual([null, 'returned']);
    expect([(await angry.letterNow()).state, (await angry.told())[0].payload.meaning]).toEqual(['sent', 'complaint']);
  });

  it('keeps a report about a letter that is not ours as unmatched, and changes nothing', async () => {
    await drop('1.eml', aReportMail({ messageId: '<somebody-elses@other.example>' }));
    await take();
    const { rows } = await room.pool.query("select meaning, letter_id, message_id from delivery_report where meaning = 'unmatched'");
    expect(rows).toEqual([{ meaning: 'unmatched', letter_id: null, message_id: '<somebody-elses@other.example>' }]);
    expect(await filesIn('done')).toEqual(['1.eml']);
  });

  it('puts away what is no report, and leaves alone what is still growing and what is no mail', async () => {
    await drop('reply.eml', 'From: a@romashka.example\r\nSubject: Re\r\n\r\nОплатим завтра.');
    await drop('growing.eml', aReportMail(), new Date(now - 500));
    await drop('readme.txt', 'not a mail');
    expect(await take()).toBe(1);
    expect([await filesIn('unreadable'), await filesIn('done')]).toEqual([['reply.eml'], []]);
    expect((await readdir(folder)).sort()).toEqual(['done', 'growing.eml', 'readme.txt', 'unreadable']);
  });

  it('settles a letter of which nobody knew by a word of its delivery', async () => {
    asked += 1;
    const email = `drop-${asked}@romashka.example`;
    const { deal, send } = await room.aRung(email);
    room.mail.answer('text', 'hang up', email);
    expect((await send()).outcome).toBe('verify');
    const { rows } = await room.pool.query('select id, message_id from letter where invoice_id = $1 and to_user_id is null', [deal.invoiceId]);
    await drop('1.eml', aReportMail({ messageId: rows[0].message_id, action: 'delivered', status: '2.0.0' }));
    await take();
    const told = await room.pool.query('select message, payload from deal_outbox where deal_id = $1', [deal.dealId]);
    expect(told.rows).toMatchObject([{ message: 'settle_letter', payload: { letter_id: rows[0].id, rung: '+3', outcome: 'arrived' } }]);
  });
});
