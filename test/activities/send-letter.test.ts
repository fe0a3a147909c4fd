import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sendLetter } from '../../activities/letters/send-letter.ts';
import { prepareRound } from '../../activities/plan/prepare-round.ts';
import { changeApprovalTable } from '../../db/company/change-approval-table.ts';
import { allocatePayment } from '../../db/money/allocate-payment.ts';
import { unallocatePayment } from '../../db/money/unallocate-payment.ts';
import { readApprovalTable } from '../../db/read/approval-table.ts';
import { approvalTask } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterInput, LetterKind } from '../../workflows/ports.ts';
import { anApprovalTask } from '../build/approval-task.ts';
import { byAdmin, people } from '../build/company.ts';
import { aDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { aLetterRoom, type LetterRoom, type Receivable } from './letter-room.ts';

const now = '2030-04-01T05:00:00.000Z';

let room: LetterRoom;
beforeAll(async () => {
  room = await aLetterRoom();
});
afterEach(() => room.mail.recover());
afterAll(() => room.close());

const order = (dealId: string, kind: LetterKind, about: Partial<LetterInput> & { subjectId: string }): LetterInput => ({
  dealId,
  letterKey: `${dealId}:${kind}`,
  kind,
  detail: null,
  toUserId: null,
  now,
  ...about,
});
const takenBy = (to: string) => room.mail.received.filter(letter => letter.to === to && letter.accepted);
const read = async (to: string) => {
  const { subject, text } = await PostalMime.parse(takenBy(to).at(-1)?.mime ?? '');
  return { subject, text: text?.replace(/[\u00a0\u202f]/g, ' ') ?? '' };
};
const deadReason = async (deal: Receivable) => (await room.pool.query('select email_dead_reason from customer where id = $1', [deal.customerId])).rows[0].email_dead_reason as string | null;

/** A step of a deal that nobody has decided: its letter goes to the director and to the admin. */
async function aStuckStep(): Promise<LetterInput> {
  const { dealId } = await aDeal(room.pool);
  const taskId = await unitOfWork(room.pool, async db => {
    const round = await prepareRound(db, { dealId, round: 1, ownerId: people.seller.id, now });
    const { firstStep, package: pack, policyVersion, expiresAt } = round;
    if (!firstStep) throw new Error('nobody is asked');
    const step = { version: pack.version, round: 1, position: 0, role: 'manager' as const, why: [], status: 'open' as const, personId: firstStep.personId };
    await db.insert(approvalTask).values({ id: firstStep.taskId, dealId, packageId: pack.packageId, ...step, policyVersion, expiresAt, openedAt: now, dueAt: firstStep.dueAt });
    return firstStep.taskId;
  });
  return order(dealId, 'approval_stuck', { subjectId: taskId });
}

/** The request of a deal's open step, which is the manager's. */
async function aRequest(kind: LetterKind, to: { id: string } | null): Promise<LetterInput> {
  const { dealId } = await aDeal(room.pool);
  const { package: pack } = await unitOfWork(room.pool, db => prepareRound(db, { dealId, round: 1, ownerId: people.seller.id, now }));
  const subjectId = await anApprovalTask(room.pool, dealId, { packageId: pack.packageId, dueAt: now });
  return order(dealId, kind, { subjectId, toUserId: to?.id ?? null });
}

const managerIs = (active: boolean) => room.pool.query('update app_user set active = $1 where id = $2', [active, people.manager.id]);

async function anInvoice(email: string): Promise<{ deal: Receivable; input: LetterInput }> {
  const deal = await aReceivable(room.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email });
  return { deal, input: order(deal.dealId, 'invoice', { subjectId: deal.invoiceId }) };
}

describe('a letter to several people', () => {
  it('INV-2: reaches everybody at once whose mailbox is not full, the others later, and nobody twice', async () => {
    const input = await aStuckStep();
    room.mail.answer('recipient', '452 4.2.2 Too little room in the mailbox today', people.director.email);
    expect(await sendLetter(room.deps, input)).toEqual({ outcome: 'retry', reason: 'mail_busy', retryAfterSeconds: 300 });
    const taken = () => [people.director, people.admin].map(person => takenBy(person.email).length);
    expect(taken()).toEqual([0, 1]);
    room.mail.recover();
    expect([await sendLetter(room.deps, input), taken()]).toEqual([{ outcome: 'sent', reason: null }, [1, 1]]);
    expect([await sendLetter(room.deps, input), taken()]).toEqual([{ outcome: 'sent', reason: null }, [1, 1]]);
  });
});

