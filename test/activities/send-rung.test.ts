import { randomBytes } from 'node:crypto';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordPayment } from '../../db/money/record-payment.ts';
import { people } from '../build/company.ts';
import { eventually } from '../deal/world.ts';
import { aLetterRoom, dueAt, type LetterRoom, type Receivable } from './letter-room.ts';

const totalMinor = 116_000_000;

let room: LetterRoom;
beforeAll(async () => {
  room = await aLetterRoom();
});
afterAll(() => room.close());

async function pay(deal: Receivable, amountMinor: number): Promise<void> {
  const { rows } = await room.pool.query('select i.reference, c.tax_id from invoice i join customer c on c.id = i.customer_id where i.id = $1', [deal.invoiceId]);
  const payer = { name: 'ТОО «Ромашка»', taxId: rows[0].tax_id };
  const order = { externalId: randomBytes(6).toString('hex'), amountMinor, currency: 'KZT', receivedOn: '2030-04-18', payer, purpose: `Оплата, код ${rows[0].reference}`, accountId: null };
  await recordPayment(room.pool, order, { actor: { type: 'user', id: people.cfo.id }, now: dueAt });
}

const letterOf = async (deal: Receivable) => (await room.pool.query("select state, last_error from letter where invoice_id = $1 and kind = 'reminder_plus_3'", [deal.invoiceId])).rows[0];
const fateOf = async (deal: Receivable) => (await room.pool.query('select state, reason from reminder where invoice_id = $1', [deal.invoiceId])).rows;
const textsTo = (address: string) =>
  Promise.all(room.mail.received.filter(letter => letter.to === address).map(async ({ mime }) => (await PostalMime.parse(mime)).text?.replace(/[\u00a0\u202f]/g, ' ') ?? ''));

describe('money that comes while the mail server is being told of a letter', () => {
  it('INV-1: stops the letter whose whole sum it covers before the first byte of its text', async () => {
    const { deal, send } = await room.aRung('covered@romashka.example');
    room.mail.meanwhile('covered@romashka.example', () => pay(deal, totalMinor));
    expect(await send()).toEqual({ outcome: 'skipped', reason: 'paid' });
    expect(await textsTo('covered@romashka.example')).toEqual([]);
    expect([await letterOf(deal), await fateOf(deal)]).toEqual([{ state: 'skipped', last_error: 'paid' }, [{ state: 'skipped', reason: 'paid' }]]);
  });

  it('DN9: has the letter written anew where it covers a part, and the letter leaves once', async () => {
    const { deal, send } = await room.aRung('part@romashka.example');
    room.mail.meanwhile('part@romashka.example', () => pay(deal, 100_000_000));
    expect(await send()).toEqual({ outcome: 'sent', reason: null });
    const texts = await textsTo('part@romashka.example');
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('160 000 ₸');
  });
});

describe('a letter that waits for a worker', () => {
  const takenUpAt = async (name: string, at: string) => {
    const { deal, send } = await room.aRung(`${name}@romashka.example`);
    await room.pool.query('update deal set clock_ahead_ms = $2 where id = $1', [deal.dealId, Date.parse(at) - Date.now()]);
    const outcome = await send();
    const { rows } = await room.pool.query('select sent_at from reminder where invoice_id = $1', [deal.invoiceId]);
    return [outcome, rows[0].sent_at?.toISOString().slice(0, 16) ?? null, room.mail.received.filter(letter => letter.to === `${name}@romashka.example`).length];
  };

  it('goes in the afternoon with the time at which it went, and not in the night', async () => {
    expect(await takenUpAt('afternoon', '2030-04-18T10:00:30.000Z')).toEqual([{ outcome: 'sent', reason: null }, '2030-04-18T10:00', 1]);
    expect(await takenUpAt('night', '2030-04-18T15:00:30.000Z')).toEqual([{ outcome: 'held', reason: 'quiet_hours', heldUntil: '2030-04-19T05:00:00.000Z' }, null, 0]);
  });

  it('INV-2: for three days waits for the next hour of letters: the one that is due by then may be another', async () => {
    expect(await takenUpAt('days', '2030-04-22T04:30:00.000Z')).toEqual([{ outcome: 'held', reason: 'late', heldUntil: '2030-04-22T05:00:00.000Z' }, null, 0]);
    expect(await takenUpAt('days-later', '2030-04-22T07:30:00.000Z')).toEqual([{ outcome: 'held', reason: 'late', heldUntil: '2030-04-23T05:00:00.000Z' }, null, 0]);
  });
});

