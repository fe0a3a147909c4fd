import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Reply, Step } from '../setup/scripted-mail.ts';
import { aLetterRoom, type LetterRoom } from './letter-room.ts';

const down = { outcome: 'retry', reason: 'mail_down', retryAfterSeconds: 300 } as const;
const busy = { outcome: 'retry', reason: 'mail_busy', retryAfterSeconds: 300 } as const;

const later: readonly [Step, Reply, typeof down | typeof busy][] = [
  ['login', '535 5.7.8 Wrong name or password', down],
  ['login', '454 4.7.0 Temporary authentication failure', busy],
  ['greeting', '554 5.3.2 No service here', down],
  ['greeting', '421 4.3.2 Too many connections', busy],
  ['sender', '550 5.1.8 Unknown sender', down],
  ['sender', '550 Unknown sender', down],
  ['sender', '451 4.3.0 Try again', busy],
  ['recipient', '450 4.2.0 Greylisted, come again in five minutes', busy],
  ['recipient', '452 4.2.2 Too little room in the mailbox today', busy],
  ['recipient', '421 4.4.2 Closing', busy],
  ['recipient', '530 5.7.0 Sign in first', down],
  ['recipient', '554 5.7.1 Relay access denied', down],
  ['recipient', '550 5.1.7 The sender is malformed', down],
  ['recipient', '503 5.5.1 Not now', down],
  ['text', '451 4.3.0 Try again', busy],
  ['text', '421 4.3.2 Closing', busy],
];

const refused: readonly [Step, Reply, 'the address is dead' | 'the address lives'][] = [
  ['recipient', '550 5.1.1 No such user', 'the address is dead'],
  ['recipient', '501 5.1.3 Not an address', 'the address is dead'],
  ['recipient', '556 5.1.10 The domain takes no mail', 'the address is dead'],
  ['recipient', '552 5.2.2 The mailbox is full', 'the address lives'],
  ['recipient', '550 5.2.1 The mailbox is closed', 'the address lives'],
  ['recipient', '550 Not taken', 'the address lives'],
  ['text', '550 5.1.1 No such user', 'the address is dead'],
  ['text', '554 5.6.0 Malformed', 'the address lives'],
  ['text', '550 5.7.1 Looks like spam', 'the address lives'],
  ['text', '552 5.3.4 Too large', 'the address lives'],
];

describe.each([
  ['takes the envelope at once', true],
  ['takes the envelope line by line', false],
])('a mail server that %s', (_name, pipelining) => {
  let room: LetterRoom;
  let asked = 0;
  beforeAll(async () => {
    room = await aLetterRoom({ pipelining });
  });
  afterEach(() => room.mail.recover());
  afterAll(() => room.close());

  /** A rung whose colleague's letter has left already, so that only the customer's is answered by the script. */
  async function aRungOfItsOwn() {
    asked += 1;
    const email = `payer-${asked}@romashka.example`;
    const { deal, send } = await room.aRung(email);
    const row = async (query: string, id: string) => (await room.pool.query(query, [id])).rows[0];
    const letter = () => row("select state, last_error from letter where invoice_id = $1 and kind = 'reminder_plus_3' and to_user_id is null", deal.invoiceId);
    const rung = () => row('select state, reason from reminder where invoice_id = $1', deal.invoiceId);
    const deadReason = async () => (await row('select email_dead_reason from customer where id = $1', deal.customerId)).email_dead_reason;
    const taken = () => room.mail.received.filter(each => each.to === email && each.accepted).length;
    return { email, deal, send, letter, rung, deadReason, taken };
  }

  it.each(later)('INV-2: whose %s says “%s” gets the letter later, once, and says nothing against the address', async (step, reply, answer) => {
    const { email, send, letter, rung, deadReason, taken } = await aRungOfItsOwn();
    room.mail.answer(step, reply, step === 'recipient' || step === 'text' ? email : undefined);
    expect(await send()).toEqual(answer);
    expect(await deadReason()).toBeNull();
    if (step === 'recipient' || step === 'text') {
      expect(await letter()).toEqual({ state: 'claimed', last_error: expect.stringContaining(reply) });
      expect(await rung()).toEqual({ state: 'claimed', reason: answer.reason });
    } else {
      const { rows } = await room.pool.query("select last_error from letter where state = 'claimed' and last_error like '%' || $1", [reply]);
      expect(rows.length).toBeGreaterThan(0);
    }
    room.mail.recover();
    expect(await send()).toEqual({ outcome: 'sent', reason: null });
    expect([taken(), (await letter()).state, await rung()]).toEqual([1, 'sent', { state: 'sent', reason: null }]);
  });

  it.each(refused)('whose answer to the %s is “%s” is not asked again, and %s', async (step, reply, address) => {
    const { email, send, letter, rung, deadReason, taken } = await aRungOfItsOwn();
    room.mail.answer(step, reply, email);
    const refusal = { outcome: 'undeliverable', reason: 'refused_by_server' };
    expect(await send()).toEqual(refusal);
    expect(await letter()).toEqual({ state: 'undeliverable', last_error: expect.stringContaining(reply) });
    expect(await rung()).toEqual({ state: 'undeliverable', reason: 'refused_by_server' });
    expect(await deadReason()).toEqual(address === 'the address is dead' ? expect.stringContaining(reply) : null);
    room.mail.recover();
    expect([await send(), taken()]).toEqual([refusal, 0]);
  });

  it('INV-2: that hangs up when it has the text leaves the letter to a person, and gets it no second time', async () => {
    const { email, send, letter, rung, taken } = await aRungOfItsOwn();
    room.mail.answer('text', 'hang up', email);
    const verify = { outcome: 'verify', reason: 'no_answer' };
    expect(await send()).toEqual(verify);
    expect([(await letter()).state, await rung()]).toEqual(['verify', { state: 'verify', reason: 'no_answer' }]);
    room.mail.recover();
    expect([await send(), taken()]).toEqual([verify, 0]);
  });

  it('that hangs up before the text, or is not there, gets the letter a minute later', async () => {
    const { email, send, taken } = await aRungOfItsOwn();
    const aMinute = { outcome: 'retry', reason: 'mail_down', retryAfterSeconds: 60 };
    for (const step of ['greeting', 'login', 'sender'] as const) {
      room.mail.answer(step, 'hang up');
      expect(await send()).toEqual(aMinute);
      room.mail.recover();
    }
    room.mail.answer('recipient', 'hang up', email);
    expect(await send()).toEqual(aMinute);
    room.mail.recover();
    expect([await send(), taken()]).toEqual([{ outcome: 'sent', reason: null }, 1]);
  });

  it('says nothing against the address that a colleague has entered meanwhile', async () => {
    const { email, deal, send, deadReason } = await aRungOfItsOwn();
    room.mail.answer('recipient', '550 5.1.1 No such user', email);
    room.mail.meanwhile(email, async () => void (await room.pool.query("update customer set email = 'right@romashka.example' where id = $1", [deal.customerId])));
    expect((await send()).outcome).toBe('undeliverable');
    expect(await deadReason()).toBeNull();
  });
});
