import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { claimRung } from '../../activities/letters/claim-rung.ts';
import { knownOutcome } from '../../activities/letters/letter-state.ts';
import { projectDelivery } from '../../activities/record/project-delivery.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { aLetter, theEnd } from '../../domain/dunning/ladder.ts';
import { eventually } from '../deal/world.ts';
import { aLetterRoom, dueAt, type LetterRoom, type MeetingInvoice } from './letter-room.ts';

let room: LetterRoom;
beforeAll(async () => {
  room = await aLetterRoom();
});
afterEach(() => room.mail.recover());
afterAll(() => room.close());

const sent = { outcome: 'sent', reason: null } as const;
const paid = { outcome: 'skipped', reason: 'paid' } as const;

const pay = (invoice: MeetingInvoice) => room.pay(invoice, 116_000_000);

const plain = (text: string | undefined) => (text ?? '').replace(/[\u00a0\u202f]/g, ' ');
const accepted = (address: string) => room.mail.received.filter(letter => letter.to === address && letter.accepted);
const onlyLetterTo = async (address: string) => {
  const letters = accepted(address);
  expect(letters).toHaveLength(1);
  const mail = await PostalMime.parse(letters[0]?.mime ?? '');
  return { mail, subject: plain(mail.subject), text: plain(mail.text) };
};
const fates = async (invoices: readonly MeetingInvoice[]) => {
  const { rows } = await room.pool.query('select invoice_id, state, reason, letter_id from reminder where invoice_id = any($1)', [invoices.map(each => each.invoiceId)]);
  return invoices.map(each => rows.find(row => row.invoice_id === each.invoiceId) as { state: string; reason: string | null; letter_id: string | null } | undefined);
};
const letterOf = async (invoice: MeetingInvoice) => (await room.pool.query('select l.* from letter l join reminder r on r.letter_id = l.id where r.invoice_id = $1', [invoice.invoiceId])).rows[0];
async function pair(email: string, rungs: Parameters<LetterRoom['meeting']>[1] = ['+3', '+3']): Promise<[MeetingInvoice, MeetingInvoice]> {
  const [first, second] = await room.meeting(email, rungs);
  if (!first || !second) throw new Error('two invoices were asked for');
  return [first, second];
}