describe('two attempts at one rung, one of which was taken for dead', () => {
  it('INV-2: the one that comes second at the text finds the letter on its way and sends nothing', async () => {
    const { deal, send } = await room.aRung('twice@romashka.example');
    let second: Awaited<ReturnType<typeof send>> | undefined;
    room.mail.meanwhile('twice@romashka.example', async () => {
      second = await send();
    });
    const first = await send();
    expect([first, second]).toEqual([
      { outcome: 'sent', reason: null },
      { outcome: 'sent', reason: null },
    ]);
    expect(await textsTo('twice@romashka.example')).toHaveLength(1);
    expect(await fateOf(deal)).toEqual([{ state: 'sent', reason: null }]);
  });

  it('INV-2: the one that is put off leaves the other’s letter, begun and without an answer yet, to a person and not to another try', async () => {
    const { deal, send } = await room.aRung('crossing@romashka.example');
    let second: ReturnType<typeof send> | undefined;
    room.mail.meanwhile('crossing@romashka.example', async () => {
      room.mail.stall('crossing@romashka.example', 'text');
      second = send();
      await eventually(
        async () => room.mail.hanging,
        hanging => hanging.includes('crossing@romashka.example'),
      );
      room.mail.answer('recipient', '450 4.2.0 Greylisted', 'crossing@romashka.example');
    });
    const verify = { outcome: 'verify', reason: 'no_answer' };
    expect(await send()).toEqual(verify);
    await room.mail.hangUp();
    room.mail.recover();
    expect([await second, await send()]).toEqual([verify, verify]);
    expect(await textsTo('crossing@romashka.example')).toHaveLength(1);
    expect(await fateOf(deal)).toEqual([{ state: 'verify', reason: 'no_answer' }]);
  });
});

describe('a mail server that hangs up while the last look waits for the ledger', () => {
  it('INV-2: gets the letter later: nothing of it had travelled', async () => {
    const { deal, send } = await room.aRung('waits@romashka.example');
    const ledger = await room.pool.connect();
    room.mail.meanwhile('waits@romashka.example', async () => {
      await ledger.query('begin');
      await ledger.query('select 1 from invoice where id = $1 for update', [deal.invoiceId]);
    });
    const first = send();
    await eventually(
      () => room.pool.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
      waiting => waiting.rows.length > 0,
    );
    await room.mail.hangUp();
    await ledger.query('rollback');
    ledger.release();
    expect(await first).toEqual({ outcome: 'retry', reason: 'mail_down', retryAfterSeconds: 60 });
    expect([(await letterOf(deal)).state, await fateOf(deal)]).toEqual(['claimed', [{ state: 'claimed', reason: 'mail_down' }]]);
    expect([await send(), (await textsTo('waits@romashka.example')).length]).toEqual([{ outcome: 'sent', reason: null }, 1]);
  });
});

describe('a reminder before the due date', () => {
  const headersOf = async (address: string) => {
    const [letter] = room.mail.received.filter(each => each.to === address);
    const { headers } = await PostalMime.parse(letter?.mime ?? '');
    return Object.fromEntries(headers.filter(({ key }) => key.startsWith('list-')).map(({ key, value }) => [key, value]));
  };

  it('can be declined with one click (RFC 8058); a notice of a debt, and a letter that holds one, cannot', async () => {
    for (const [name, rungs] of [
      ['courtesy', ['-3', '-3']],
      ['due', ['0']],
      ['mixed', ['-3', '+3']],
    ] as const) {
      const [first] = await room.meeting(`${name}@romashka.example`, rungs);
      expect(await first?.send(), name).toMatchObject({ outcome: 'sent' });
    }
    const { 'list-unsubscribe': address, ...post } = await headersOf('courtesy@romashka.example');
    expect(address).toMatch(/^<http:\/\/localhost:3000\/u\/[\w-]{43}>$/);
    expect(post).toEqual({ 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' });
    const [text = ''] = await textsTo('courtesy@romashka.example');
    expect(text).toContain(address?.slice(1, -1));
    for (const name of ['due', 'mixed']) expect(await headersOf(`${name}@romashka.example`), name).toEqual({});
    const { rows } = await room.pool.query("select text from letter where to_address = 'courtesy@romashka.example'");
    expect(rows[0].text, 'the kept copy hides the link').not.toContain(address?.slice(1, -1));
  });

  it('goes no more once it was declined, and the letter of another invoice goes without it', async () => {
    const [early, late] = await room.meeting('declined@romashka.example', ['-3', '+3']);
    await room.pool.query("update customer set courtesy_stopped_at = '2030-04-01', courtesy_stopped_via = 'one_click' where id = $1", [early?.customerId]);
    expect(await early?.send()).toEqual({ outcome: 'skipped', reason: 'unsubscribed' });
    expect(await late?.send()).toEqual({ outcome: 'sent', reason: null });
    const [text = ''] = await textsTo('declined@romashka.example');
    expect([text.includes(early?.number ?? '—'), text.includes(late?.number ?? '—')]).toEqual([false, true]);
  });
});
