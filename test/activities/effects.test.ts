import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendLetter } from '../../activities/letters/send-letter.ts';
import { readHoldsInForce } from '../../db/read/holds.ts';
import { document } from '../../db/schema/index.ts';
import { readDb, unitOfWork } from '../../db/unit-of-work.ts';
import { aLetter, theEnd } from '../../domain/dunning/ladder.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import { people } from '../build/company.ts';
import { aLetterRoom, dueAt, type LetterRoom, type MeetingInvoice } from './letter-room.ts';

let room: LetterRoom;
beforeAll(async () => {
  room = await aLetterRoom();
});
afterAll(() => room.close());

const plain = (text: string | undefined) => (text ?? '').replace(/[\u00a0\u202f]/g, ' ');
const lastTo = async (address: string) => {
  const mail = await PostalMime.parse(room.mail.received.findLast(letter => letter.to === address)?.mime ?? '');
  return {
    subject: plain(mail.subject),
    text: plain(mail.text),
    files: mail.attachments.map(({ filename, mimeType, content }) => [filename, mimeType, plain(typeof content === 'string' ? content : new TextDecoder().decode(content))] as const),
  };
};
async function one(email: string, rung: '+3' | '+7' | '+14'): Promise<MeetingInvoice> {
  const [invoice] = await room.meeting(email, [rung]);
  if (!invoice) throw new Error('an invoice was asked for');
  return invoice;
}
const noticeOf = async ({ dealId }: MeetingInvoice, kind: string) => {
  const { rows } = await room.pool.query("select input from notice where deal_id = $1 and input->>'kind' = $2", [dealId, kind]);
  return rows[0]?.input as LetterInput | undefined;
};
async function tellColleague(invoice: MeetingInvoice, kind: LetterInput['kind'], detail: string | null = null) {
  const asked = (await noticeOf(invoice, kind)) ?? { dealId: invoice.dealId, letterKey: `test:${kind}`, kind, subjectId: invoice.invoiceId, detail, toUserId: people.seller.id, now: dueAt };
  expect(await sendLetter(room.deps, asked)).toMatchObject({ outcome: 'sent' });
}

describe('a policy for payers who are late as a rule', () => {
  it('SG2: has every overdue letter offer a payment schedule, the business-like one of +3 as well', async () => {
    const [usual, chronic] = [await one('usual@romashka.example', '+3'), await one('chronic@romashka.example', '+3')];
    await room.bindTo([chronic], { policyId: 'for_chronic', appliesTo: { segments: [], payerTypes: ['chronic'] } });
    for (const invoice of [usual, chronic]) await invoice.send();
    expect((await lastTo('chronic@romashka.example')).text).toContain('согласуем график платежей');
    expect((await lastTo('usual@romashka.example')).text).not.toContain('график');
  });
});