describe('rungs of one customer that meet', () => {
  it('INV-2: go in one letter, each sent once, though both deals send at once and again', async () => {
    const both = await pair('both@romashka.example');
    expect(await Promise.all(both.map(each => each.send()))).toEqual([sent, sent]);
    expect(await Promise.all(both.map(each => each.send()))).toEqual([sent, sent]);
    const { text, subject } = await onlyLetterTo('both@romashka.example');
    for (const { number } of both) expect(text).toContain(`Счёт ${number}: 1 160 000 ₸`);
    expect(text).toContain('Всего: 2 320 000 ₸');
    expect(subject).toBe('2 счёта на 2 320 000 ₸, самый давний просрочен на 3 дня');
    const [first, second] = await fates(both);
    expect([first, second]).toMatchObject([{ state: 'sent' }, { state: 'sent' }]);
    expect(first?.letter_id).toBe(second?.letter_id);
  });

  it('are announced, claimed and in force together before a word travels, in the tone of the strictest', async () => {
    const [early, late] = await pair('strict@romashka.example', ['0', '+7']);
    const inForce: unknown[] = [];
    room.mail.meanwhile('strict@romashka.example', async () => {
      const { rows: holds } = await room.pool.query('select invoice_id, scope from hold where invoice_id = any($1) and lifted_at is null', [[early.invoiceId, late.invoiceId]]);
      inForce.push(
        holds,
        (await fates([early, late])).map(fate => fate?.state),
      );
    });
    expect(await early.send()).toEqual(sent);
    expect(inForce).toEqual([[{ invoice_id: late.invoiceId, scope: 'deal' }], ['claimed', 'claimed']]);
    const { subject, text } = await onlyLetterTo('strict@romashka.example');
    expect(subject).toBe('Отгрузки приостановлены: 2 счёта на 2 320 000 ₸, самый давний просрочен на 7 дней');
    expect(text).toContain(`к которому относится счёт ${late.number} (договор 17/2026)`);
    expect(text).not.toContain(`к которому относится счёт ${early.number}`);
    expect(await letterOf(early)).toMatchObject({ kind: 'reminder_plus_7', invoice_id: late.invoiceId, deal_id: late.dealId });
  });

  it('name the day of handing over for the invoice that is with management, and for no other', async () => {
    const [escalated, other] = await pair('head@romashka.example', ['+14', '+3']);
    expect(await other.send()).toEqual(sent);
    const { text } = await onlyLetterTo('head@romashka.example');
    expect(text).toContain(`Вопрос об оплате счёта ${escalated.number} передан руководству`);
    expect(text).toContain(`Если остаток по счёту ${escalated.number} не поступит до 6 мая`);
    expect(text).not.toContain(`оплате счёта ${other.number} передан`);
    const { rows } = await room.pool.query("select invoice_id from human_task where kind = 'head' and invoice_id = any($1)", [[escalated.invoiceId, other.invoiceId]]);
    expect(rows).toEqual([{ invoice_id: escalated.invoiceId }]);
  });

  it('are asked for as far as they are chased: of each what is disputed or promised is named and left out, and the total is without it', async () => {
    const [disputed, promised] = await pair('parts@romashka.example', ['+7', '+3']);
    for (const [kind, { invoiceId }, amountMinor] of [
      ['dispute', disputed, 16_000_000],
      ['promise', promised, 60_000_000],
    ] as const)
      await room.pool.query(
        "insert into reminder_pause (id, scope, scope_id, from_at, until_at, reason, author_type, author_id, kind, amount_minor, paid_before_minor) values ($1, 'invoice', $2, '2030-04-10', '2030-04-25', '2030-04-24', 'user', 'usr_cfo', $3, $4, 0)",
        [`pau_parts_${kind}`, invoiceId, kind, amountMinor],
      );
    expect(await promised.send()).toEqual(sent);
    const { text, subject } = await onlyLetterTo('parts@romashka.example');
    expect(text).toContain(`Счёт ${disputed.number}: 1 000 000 ₸`);
    expect(text).toContain('Спорные 160 000 ₸ сюда не входят');
    expect(text).toContain(`Счёт ${promised.number}: 560 000 ₸`);
    expect(text).toContain('Обещанные 600 000 ₸ сюда не входят');
    expect(text).toContain('Всего: 1 560 000 ₸');
    expect(subject).toContain('2 счёта на 1 560 000 ₸');
  });

  it('name the sum of the moment in which the text travels: what is disputed meanwhile is not asked for', async () => {
    const [first, second] = await pair('parts-late@romashka.example');
    room.mail.meanwhile('parts-late@romashka.example', async () => {
      await room.pool.query(
        "insert into reminder_pause (id, scope, scope_id, from_at, until_at, reason, author_type, author_id, kind, amount_minor) values ('pau_parts_late', 'invoice', $1, '2030-04-10', '2030-04-25', 'сверка', 'user', 'usr_cfo', 'dispute', 16000000)",
        [second.invoiceId],
      );
    });
    expect(await first.send()).toEqual(sent);
    const { text } = await onlyLetterTo('parts-late@romashka.example');
    expect(text).toContain(`Счёт ${second.number}: 1 000 000 ₸`);
    expect(text).toContain('Всего: 2 160 000 ₸');
    expect(await second.send()).toEqual(sent);
  });

  it('stand in the thread of the letters that brought the invoices', async () => {
    const both = await pair('thread@romashka.example', ['0', '+3']);
    for (const [index, { invoiceId, dealId }] of both.entries()) {
      const row = [`let_thread_${index}`, dealId, invoiceId, `<invoice-${index}@arna.example>`];
      await room.pool.query(
        "insert into letter (id, deal_id, invoice_id, kind, to_address, language, message_id, state, created_at) values ($1, $2, $3, 'invoice', 'x', 'ru', $4, 'sent', '2030-04-01')",
        row,
      );
    }
    await both[0].send();
    const { mail } = await onlyLetterTo('thread@romashka.example');
    // The one that was due first is answered.
    expect([mail.inReplyTo, mail.references]).toEqual(['<invoice-1@arna.example>', '<invoice-1@arna.example> <invoice-0@arna.example>']);
  });
});

