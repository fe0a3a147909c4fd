import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { claimRung } from '../../activities/letters/claim-rung.ts';
import { driverOf } from '../../activities/letters/letter-of-rung.ts';
import { knownOutcome } from '../../activities/letters/letter-state.ts';
import { projectInvoice } from '../../activities/record/project-invoice.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { aLetter, theEnd } from '../../domain/dunning/ladder.ts';
import type { RungInput } from '../../workflows/ports.ts';
import { eventually } from '../deal/world.ts';
import { aLetterRoom, dueAt, type LetterRoom, type MeetingInvoice, type MeetingRung } from './letter-room.ts';

let room: LetterRoom;
beforeAll(async () => {
  room = await aLetterRoom();
});
afterEach(() => room.mail.recover());
afterAll(() => room.close());

/** Monday after the Sunday on which invoices are due whose rung of -3 stands at `dueAt`. */
const mondayAt = '2030-04-22T05:00:00.000Z';
const sent = { outcome: 'sent', reason: null } as const;
const missed = { outcome: 'skipped', reason: 'missed' } as const;
const dropped = { outcome: 'skipped', reason: 'policy_change' } as const;
const without3 = [aLetter(5, 'businesslike'), theEnd(18)];

const plain = (text: string | undefined) => (text ?? '').replace(/[\u00a0\u202f]/g, ' ');
const textsTo = (address: string) => Promise.all(room.mail.received.filter(letter => letter.to === address && letter.accepted).map(async ({ mime }) => plain((await PostalMime.parse(mime)).text)));
const rungOf = ({ input }: MeetingInvoice, rung: string, at = mondayAt): RungInput => ({ ...input, rung, dueAt: at, now: at });
const fates = async ({ invoiceId }: MeetingInvoice) =>
  (await room.pool.query('select rung, state, reason from reminder where invoice_id = $1 order by due_at, rung', [invoiceId])).rows.map(row => [row.rung, row.state, row.reason]);
const lettersOf = async (...invoices: readonly MeetingInvoice[]) =>
  (await room.pool.query('select state, last_error from letter where invoice_id = any($1) order by created_at, state', [invoices.map(each => each.invoiceId)])).rows.map(row => [
    row.state,
    row.last_error,
  ]);
async function invoices(email: string, ...rungs: readonly MeetingRung[]): Promise<[MeetingInvoice, MeetingInvoice]> {
  const [first, second] = await room.meeting(email, rungs);
  if (!first) throw new Error('an invoice was asked for');
  return [first, second ?? first];
}
/** A rung whose letter the mail server puts off, with whatever stands in it. */
async function waitsForServer(email: string, asked: RungInput): Promise<void> {
  room.mail.answer('recipient', '450 4.2.0 Greylisted', email);
  expect(await room.sendAs(asked)).toMatchObject({ outcome: 'retry' });
  room.mail.recover();
}

