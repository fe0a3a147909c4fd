import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reminderPolicy } from '../../../db/schema/index.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { defaultReminderPolicy } from '../../../domain/dunning/policy.ts';
import { account, people } from '../../build/company.ts';
import type { BuiltDeal } from '../../build/deal.ts';
import { aReceivable } from '../../build/invoice.ts';
import { eventually } from '../../deal/world.ts';
import { type ScriptedMail, startScriptedMail } from '../../setup/scripted-mail.ts';
import { type Api, apiBefore } from '../an-api.ts';
import { aPagesApp, enterAs, hidden, type PagesApp } from './pages-app.ts';

// Told in the spring of 2030: due on Monday 15 April, letters leave at 10:00 in Almaty = 05:00Z.
let mail: ScriptedMail, pages: PagesApp, api: Api;
let finance: Record<string, string>, seller: Record<string, string>;
beforeAll(async () => {
  mail = await startScriptedMail();
  pages = await aPagesApp({}, { smtpUrl: mail.smtpUrl });
  api = await apiBefore(pages.world);
  [finance, seller] = await Promise.all([enterAs(pages, people.cfo.id), enterAs(pages, people.seller.id)]);
});
afterAll(async () => {
  await api.close();
  await pages.close();
  await mail.stop();
});

type Seen = ReturnType<typeof JSON.parse>;
type Owed = BuiltDeal & { invoiceId: string; email: string };
const read = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();
const fateOf = async ({ invoiceId }: Owed, rung: string): Promise<Seen> => (await read(`/v1/reminders?invoice_id=${invoiceId}`)).data.find((row: Seen) => row.rung === rung);
const openTasks = async ({ dealId }: Owed): Promise<Seen[]> => (await read(`/v1/human_tasks?status=open&deal_id=${dealId}`)).data;
const feed = (hasFeed: boolean) => pages.world.pool.query('update bank_account set has_feed = $2, watermark_at = null where id = $1', [account.id, hasFeed]);
const taken = (email: string) => mail.received.filter(letter => letter.to === email && letter.accepted).length;

/** An invoice whose rung of −3 has just had this fate. */
async function afterFirstRung(email: string, status: string): Promise<Owed> {
  const deal = { ...(await aReceivable(pages.world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email })), email };
  await pages.world.start(deal);
  await eventually(
    () => read(`/v1/deals/${deal.dealId}`),
    seen => seen.invoices[0]?.next_rung,
  );
  await pages.world.fastForward(deal, { untilAt: '2030-04-12T05:01:00.000Z' });
  await eventually(
    () => fateOf(deal, '-3'),
    row => row?.status === status,
  );
  return deal;
}

/** A reminder held because the account's statements are not there yet. */
async function held(email: string): Promise<Owed> {
  await feed(true);
  try {
    return await afterFirstRung(email, 'held');
  } finally {
    await feed(false);
  }
}

/** The invoice takes on a ladder that begins with the due date. */
async function takesOnShorterLadder(deal: Owed, policyId: string): Promise<void> {
  const data = { ...defaultReminderPolicy, rungs: defaultReminderPolicy.rungs.filter(({ rung }) => rung !== '-3') };
  const row = { policyId, version: 1, data, createdAt: '2026-01-05T04:00:00.000Z', authorType: 'user', authorId: people.admin.id };
  await unitOfWork(pages.world.pool, db => db.insert(reminderPolicy).values(row));
  await pages.world.pool.query('update invoice set reminder_policy_id = $2, reminder_policy_version = 1 where id = $1', [deal.invoiceId, policyId]);
  await pages.world.command(deal, 'reminder_policy_changed', {}, { actor: { type: 'user', id: people.admin.id } });
}

/** Sends a form of the tasks page as a browser without script does. */
async function send(cookies: Record<string, string>, action: string, fields: Record<string, string>): Promise<LightMyRequestResponse> {
  const page = await pages.get('/tasks', cookies);
  expect(page.body).toContain(`action="${action}"`);
  return pages.post(action, { csrf: hidden(page, 'csrf'), nonce: hidden(page, 'nonce'), ...fields }, cookies);
}