describe('the hold of +7', () => {
  it('stops the deal alone by default; the owner is told before the customer rings, and what the letter says is by its scope', async () => {
    const invoice = await one('scope-deal@romashka.example', '+7');
    await invoice.send();
    expect((await lastTo('scope-deal@romashka.example')).text).toContain(`С 18 апреля приостановлены отгрузки по заказу, к которому относится счёт ${invoice.number} (договор 17/2026).`);
    await tellColleague(invoice, 'owner_overdue');
    expect((await lastTo(people.seller.email)).text).toContain('Отгрузки по сделке приостановлены с 18 апреля.');
  });

  it('stops everything for the customer where the policy says so: their other deals as well, and the letter says no less', async () => {
    const [held, other] = await room.meeting('scope-all@romashka.example', ['+7', '+3']);
    await room.bindTo(held ? [held] : [], { policyId: 'wide', shipmentHoldScope: 'customer' });
    await held?.send();
    expect((await lastTo('scope-all@romashka.example')).text).toContain('С 18 апреля приостановлены все отгрузки в ваш адрес. Возобновим их, когда просроченные счета будут оплачены.');
    const others = async () =>
      (await room.pool.query("select deal_id, input from notice where input->>'kind' = 'customer_held' and input->>'subjectId' = any($1)", [[held?.invoiceId, other?.invoiceId]])).rows;
    expect(await others()).toEqual([]);
    const inForce = (dealId = '', customerId = '') => readHoldsInForce(readDb(room.pool), { dealId, customerId }).then(rows => rows.map(row => row.invoiceId));
    expect(await inForce(other?.dealId, other?.customerId)).toEqual([held?.invoiceId]);
    expect(await inForce(other?.dealId, 'cus_another')).toEqual([]);
  });

  it('is told, once, to the owners of the other open deals of the customer, whatever else is held afterwards; nobody is told of a hold that is over', async () => {
    const [held, later, theirs, closed] = await room.meeting('others@romashka.example', ['+7', '+7', '-3', '-3']);
    if (!held || !later || !theirs || !closed) throw new Error('four invoices were asked for');
    await room.bindTo([held, later], { policyId: 'wide_others', shipmentHoldScope: 'customer' });
    for (const { dealId } of [theirs, closed]) await room.pool.query('update deal set owner_id = $2 where id = $1', [dealId, people.manager.id]);
    await room.pool.query('update deal set closed_at = $2 where id = $1', [closed.dealId, dueAt]);
    for (const invoice of [held, later]) await invoice.send();
    const { rows } = await room.pool.query("select input from notice where input->>'kind' = 'customer_held' and deal_id = $1", [theirs.dealId]);
    const [notice] = rows.map(row => row.input as LetterInput);
    if (!notice) throw new Error('nobody is told');
    expect([rows.length, notice.toUserId]).toEqual([1, people.manager.id]);
    expect(await sendLetter(room.deps, notice)).toMatchObject({ outcome: 'sent' });
    const { subject, text } = await lastTo(people.manager.email);
    expect(subject).toBe('ТОО «Ромашка»: отгрузки приостановлены, долг 1,2 млн ₸');
    expect(text).toContain('С 18 апреля приостановлены все отгрузки клиенту, в том числе по вашим сделкам.');
    expect(text).toContain(`/deals/${theirs.dealId}`);
    expect(text).not.toContain(closed.dealId);
    await room.pool.query("update hold set lifted_at = '2030-04-18T05:00:00Z', lifted_by = 'paid' where invoice_id = any($1)", [[held.invoiceId, later.invoiceId]]);
    expect(await sendLetter(room.deps, { ...notice, letterKey: 'another' })).toEqual({ outcome: 'skipped', reason: 'hold_over' });
  });

  it('that a person has lifted before the text travels is not announced', async () => {
    const invoice = await one('lifted@romashka.example', '+7');
    room.mail.meanwhile('lifted@romashka.example', async () => {
      await room.pool.query("update hold set lifted_at = '2030-04-18T05:00:00Z', lifted_by = 'decision' where invoice_id = $1", [invoice.invoiceId]);
    });
    await invoice.send();
    const { subject, text } = await lastTo('lifted@romashka.example');
    expect(subject).toBe(`Счёт ${invoice.number} не оплачен: 1 160 000 ₸, просрочено 7 дней`);
    expect(text).not.toContain('приостановлены');
  });

  it('is over for the thanks only where the money has lifted it, and no other hold still stops the customer', async () => {
    const [paid, owed] = await room.meeting('thanks@romashka.example', ['+7', '+7']);
    if (!paid || !owed) throw new Error('two invoices were asked for');
    await paid.send();
    await room.pay(paid, 116_000_000);
    const thank = async (key: string) => {
      await sendLetter(room.deps, { dealId: paid.dealId, letterKey: key, kind: 'thank_you', subjectId: paid.invoiceId, detail: null, toUserId: null, now: dueAt });
      return (await lastTo('thanks@romashka.example')).text;
    };
    expect(await thank('thanks')).toContain('Отгрузки возобновлены.');
    await room.pool.query("update hold set lifted_by = 'decision' where invoice_id = $1", [paid.invoiceId]);
    expect(await thank('thanks after a decision')).not.toContain('Отгрузки возобновлены.');
    await room.pool.query("update hold set lifted_by = 'paid' where invoice_id = $1", [paid.invoiceId]);
    await room.pool.query("update hold set scope = 'customer' where invoice_id = $1", [owed.invoiceId]);
    expect(await thank('thanks again')).not.toContain('Отгрузки возобновлены.');
  });
});