describe('two rungs of one invoice that are asked for at once, when the workers are back', () => {
  it('INV-2: are one letter that asks for the debt once: the later goes, and the older is missed with its letter', async () => {
    const email = 'twice-due@romashka.example';
    const [invoice] = await invoices(email, '-3');
    await waitsForServer(email, invoice.input);
    expect(await room.sendAs(rungOf(invoice, '0'))).toEqual(sent);
    expect(await invoice.send(mondayAt)).toEqual(missed);
    const [text, ...others] = await textsTo(email);
    expect(others).toEqual([]);
    expect(text).toContain(invoice.number);
    expect(text).not.toContain('Всего');
    expect(await fates(invoice)).toEqual([
      ['-3', 'skipped', 'missed'],
      ['0', 'sent', null],
    ]);
    expect(await lettersOf(invoice)).toEqual([
      ['skipped', 'another_letter'],
      ['sent', null],
    ]);
  });

  it('INV-2: are so whichever comes first: an older one that comes when a later has been claimed never goes', async () => {
    const email = 'later-first@romashka.example';
    const [invoice] = await invoices(email, '-3');
    await waitsForServer(email, rungOf(invoice, '0'));
    expect(await invoice.send(mondayAt)).toEqual(missed);
    expect(await room.sendAs(rungOf(invoice, '0'))).toEqual(sent);
    expect((await textsTo(email)).filter(text => !text.includes('Всего'))).toHaveLength(1);
  });

  it('stand once in the letter that another invoice shares with them', async () => {
    const email = 'shared@romashka.example';
    const [twice, other] = await invoices(email, '-3', '+3');
    await waitsForServer(email, twice.input);
    expect(await room.sendAs(rungOf(twice, '0'))).toEqual(sent);
    const [text, ...others] = await textsTo(email);
    expect(others).toEqual([]);
    expect(text).toContain('Всего: 2 320 000 ₸');
    expect([await fates(twice), await fates(other)]).toEqual([
      [
        ['-3', 'skipped', 'missed'],
        ['0', 'sent', null],
      ],
      [['+3', 'sent', null]],
    ]);
  });

  it('INV-1: stand once in a letter in which both were claimed before', async () => {
    const email = 'of-before@romashka.example';
    const [invoice, other] = await invoices(email, '-3', '+3');
    await waitsForServer(email, invoice.input);
    await room.pool.query(
      "insert into reminder (id, invoice_id, deal_id, rung, state, due_at, claimed_at, letter_id, policy_id, policy_version) select id || '0', invoice_id, deal_id, '0', state, $2, claimed_at, letter_id, policy_id, policy_version from reminder where invoice_id = $1",
      [invoice.invoiceId, mondayAt],
    );
    expect(await other.send()).toEqual(sent);
    expect((await textsTo(email)).map(text => text.includes('Всего: 2 320 000 ₸'))).toEqual([true]);
  });

  it('INV-2: are two attempts: a text that travels for one is no dead attempt of the other', async () => {
    const email = 'travels-for-one@romashka.example';
    const [invoice] = await invoices(email, '-3');
    room.mail.stall(email, 'text');
    const begun = invoice.send();
    await eventually(
      async () => room.mail.hanging,
      hanging => hanging.includes(email),
    );
    const { rows } = await room.pool.query('select id from letter where invoice_id = $1', [invoice.invoiceId]);
    const seenFor = (rung: string) =>
      unitOfWork(room.pool, db => knownOutcome(db, { letterId: rows[0].id, now: dueAt, to: { address: '', userId: null, language: 'ru' }, driver: driverOf({ ...invoice, rung }) }));
    expect(await seenFor('0')).toBe('under_way');
    expect(await seenFor('-3')).toEqual({ outcome: 'verify', reason: 'no_answer' });
    await room.mail.hangUp();
    await begun;
  });
});

describe('a rung that waits for the mail server when it is passed over', () => {
  const skipped = (invoice: MeetingInvoice, rung: string) => {
    const data = { invoiceId: invoice.invoiceId, rung, dueAt, reason: 'missed' };
    const event = { type: 'reminder.skipped', data, n: 9, at: '2030-04-18T06:00:00.000Z', actor: { type: 'system', id: 'process' }, commandId: null } as const;
    return unitOfWork(room.pool, db => projectInvoice(db, invoice.dealId, event));
  };

  it('as missed by the plan of its own deal leaves no letter that waits for ever', async () => {
    const email = 'passed-by-plan@romashka.example';
    const [invoice] = await invoices(email, '+3');
    await waitsForServer(email, invoice.input);
    await skipped(invoice, '+3');
    expect([await fates(invoice), await lettersOf(invoice)]).toEqual([[['+3', 'skipped', 'missed']], [['skipped', 'missed']]]);
    expect(await invoice.send('2030-04-18T07:00:00.000Z')).toEqual(missed);
    expect(await textsTo(email)).toEqual([]);
  });

  it('leaves the letter to another invoice that stands in it', async () => {
    const email = 'passed-in-shared@romashka.example';
    const [leaves, stays] = await invoices(email, '+3', '+3');
    await waitsForServer(email, leaves.input);
    await skipped(leaves, '+3');
    expect(await lettersOf(leaves, stays)).toEqual([['claimed', expect.anything()]]);
    expect(await stays.send('2030-04-18T05:05:00.000Z')).toEqual(sent);
    expect((await textsTo(email)).map(text => text.includes(leaves.number))).toEqual([false]);
  });

  it('leaves none either where the invoice was paid meanwhile, and its own timer asks for it once more', async () => {
    const email = 'paid-meanwhile@romashka.example';
    const [invoice] = await invoices(email, '+3');
    await waitsForServer(email, invoice.input);
    await room.pay(invoice, 116_000_000);
    expect(await invoice.send('2030-04-18T05:05:00.000Z')).toEqual({ outcome: 'skipped', reason: 'paid' });
    expect([await fates(invoice), await lettersOf(invoice)]).toEqual([[['+3', 'skipped', 'paid']], [['skipped', 'paid']]]);
  });

  it('by a later rung that was taken up first leaves none', async () => {
    const email = 'overtaken-waiting@romashka.example';
    const [invoice] = await invoices(email, '-3');
    await waitsForServer(email, invoice.input);
    await room.pool.query(
      "insert into reminder (id, invoice_id, deal_id, rung, state, due_at, claimed_at, sent_at) select id || '0', invoice_id, deal_id, '0', 'sent', $2, claimed_at, $2 from reminder where invoice_id = $1",
      [invoice.invoiceId, mondayAt],
    );
    expect(await invoice.send(mondayAt)).toEqual(missed);
    expect(await lettersOf(invoice)).toEqual([['skipped', 'missed']]);
  });
});