describe('a reminder that is held for bank data', () => {
  it('goes when finance says so, on the page or by the API, and only past the check of the bank data', async () => {
    const deal = await held('held@romashka.example');
    const [task] = await openTasks(deal);
    const { id } = await fateOf(deal, '-3');
    expect(task).toMatchObject({ kind: 'stale_bank_data', assignee: { id: 'finance' } });
    await feed(true);
    const back = await send(finance, `/tasks/${task.id}/held`, { outcome: 'send_now', reason: '', reminder_id: id });
    expect([back.statusCode, back.body.includes('Напишите причину')]).toEqual([422, true]);
    // Another check stands in the way: the letter goes as far as that.
    await pages.world.pool.query("update customer set email_dead_reason = '5.1.1' where id = $1", [deal.customerId]);
    const done = await send(finance, `/tasks/${task.id}/held`, { outcome: 'send_now', reason: 'Выписку посмотрели', reminder_id: id });
    expect([done.statusCode, done.headers.location]).toEqual([303, '/tasks?done=letter_released']);
    await eventually(
      () => fateOf(deal, '-3'),
      row => row.reason === 'no_address',
    );
    expect(taken(deal.email)).toBe(0);
    await feed(false);
    const story = (await read(`/v1/deals/${deal.dealId}`)).timeline;
    expect(story.find((event: Seen) => event.type === 'reminder.released')).toMatchObject({ actor: { type: 'user', id: people.cfo.id }, data: { rung: '-3' } });
  });

  it('is sent by the API at once where nothing else stands in the way, and dropped for good where finance says so', async () => {
    const [goes, stays] = [await held('goes@romashka.example'), await held('stays@romashka.example')];
    await feed(true);
    const verb = (id: string, name: string, body: unknown = { reason: 'Выписку посмотрели' }) => api.ask('POST', `/v1/reminders/${id}/${name}`, { body });
    const [first, second] = [await fateOf(goes, '-3'), await fateOf(stays, '-3')];
    expect((await verb(first.id, 'send_now', {})).statusCode).toBe(400);
    expect((await verb(first.id, 'send_now')).statusCode).toBe(200);
    await eventually(
      () => fateOf(goes, '-3'),
      row => row.status === 'sent',
    );
    expect((await verb(second.id, 'skip')).json()).toMatchObject({ status: 'skipped', reason: 'by_decision' });
    expect((await verb(second.id, 'skip')).statusCode).toBe(200);
    expect((await verb(second.id, 'send_now')).json().code).toBe('reminder_not_held');
    await feed(false);
    expect([await openTasks(goes), await openTasks(stays), taken(goes.email), taken(stays.email)]).toEqual([[], [], 1, 0]);
    expect((await read(`/v1/deals/${stays.dealId}`)).invoices[0].next_rung).toMatchObject({ rung: '0' });
    expect((await verb('rem_none', 'skip')).statusCode).toBe(404);
  });
});

describe('a reminder that waits when its invoice takes on a ladder without it', () => {
  it('INV-9: is told to be skipped, with the reason, and leaves finance nothing to decide', async () => {
    const deal = await held('dropped@romashka.example');
    await takesOnShorterLadder(deal, 'dropped');
    expect([await fateOf(deal, '-3'), await openTasks(deal)]).toMatchObject([{ status: 'skipped', reason: 'policy_change' }, []]);
    const told = (await read(`/v1/deals/${deal.dealId}`)).timeline.filter((event: Seen) => event.data?.rung === '-3');
    expect(told.map(({ type, data }: Seen) => [type, data.reason])).toEqual([
      ['reminder.held', 'stale_bank_data'],
      ['reminder.skipped', 'policy_change'],
    ]);
    expect((await read(`/v1/deals/${deal.dealId}`)).invoices[0].next_rung).toMatchObject({ rung: '0' });
  });
});