describe('a request for a decision', () => {
  const adminsLetters = () => takenBy(people.admin.email).length;

  it('waits for an approver who may not decide just now, and goes to nobody else, whom its link would not let in', async () => {
    const before = adminsLetters();
    const input = await aRequest('approval_request', people.manager);
    await managerIs(false);
    expect(await sendLetter(room.deps, input)).toEqual({ outcome: 'retry', reason: 'person_inactive', retryAfterSeconds: 60 });
    await managerIs(true);
    expect(await sendLetter(room.deps, input)).toEqual({ outcome: 'sent', reason: null });
    expect([takenBy(people.manager.email).length, adminsLetters()]).toEqual([1, before]);
  });

  it('waits no longer than the step, and not for somebody whose step it was', async () => {
    const [closed, passedOn] = [await aRequest('approval_request', people.manager), await aRequest('approval_reminder', people.lawyer)];
    await room.pool.query("update approval_task set status = 'superseded' where id = $1", [closed.subjectId]);
    await managerIs(false);
    expect(await sendLetter(room.deps, closed)).toEqual({ outcome: 'skipped', reason: 'step_closed' });
    await managerIs(true);
    expect(await sendLetter(room.deps, passedOn)).toEqual({ outcome: 'skipped', reason: 'step_passed_on' });
  });

  it('of a late step goes to its superior, and to nobody where nobody is above', async () => {
    const before = adminsLetters();
    expect(await sendLetter(room.deps, await aRequest('approval_escalated', people.director))).toEqual({ outcome: 'sent', reason: null });
    expect(await sendLetter(room.deps, await aRequest('approval_escalated', null))).toEqual({ outcome: 'skipped', reason: 'nobody' });
    expect(adminsLetters()).toBe(before);
  });
});

describe('the letter about a rejection', () => {
  it('promises the next round as the table in force will run it: with the words that hold, or anew', async () => {
    const said = async (status: 'rejected' | 'changes_requested'): Promise<string> => {
      const { dealId, subjectId } = await aRequest('deal_rejected', people.seller);
      await room.pool.query('update approval_task set status = $2, decided_by_id = person_id where id = $1', [subjectId, status]);
      const detail = `note_${dealId}`;
      await room.pool.query("insert into note (id, text, author_type, author_id, created_at) values ($1, 'Верните типовой договор', 'user', 'usr_manager', now())", [detail]);
      await sendLetter(room.deps, order(dealId, 'deal_rejected', { subjectId: dealId, detail, toUserId: people.seller.id }));
      return (await read(people.seller.email)).text;
    };
    const keep = (keepUnchangedApprovals: boolean) =>
      unitOfWork(room.pool, async db => {
        const { version, rows } = await readApprovalTable(db);
        await changeApprovalTable(db, { version, rows, rules: { keepUnchangedApprovals }, by: byAdmin(now) });
      });
    expect(await said('rejected')).toMatch(/Новая подача начнёт новый круг; кого правка не касается, того не спросим снова/);
    expect(await said('changes_requested')).toMatch(/Кого правка не касается, того не спросим снова/);
    await keep(false);
    expect(await said('rejected')).toMatch(/Новая подача начнёт согласование с начала/);
    expect(await said('changes_requested')).toMatch(/Согласование начнётся с начала/);
    await keep(true);
  });
});

describe('an invoice’s letter', () => {
  it('waits for the right password and leaves the address of the customer alone', async () => {
    const { deal, input } = await anInvoice('password@romashka.example');
    const wrong = { ...room.deps, mailer: { ...room.deps.mailer, smtpUrl: room.mail.smtpUrl.replace('secret', 'wrong') } };
    expect(await sendLetter(wrong, input)).toEqual({ outcome: 'retry', reason: 'mail_down', retryAfterSeconds: 300 });
    const { rows } = await room.pool.query('select state, last_error from letter where invoice_id = $1', [deal.invoiceId]);
    expect(rows).toEqual([{ state: 'claimed', last_error: expect.stringContaining('535 5.7.8 Authentication failed') }]);
    expect([await deadReason(deal), await sendLetter(room.deps, input)]).toEqual([null, { outcome: 'sent', reason: null }]);
  });

  it('goes to the address that was corrected while it waited, and says so on record', async () => {
    const { deal, input } = await anInvoice('old@romashka.example');
    room.mail.answer('recipient', '450 4.2.0 Greylisted', 'old@romashka.example');
    expect((await sendLetter(room.deps, input)).outcome).toBe('retry');
    await room.pool.query("update customer set email = 'new@romashka.example' where id = $1", [deal.customerId]);
    expect((await sendLetter(room.deps, input)).outcome).toBe('sent');
    const { rows } = await room.pool.query('select to_address from letter where invoice_id = $1', [deal.invoiceId]);
    expect([rows, takenBy('new@romashka.example').length]).toEqual([[{ to_address: 'new@romashka.example' }], 1]);
  });
});