describe('a rung that waits for the mail server when a new policy drops it', () => {
  const planned = (invoice: MeetingInvoice, rung: string) => {
    const rungs = [{ rung, at: mondayAt, outcome: 'will_send', reason: null }];
    const data = { invoiceId: invoice.invoiceId, totalMinor: 116_000_000, paidMinor: 0, dueOn: '2030-04-15', overdueFromAt: '2030-04-15T19:00:00.000Z', rungs };
    const event = { type: 'reminder.planned', data, n: 9, at: '2030-04-18T06:00:00.000Z', actor: { type: 'system', id: 'process' }, commandId: null } as const;
    return unitOfWork(room.pool, db => projectInvoice(db, invoice.dealId, event));
  };

  it('is skipped with its letter as soon as the deal has planned anew, and the next one asks for the debt once', async () => {
    const email = 'dropped@romashka.example';
    const [invoice] = await invoices(email, '+3');
    await waitsForServer(email, invoice.input);
    await room.bindTo([invoice], { policyId: 'dropped', rungs: without3 });
    await planned(invoice, '+5');
    expect(await fates(invoice)).toEqual([['+3', 'skipped', 'policy_change']]);
    expect(await lettersOf(invoice)).toEqual([['skipped', 'policy_change']]);
    expect([await invoice.send(mondayAt), await room.sendAs(rungOf(invoice, '+5'))]).toEqual([dropped, sent]);
    expect((await textsTo(email)).filter(text => !text.includes('Всего'))).toHaveLength(1);
  });

  it('that was held is skipped as well, and finance has nothing to decide any more', async () => {
    const [invoice] = await invoices('held-and-dropped@romashka.example', '+3');
    await room.pool.query("insert into reminder (id, invoice_id, deal_id, rung, state, reason, due_at, claimed_at) values ('rem_dropped', $1, $2, '+3', 'held', 'stale_bank_data', $3, $3)", [
      invoice.invoiceId,
      invoice.dealId,
      dueAt,
    ]);
    await room.pool.query("insert into human_task (id, deal_id, invoice_id, kind, reason, created_at) values ('hum_dropped', $1, $2, 'stale_bank_data', 'stale_bank_data', $3)", [
      invoice.dealId,
      invoice.invoiceId,
      dueAt,
    ]);
    await planned(invoice, '+5');
    expect(await fates(invoice)).toEqual([['+3', 'skipped', 'policy_change']]);
    expect((await room.pool.query("select done_by_id from human_task where id = 'hum_dropped'")).rows).toEqual([{ done_by_id: 'engine' }]);
  });

  it('leaves the letter to the invoice that shares it, though the plan says nothing of it any more', async () => {
    const email = 'left-behind@romashka.example';
    const [stays, leaves] = await invoices(email, '+3', '+3');
    await waitsForServer(email, stays.input);
    await room.bindTo([leaves], { policyId: 'left-behind', rungs: without3 });
    await room.pool.query('update invoice set plan = $2 where id = $1', [leaves.invoiceId, JSON.stringify([{ rung: '+5', at: mondayAt, outcome: 'will_send', reason: null }])]);
    expect(await stays.send('2030-04-18T05:05:00.000Z')).toEqual(sent);
    expect((await textsTo(email)).map(text => text.includes(leaves.number))).toEqual([false]);
    expect(await fates(leaves)).toEqual([['+3', 'skipped', 'policy_change']]);
  });

  it('whose text travels keeps its fate: nothing is known of it yet', async () => {
    const [invoice] = await invoices('travels-and-dropped@romashka.example', '+3');
    await unitOfWork(room.pool, db => claimRung(db, invoice.input));
    await room.pool.query("update reminder set state = 'data_started' where invoice_id = $1", [invoice.invoiceId]);
    await planned(invoice, '+5');
    expect(await fates(invoice)).toEqual([['+3', 'data_started', null]]);
  });
});