describe('my work on the page of my tasks', () => {
  it('is said to be done with what came of it, once, and the deal tells of it', async () => {
    const deal = await afterFirstRung('done@romashka.example', 'sent');
    await pages.world.pool.query(
      "insert into human_task (id, deal_id, invoice_id, kind, assignee_id, reason, created_at) values ('hum_done', $1, $2, 'call', $3, 'opened_unpaid', '2030-04-12T05:00:00Z')",
      [deal.dealId, deal.invoiceId, people.seller.id],
    );
    const before = await pages.get(`/deals/${deal.dealId}`, seller);
    expect(before.body).toContain('href="/tasks#hum_done"');
    const fields = { outcome: 'done', comment: 'Оплатят в пятницу' };
    const sent = await send(seller, '/tasks/hum_done/done', fields);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, '/tasks?done=task_done']);
    expect((await pages.get('/tasks', seller)).body).not.toContain('hum_done');
    const story = (await pages.get(`/deals/${deal.dealId}`, seller)).body;
    expect(story).toContain('Оплатят в пятницу');
    expect(story).not.toContain('/tasks#hum_done');
  });

  it('is mine alone, and needs the form of my own session', async () => {
    const deal = await afterFirstRung('mine@romashka.example', 'sent');
    await pages.world.pool.query(
      "insert into human_task (id, deal_id, invoice_id, kind, assignee_id, reason, created_at) values ('hum_mine', $1, $2, 'call', $3, 'opened_unpaid', '2030-04-12T05:00:00Z')",
      [deal.dealId, deal.invoiceId, people.seller.id],
    );
    const theirs = await pages.get('/tasks', finance);
    const asked = await pages.post('/tasks/hum_mine/done', { csrf: hidden(theirs, 'csrf'), nonce: '0'.repeat(32), outcome: 'done', comment: '' }, finance);
    expect(asked.statusCode).toBe(403);
    expect((await pages.post('/tasks/hum_mine/done', { csrf: hidden(theirs, 'csrf'), nonce: 'x', outcome: 'done' }, seller)).statusCode).toBe(403);
    expect((await openTasks(deal)).map(task => task.id)).toEqual(['hum_mine']);
  });

  it('is refused where a letter is to go again whose step the ladder has no more, and says what to do instead', async () => {
    mail.answer('text', 'hang up', 'gone@romashka.example');
    const deal = await afterFirstRung('gone@romashka.example', 'verify');
    mail.recover();
    await takesOnShorterLadder(deal, 'gone');
    const [task] = await openTasks(deal);
    const { rows } = await pages.world.pool.query("select id from letter where invoice_id = $1 and state = 'verify'", [deal.invoiceId]);
    const fields = { reason: 'Клиент письма не видел', letter_id: rows[0].id };
    const back = await send(seller, `/tasks/${task.id}/settle`, { ...fields, outcome: 'send_again' });
    expect([back.statusCode, back.body.includes('Напишите клиенту сами, потом нажмите «Дошло».'), back.body.includes(fields.reason)]).toEqual([409, true, true]);
    expect((await api.ask('POST', `/v1/letters/${rows[0].id}/settle`, { body: { outcome: 'send_again', reason: fields.reason } })).json()).toMatchObject({
      ...{ status: 409, code: 'reminder_not_in_ladder', rung: '-3' },
    });
    expect([await fateOf(deal, '-3'), (await openTasks(deal)).map(open => open.id)]).toMatchObject([{ status: 'verify' }, [task.id]]);
    expect((await send(seller, `/tasks/${task.id}/settle`, { ...fields, outcome: 'arrived' })).headers.location).toBe('/tasks?done=letter_settled');
    expect([await fateOf(deal, '-3'), await openTasks(deal)]).toMatchObject([{ status: 'sent' }, []]);
  });

  it('settles a letter without an answer by one button or the other', async () => {
    mail.answer('text', 'hang up', 'unknown@romashka.example');
    const deal = await afterFirstRung('unknown@romashka.example', 'verify');
    mail.recover();
    const [task] = await openTasks(deal);
    const { rows } = await pages.world.pool.query("select id from letter where invoice_id = $1 and state = 'verify'", [deal.invoiceId]);
    const fields = { outcome: 'arrived', reason: 'Клиент подтвердил', letter_id: rows[0].id };
    const sent = await send(seller, `/tasks/${task.id}/settle`, fields);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, '/tasks?done=letter_settled']);
    expect([await fateOf(deal, '-3'), await openTasks(deal)]).toMatchObject([{ status: 'sent' }, []]);
    expect((await pages.get(`/deals/${deal.dealId}`, seller)).body).toContain('Клиент подтвердил');
  });
});