describe('a rung that may not go', () => {
  it('stays out of the letter, keeps its own fate, and is found by its own timer', async () => {
    const [goes, paused] = await pair('paused@romashka.example');
    await room.pool.query(
      "insert into reminder_pause (id, scope, scope_id, from_at, until_at, reason, author_type, author_id, kind) values ('pau_common', 'invoice', $1, '2030-04-10', '2030-04-25', 'сверка', 'user', 'usr_cfo', 'pause')",
      [paused.invoiceId],
    );
    expect(await goes.send()).toEqual(sent);
    const { text } = await onlyLetterTo('paused@romashka.example');
    expect(text).toContain('Осталось оплатить по счёту');
    expect(text).not.toContain(paused.number);
    expect(await fates([paused])).toEqual([undefined]);
    expect(await paused.send()).toMatchObject({ outcome: 'held', reason: 'pause' });
  });

  it('of another account waits for the minimum gap: one transfer could not pay both', async () => {
    const [first, other] = await pair('account@romashka.example');
    await room.pool.query("insert into bank_account (id, iban, bic, bank, currency, is_default, has_feed) values ('bac_other', 'KZ56563TEST000000002', 'HSBKKZKX', 'Halyk', 'KZT', false, false)");
    await room.pool.query("update invoice set bank_account_id = 'bac_other' where id = $1", [other.invoiceId]);
    expect(await first.send()).toEqual(sent);
    expect(await other.send()).toMatchObject({ outcome: 'held', reason: 'min_gap' });
  });

  it('of another currency is in no letter with it: sums of two currencies are never added', async () => {
    const [tenge, dollars] = await pair('currency@romashka.example');
    await room.pool.query("update invoice set currency = 'USD' where id = $1", [dollars.invoiceId]);
    expect(await tenge.send()).toEqual(sent);
    const { subject, text } = await onlyLetterTo('currency@romashka.example');
    expect(subject).toContain('1 160 000 ₸');
    expect(text).not.toContain(dollars.number);
    expect(await fates([dollars])).toEqual([undefined]);
    expect(await dollars.send()).toMatchObject({ outcome: 'held', reason: 'min_gap' });
  });

  it('of a deal that was moved ahead, or that has several rungs due, goes by itself', async () => {
    const [here, ahead] = await pair('ahead@romashka.example');
    await room.pool.query('update deal set clock_ahead_ms = clock_ahead_ms + 30 * 86400000::bigint where id = $1', [ahead.dealId]);
    const [, behind] = await pair('downtime@romashka.example');
    const plan = ['0', '+3'].map(rung => ({ rung, at: dueAt, outcome: 'will_send', reason: null }));
    await room.pool.query('update invoice set plan = $2, customer_id = $3 where id = $1', [behind.invoiceId, JSON.stringify(plan), here.customerId]);
    expect(await here.send()).toEqual(sent);
    expect((await onlyLetterTo('ahead@romashka.example')).text).toContain('Осталось оплатить по счёту');
    expect(await fates([ahead, behind])).toEqual([undefined, undefined]);
  });
});

describe('invoices of one customer that go by different policies', () => {
  const milder = [aLetter(7, 'businesslike'), theEnd(18)];
  const without = [aLetter(5, 'businesslike'), theEnd(18)];
  const fatesWithPolicy = async (invoices: readonly MeetingInvoice[]) => {
    const { rows } = await room.pool.query("select invoice_id, state, reason, concat(policy_id, ' ', policy_version) by from reminder where invoice_id = any($1)", [
      invoices.map(each => each.invoiceId),
    ]);
    return invoices.map(({ invoiceId }) => rows.find(row => row.invoice_id === invoiceId)).map(row => row && [row.state, row.reason, row.by]);
  };

  it('stand in one letter, each by its own: its tone, its effects, its version on record', async () => {
    const both = await pair('policies@romashka.example', ['+3', '+7']);
    await room.bindTo([both[1]], { policyId: 'milder', rungs: milder });
    expect(await both[0].send()).toEqual(sent);
    expect((await onlyLetterTo('policies@romashka.example')).text).not.toContain('тгруз');
    expect(await fatesWithPolicy(both)).toEqual([
      ['sent', null, 'default 1'],
      ['sent', null, 'milder 1'],
    ]);
    expect(await letterOf(both[0])).toMatchObject({ kind: 'reminder_plus_3' });
    const { rows } = await room.pool.query('select 1 from hold where invoice_id = $1', [both[1].invoiceId]);
    expect(rows).toEqual([]);
  });

  it('keep out of it a rung that the policy of its invoice has no more, and its own timer finds that', async () => {
    const [goes, gone] = await pair('gone@romashka.example');
    await room.bindTo([gone], { policyId: 'without-3', rungs: without });
    expect(await goes.send()).toEqual(sent);
    expect((await onlyLetterTo('gone@romashka.example')).text).not.toContain(gone.number);
    expect(await gone.send()).toEqual({ outcome: 'skipped', reason: 'policy_change' });
    expect(await fatesWithPolicy([goes, gone])).toEqual([
      ['sent', null, 'default 1'],
      ['skipped', 'policy_change', 'without-3 1'],
    ]);
  });

  it('part where one takes another policy on while their letter waits for the mail server', async () => {
    const [stays, leaves] = await pair('adopted@romashka.example');
    room.mail.answer('recipient', '450 4.2.0 Greylisted', 'adopted@romashka.example');
    expect(await stays.send()).toMatchObject({ outcome: 'retry' });
    expect(await fates([leaves])).toMatchObject([{ state: 'claimed' }]);
    await room.bindTo([leaves], { policyId: 'adopted', rungs: without });
    room.mail.recover();
    expect(await stays.send('2030-04-18T05:05:00.000Z')).toEqual(sent);
    expect((await onlyLetterTo('adopted@romashka.example')).text).not.toContain(leaves.number);
    expect(await fatesWithPolicy([leaves])).toEqual([['skipped', 'policy_change', 'adopted 1']]);
    expect(await leaves.send()).toEqual({ outcome: 'skipped', reason: 'policy_change' });
  });
});