describe('a second rung that holds shipments', () => {
  const rungs = [aLetter(7, 'official', { does: ['shipment_hold', 'letter'] }), aLetter(14, 'official', { does: ['shipment_hold', 'letter'] }), theEnd(21)];
  const holdsOf = async ({ invoiceId }: MeetingInvoice) => (await room.pool.query('select lifted_by by from hold where invoice_id = $1 order by since_at', [invoiceId])).rows.map(row => row.by);
  /** +14 is due, and the word of the finance director about the hold of +7 was for this sum. */
  async function decidedOver(name: string, coveredMinor: number): Promise<MeetingInvoice> {
    const invoice = await one(`${name}@romashka.example`, '+14');
    await room.bindTo([invoice], { policyId: name, rungs });
    await room.pool.query(
      "insert into hold (id, deal_id, invoice_id, type, since_at, reason, lifted_at, lifted_by, approver_id, covered_minor) values ($1, $2, $3, 'shipment', '2030-04-11', 'overdue', '2030-04-12', 'decision', 'usr_cfo', $4)",
      [`hold_${name}`, invoice.dealId, invoice.invoiceId, coveredMinor],
    );
    await invoice.send();
    return invoice;
  }

  it('AP10: holds nothing anew while a decision covers the debt, and its letter speaks of no shipments', async () => {
    const invoice = await decidedOver('covered-twice', 116_000_000);
    expect(await holdsOf(invoice)).toEqual(['decision']);
    expect((await lastTo('covered-twice@romashka.example')).text).not.toMatch(/тгруз/);
  });

  it('AP10: holds them where more is owed than the decision was about', async () => {
    const invoice = await decidedOver('grown', 115_000_000);
    expect(await holdsOf(invoice)).toEqual(['decision', null]);
    expect((await lastTo('grown@romashka.example')).text).toContain('приостановлены отгрузки');
  });
});

describe('the escalation of +14', () => {
  it('names no lawyers to customer or head where the ladder ends without them', async () => {
    const invoice = await one('no-lawyers@romashka.example', '+14');
    await room.pool.query('update invoice set plan = jsonb_build_array(plan->0) where id = $1', [invoice.invoiceId]);
    expect(await room.sendAs({ ...invoice.input, legalAt: null })).toMatchObject({ outcome: 'sent' });
    const { subject, text } = await lastTo('no-lawyers@romashka.example');
    expect(subject).toBe(`Счёт ${invoice.number} передан руководству: 1 160 000 ₸, просрочено 14 дней`);
    expect(text).not.toMatch(/юрист/);
    await tellColleague(invoice, 'head_task');
    const head = await lastTo(people.manager.email);
    expect(head.subject).toContain('Нужно ваше решение');
    expect(head.text).not.toMatch(/юрист/);
  });
});

describe('a colleague who has left', () => {
  const away = async ({ id }: { id: string }, active: boolean) => void (await room.pool.query('update app_user set active = $2 where id = $1', [id, active]));

  it('DN14: is passed over: the task of +14 is for the next one above who is there, and so is its letter', async () => {
    const invoice = await one('head-has-left@romashka.example', '+14');
    await away(people.manager, false);
    await invoice.send();
    await away(people.manager, true);
    const { rows } = await room.pool.query("select assignee_id from human_task where invoice_id = $1 and kind = 'head'", [invoice.invoiceId]);
    expect(rows).toEqual([{ assignee_id: people.director.id }]);
    expect(await noticeOf(invoice, 'head_task')).toMatchObject({ toUserId: people.director.id });
  });

  it('DN14, DN15: has no debt any more: who is above them is told of the hold, has the task of +21 and its file', async () => {
    const invoice = await one('owner-has-left@romashka.example', '+7');
    await away(people.seller, false);
    await invoice.send();
    const end = { ...invoice.input, rung: '+21', dueAt: '2030-05-06T05:00:00.000Z', now: '2030-05-06T05:00:00.000Z' };
    expect(await room.sendAs(end)).toMatchObject({ outcome: 'done' });
    await away(people.seller, true);
    const { rows } = await room.pool.query('select kind, assignee_id from human_task where invoice_id = $1', [invoice.invoiceId]);
    expect(rows).toEqual([{ kind: 'manual_collection', assignee_id: people.manager.id }]);
    for (const kind of ['owner_overdue', 'manual_collection']) expect(await noticeOf(invoice, kind), kind).toMatchObject({ toUserId: people.manager.id });
  });
});

describe('news for a colleague who has left', () => {
  it('DN14: goes to who is above, though the deal had asked for it before', async () => {
    const invoice = await one('news-for-gone@romashka.example', '+3');
    await invoice.send();
    await room.pool.query('update app_user set active = false where id = $1', [people.seller.id]);
    await tellColleague(invoice, 'owner_overdue');
    await room.pool.query('update app_user set active = true where id = $1', [people.seller.id]);
    const { rows } = await room.pool.query("select to_user_id from letter where deal_id = $1 and kind = 'owner_overdue'", [invoice.dealId]);
    expect(rows).toEqual([{ to_user_id: people.manager.id }]);
  });
});