describe('money that was taken back while the letters about it waited for the mail server', () => {
  const totalMinor = 116_000_000;
  async function paidWhole(email: string) {
    const { deal } = await anInvoice(email);
    await room.pay(deal, totalMinor);
    const { rows } = await room.pool.query('select payment_id from allocation where invoice_id = $1', [deal.invoiceId]);
    const paymentId = rows[0].payment_id as string;
    const takeBack = () => unallocatePayment(room.pool, { paymentId, allocationIds: null }, { actor: { type: 'user', id: people.cfo.id }, now });
    const thanks = (key: string) => sendLetter(room.deps, order(deal.dealId, 'thank_you', { letterKey: key, subjectId: deal.invoiceId }));
    const news = (key: string) => sendLetter(room.deps, order(deal.dealId, 'payment_received', { letterKey: key, subjectId: paymentId, detail: deal.invoiceId, toUserId: people.seller.id }));
    const placeAgain = () =>
      allocatePayment(room.pool, { paymentId, shares: [{ invoiceId: deal.invoiceId, amountMinor: 16_000_000, currency: 'KZT' }] }, { actor: { type: 'user', id: people.cfo.id }, now });
    return { takeBack, thanks, news, placeAgain };
  }
  const notPaid = { outcome: 'skipped', reason: 'not_paid' } as const;
  const takenBack = { outcome: 'skipped', reason: 'taken_back' } as const;

  it('thanks nobody, and is no news of money', async () => {
    const { takeBack, thanks, news } = await paidWhole('taken-back@romashka.example');
    await takeBack();
    expect([await thanks('back: thanks'), await news('back: news')]).toEqual([notPaid, takenBack]);
    expect(takenBy('taken-back@romashka.example')).toEqual([]);
  });

  it('placed again in part is told as the sum that stands, and nobody is thanked for a part', async () => {
    const { takeBack, thanks, news, placeAgain } = await paidWhole('placed-again@romashka.example');
    await takeBack();
    await placeAgain();
    expect([await thanks('again: thanks'), (await news('again: news')).outcome]).toEqual([notPaid, 'sent']);
    const { subject, text } = await read(people.seller.email);
    expect(subject?.replace(/[\u00a0\u202f]/g, ' ')).toContain('Пришло 160 000 ₸');
    expect(text).toContain('Осталось 1 000 000 ₸');
  });

  it('is thanked for where the invoice is paid', async () => {
    const { thanks } = await paidWhole('thanked@romashka.example');
    expect((await thanks('whole: thanks')).outcome).toBe('sent');
  });
});

describe('the owner’s letter about a letter that did not arrive', () => {
  const told = async (deal: Receivable, reason: string) => {
    expect((await sendLetter(room.deps, order(deal.dealId, 'delivery_problem', { subjectId: deal.invoiceId, detail: reason, toUserId: people.seller.id }))).outcome).toBe('sent');
    return read(people.seller.email);
  };

  it('says of a wrong address that the reminders wait, with the server’s words', async () => {
    const { deal, input } = await anInvoice('nobody@romashka.example');
    room.mail.answer('recipient', '550 5.1.1 No such user', 'nobody@romashka.example');
    expect(await sendLetter(room.deps, input)).toEqual({ outcome: 'undeliverable', reason: 'refused_by_server' });
    expect(await deadReason(deal)).toContain('550 5.1.1 No such user');
    const { rows: noted } = await room.pool.query('select what, actor, after from change where subject_id = $1', [deal.customerId]);
    expect(noted).toEqual([{ what: 'customer.changed', actor: { type: 'system', id: 'mail-server' }, after: { emailDeadReason: expect.stringContaining('550 5.1.1') } }]);
    const { subject, text } = await told(deal, 'refused_by_server');
    expect(subject).toContain('Письмо вернулось');
    expect(text).toContain('напоминания подождут');
    expect(text).toContain('550 5.1.1 No such user');
  });

  it('says of a full mailbox that the next letters go there by plan, with the server’s words', async () => {
    const { deal, input } = await anInvoice('full@romashka.example');
    room.mail.answer('recipient', '552 5.2.2 The mailbox is full', 'full@romashka.example');
    expect(await sendLetter(room.deps, input)).toEqual({ outcome: 'undeliverable', reason: 'refused_by_server' });
    expect(await deadReason(deal)).toBeNull();
    const { text } = await told(deal, 'refused_by_server');
    expect(text).toContain('следующие письма пойдут на него по плану');
    expect(text).toContain('552 5.2.2 The mailbox is full');
  });

  it('says of a lost answer that nobody knows, and not that the letter came back', async () => {
    const { deal, input } = await anInvoice('lost@romashka.example');
    room.mail.answer('text', 'hang up', 'lost@romashka.example');
    expect(await sendLetter(room.deps, input)).toEqual({ outcome: 'verify', reason: 'no_answer' });
    const { subject, text } = await told(deal, 'no_answer');
    expect(subject).toContain('Дошло ли письмо, неизвестно');
    expect(text).toContain('lost@romashka.example');
    expect(text).not.toMatch(/вернулось|не принял/);
  });
});