describe('two deals with one letter in hand', () => {
  it('INV-2: the one that comes while the other is at the mail server answers what became of it', async () => {
    const [first, second] = await pair('twice@romashka.example');
    let later: ReturnType<typeof second.send> | undefined;
    room.mail.meanwhile('twice@romashka.example', async () => {
      later = second.send();
    });
    expect(await first.send()).toEqual(sent);
    expect(await later).toEqual(sent);
    expect(accepted('twice@romashka.example')).toHaveLength(1);
  });

  it('INV-2: a text that travels is no dead attempt of the other deal, which waits for its end', async () => {
    const [first, second] = await pair('travels@romashka.example');
    room.mail.stall('travels@romashka.example', 'text');
    const begun = first.send();
    await eventually(
      async () => room.mail.hanging,
      hanging => hanging.includes('travels@romashka.example'),
    );
    const { id: letterId } = await letterOf(first);
    const seen = await unitOfWork(room.pool, db => knownOutcome(db, { letterId, now: dueAt, to: { address: '', userId: null, language: 'ru' }, driver: second.invoiceId }));
    expect([seen, (await letterOf(second)).state]).toEqual(['under_way', 'data_started']);
    const waiting = second.send();
    await room.mail.hangUp();
    const verify = { outcome: 'verify', reason: 'no_answer' };
    expect([await begun, await waiting]).toEqual([verify, verify]);
    expect(await fates([first, second])).toMatchObject([{ state: 'verify' }, { state: 'verify' }]);
    expect(room.mail.received.filter(letter => letter.to === 'travels@romashka.example')).toHaveLength(1);
  });

  it('the letter of a deal whose worker died after the claim is driven on by the other, and by itself', async () => {
    const [dead, alive] = await pair('dead@romashka.example');
    await unitOfWork(room.pool, db => claimRung(db, dead.input));
    expect(await alive.send()).toEqual(sent);
    expect(await dead.send()).toEqual(sent);
    expect((await onlyLetterTo('dead@romashka.example')).text).toContain('Всего: 2 320 000 ₸');
  });

  it('the server that asks for patience asks both, and then gets one letter', async () => {
    const both = await pair('grey@romashka.example');
    room.mail.answer('recipient', '450 4.2.0 Greylisted', 'grey@romashka.example');
    const busy = { outcome: 'retry', reason: 'mail_busy' };
    expect(await Promise.all(both.map(each => each.send()))).toMatchObject([busy, busy]);
    room.mail.recover();
    expect(await Promise.all(both.map(each => each.send('2030-04-18T05:05:00.000Z')))).toEqual([sent, sent]);
    expect(accepted('grey@romashka.example')).toHaveLength(1);
  });

  it('a letter that still waits for the mail server takes in what comes due the next day', async () => {
    const [waits, later] = await pair('down@romashka.example');
    const plan = [{ rung: '+3', at: '2030-04-19T05:00:00.000Z', outcome: 'will_send', reason: null }];
    await room.pool.query('update invoice set plan = $2 where id = $1', [later.invoiceId, JSON.stringify(plan)]);
    room.mail.answer('recipient', '450 4.2.0 Greylisted', 'down@romashka.example');
    expect(await waits.send()).toMatchObject({ outcome: 'retry' });
    expect(await fates([later])).toEqual([undefined]);
    room.mail.recover();
    expect(await later.send('2030-04-19T05:00:00.000Z')).toEqual(sent);
    expect(await waits.send('2030-04-19T05:10:00.000Z')).toEqual(sent);
    expect((await onlyLetterTo('down@romashka.example')).text).toContain('Всего: 2 320 000 ₸');
  });

  it('an address that is dead is dead for both', async () => {
    const both = await pair('nobody@romashka.example');
    room.mail.answer('recipient', '550 5.1.1 No such user', 'nobody@romashka.example');
    const undeliverable = { outcome: 'undeliverable', reason: 'refused_by_server' };
    expect(await Promise.all(both.map(each => each.send()))).toEqual([undeliverable, undeliverable]);
    const { rows } = await room.pool.query('select email_dead_reason from customer where id = $1', [both[0].customerId]);
    expect(rows[0].email_dead_reason).toContain('5.1.1');
  });
});