describe('the file of +21', () => {
  it('DN8, DN13: holds the letters with what the server said, the promises and whether they were kept, the payments, the proofs and the documents; attached are the prints and every letter, word for word', async () => {
    const invoice = await one('file@romashka.example', '+7');
    const { dealId, invoiceId } = invoice;
    await invoice.send();
    await room.pool.query("update invoice set sent_at = '2030-03-20T06:00:00Z', viewed_at = '2030-03-21T06:00:00Z' where id = $1", [invoiceId]);
    await room.pool.query(
      'insert into deal_event (deal_id, n, type, at, actor, data, recorded_at) values ($1, 1, \'deal.delivered\', \'2030-03-25\', \'{"type":"user","id":"usr_seller"}\', \'{"on":"2030-03-25"}\', \'2030-03-25\')',
      [dealId],
    );
    for (const [outcome, day, sum] of [
      ['kept', '2030-04-12', 16_000_000],
      ['broken', '2030-04-20', null],
      ['replaced', '2030-04-25', 1_000_000],
    ])
      await room.pool.query(
        "insert into reminder_pause (id, scope, scope_id, from_at, until_at, reason, author_type, author_id, kind, amount_minor, ended_at, outcome) values ('pau_file_' || $1, 'invoice', $2, '2030-04-10', $3, $4, 'customer', 'cus', 'promise', $5, $3, $1)",
        [outcome, invoiceId, `${day}T19:00:00Z`, day, sum],
      );
    await room.pay(invoice, 16_000_000, '2030-04-11');
    const print = {
      id: 'doc_file',
      dealId,
      kind: 'invoice',
      subjectId: invoiceId,
      language: 'ru',
      htmlSha256: 'a',
      sha256: 'a',
      mime: 'application/pdf',
      fileName: 'Счёт.pdf',
      content: Buffer.from('%PDF-1.7'),
      createdAt: dueAt,
    } as const;
    await room.pool.query("update invoice set package_id = 'qtv_file' where id = $1", [invoiceId]);
    const agreed = { ...print, id: 'doc_package', kind: 'quote', subjectId: 'qtv_file', fileName: 'Предложение.pdf', content: Buffer.from('%PDF-1.7 agreed') } as const;
    await unitOfWork(room.pool, db => db.insert(document).values([print, agreed]));
    await tellColleague(invoice, 'manual_collection');
    const { text, files } = await lastTo(people.seller.email);
    for (const said of [
      /7 дней: 18 апреля 2030 г\., 10:00, на file@romashka\.example\. Сервер ответил: 250/,
      /Товар передан: 25 марта 2030 г\./,
      /Клиент видел счёт: 21 марта 2030 г\., 11:00/,
      /11 апреля: 160 000 ₸/,
      /12 апреля: 160 000 ₸, сдержано/,
      /20 апреля: 1 160 000 ₸, не сдержано/,
      /Договор: 17\/2026/,
      new RegExp(`Счёт\\.pdf: .*/deals/${dealId}/documents/doc_file`),
    ])
      expect(text).toMatch(said);
    expect(text).not.toMatch(/25 апреля/);
    const [letter] = (await room.pool.query("select subject, text, message_id from letter where invoice_id = $1 and kind = 'reminder_plus_7'", [invoiceId])).rows;
    expect(files.slice(0, 2)).toEqual([
      ['Счёт.pdf', 'application/pdf', '%PDF-1.7'],
      ['Предложение.pdf', 'application/pdf', '%PDF-1.7 agreed'],
    ]);
    const [name, type, words] = files[2] ?? [];
    expect([files.length, name, type]).toEqual([3, `Письма по счёту ${invoice.number}.txt`, 'text/plain']);
    for (const said of [letter.subject, letter.message_id, letter.text]) expect(words).toContain(plain(said));
    expect(words).toMatch(/18 апреля 2030 г\., 10:00, на file@romashka\.example\. Сервер ответил: 250/);
    expect(words).toContain('приостановлены отгрузки');
    expect(words).not.toMatch(/\/i\/[A-Za-z0-9_-]{43}/);
  });
});