describe('a letter for several deals that ended without an answer', () => {
  const verify = { outcome: 'verify', reason: 'no_answer' };
  const says = (invoice: MeetingInvoice, letterId: string, outcome: 'arrived' | 'send_again') => {
    const data = { letterId, invoiceId: invoice.invoiceId, rung: invoice.input.rung, outcome, noteId: null, reasonText: 'В журнале сервера.' };
    const event = { type: 'letter.settled', data, n: 1, at: '2030-04-18T05:30:00.000Z', actor: { type: 'user', id: 'usr_1' }, commandId: null } as const;
    return unitOfWork(room.pool, db => projectDelivery(db, invoice.dealId, event));
  };
  async function withoutAnswer(email: string) {
    const both = await pair(email);
    room.mail.answer('text', 'hang up', email);
    expect(await both[0].send()).toMatchObject(verify);
    return { both, letterId: (await letterOf(both[0])).id as string };
  }

  it('has arrived for all of them where a person says so of one', async () => {
    const { both, letterId } = await withoutAnswer('arrived@romashka.example');
    await says(both[1], letterId, 'arrived');
    expect(await fates(both)).toMatchObject([{ state: 'sent' }, { state: 'sent' }]);
    expect(await Promise.all(both.map(each => each.send('2030-04-18T06:00:00.000Z')))).toEqual([sent, sent]);
    expect(accepted('arrived@romashka.example')).toEqual([]);
  });

  it('INV-2: is sent again as the one letter it was, and once, however late the other deal hears of it', async () => {
    const { both, letterId } = await withoutAnswer('again@romashka.example');
    await says(both[1], letterId, 'send_again');
    expect(await both[0].send('2030-04-18T06:00:00.000Z')).toMatchObject(verify);
    await says(both[0], letterId, 'send_again');
    expect(await fates(both)).toMatchObject([{ state: 'verify' }, { state: 'verify' }]);
    room.mail.recover();
    expect(await both[0].send('2030-04-18T06:30:00.000Z')).toMatchObject(verify);
    expect(accepted('again@romashka.example')).toEqual([]);
  });

  it('speaks of all of them when it is sent again', async () => {
    const { both, letterId } = await withoutAnswer('once-more@romashka.example');
    room.mail.recover();
    await says(both[0], letterId, 'send_again');
    expect(await both[0].send('2030-04-18T06:00:00.000Z')).toEqual(sent);
    await says(both[1], letterId, 'send_again');
    expect(await both[1].send('2030-04-18T06:00:00.000Z')).toEqual(sent);
    expect((await onlyLetterTo('once-more@romashka.example')).text).toContain('Всего: 2 320 000 ₸');
  });
});

/** How many wait for a lock in this database. */
const untilWaiting = (count: number) =>
  eventually(
    () => room.pool.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
    waiting => waiting.rows.length >= count,
  );

type Money = Readonly<{ arrives: () => Promise<void>; to: string }>;

/** Where money may come between the claim of a rung and its letter: what happens there, around the sending of the first invoice. */
const failpoints = {
  // It waits for the claim, which commits with its effect.
  'after the claim': async ([first]: readonly MeetingInvoice[], { arrives }: Money) => {
    const arriving = await unitOfWork(room.pool, async db => {
      await claimRung(db, first?.input ?? never());
      const money = arrives();
      await untilWaiting(1);
      return { money };
    });
    await arriving.money;
    return first?.send();
  },
  'after the effect': async ([first, ...others]: readonly MeetingInvoice[], { arrives }: Money) => {
    await unitOfWork(room.pool, db => claimRung(db, first?.input ?? never()));
    const { rows } = await room.pool.query('select 1 from hold where invoice_id = any($1) and lifted_at is null', [[first, ...others].map(each => each?.invoiceId)]);
    expect(rows).toHaveLength(1 + others.length);
    await arrives();
    return first?.send();
  },
  'after the letter is written': async ([first]: readonly MeetingInvoice[], { arrives, to }: Money) => {
    room.mail.meanwhile(to, arrives);
    return first?.send();
  },
  // The last look comes to an invoice that the payment has in hand: the payment is kept back at its very last step, and then let go on.
  'while the server waits for the text': async (invoices: readonly MeetingInvoice[], { arrives, to }: Money) => {
    const keptBack = await room.pool.connect();
    let arriving: Promise<void> | undefined;
    room.mail.meanwhile(to, async () => {
      await keptBack.query('begin');
      await keptBack.query('select 1 from hold where invoice_id = any($1) for update', [invoices.map(each => each.invoiceId)]);
      arriving = arrives();
      await untilWaiting(1);
    });
    const sending = invoices[0]?.send();
    await untilWaiting(2);
    await keptBack.query('commit');
    keptBack.release();
    await arriving;
    return sending;
  },
} as const;

const never = (): never => {
  throw new Error('an invoice was asked for');
};

describe.each(Object.keys(failpoints) as (keyof typeof failpoints)[])('money that covers a rung %s', point => {
  const address = (name: string) => `${name}-${Object.keys(failpoints).indexOf(point)}@romashka.example`;
  const holdOf = async (invoice: MeetingInvoice) => (await room.pool.query('select lifted_at is not null lifted, lifted_by reason from hold where invoice_id = $1', [invoice.invoiceId])).rows;
  const lifted = [{ lifted: true, reason: 'paid' }];

  it('INV-1: keeps its letter, and the hold is lifted with a record', async () => {
    const to = address('alone');
    const [only = never()] = await room.meeting(to, ['+7']);
    expect(await failpoints[point]([only], { to, arrives: () => pay(only) })).toEqual(paid);
    expect(accepted(to)).toEqual([]);
    expect([await fates([only]), await holdOf(only)]).toMatchObject([[{ state: 'skipped', reason: 'paid' }], lifted]);
  });

  it('INV-1: takes it out of a common letter, which goes about the rest, and its fate is recorded', async () => {
    const to = address('common');
    const [stays, covered] = await pair(to, ['+7', '+7']);
    expect(await failpoints[point]([stays, covered], { to, arrives: () => pay(covered) })).toEqual(sent);
    expect((await onlyLetterTo(to)).text).not.toContain(covered.number);
    expect(await fates([stays, covered])).toMatchObject([{ state: 'sent' }, { state: 'skipped', reason: 'paid' }]);
    expect([await covered.send(), await holdOf(stays), await holdOf(covered)]).toEqual([paid, [{ lifted: false, reason: null }], lifted]);
  });

  it('INV-1: of the deal that has the letter in hand leaves the letter to the other invoice', async () => {
    const to = address('driver');
    const [covered, stays] = await pair(to, ['+7', '+7']);
    expect(await failpoints[point]([covered, stays], { to, arrives: () => pay(covered) })).toEqual(paid);
    expect(await stays.send()).toEqual(sent);
    const { text } = await onlyLetterTo(to);
    expect([text.includes(stays.number), text.includes(covered.number)]).toEqual([true, false]);
  });
});

it('money that covers every invoice of a letter leaves nothing to send', async () => {
  const both = await pair('all@romashka.example');
  room.mail.meanwhile('all@romashka.example', async () => {
    for (const each of both) await pay(each);
  });
  expect(await both[0].send()).toEqual(paid);
  expect(await both[1].send()).toEqual(paid);
  expect(accepted('all@romashka.example')).toEqual([]);
});
