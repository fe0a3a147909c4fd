import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { aReportMail } from '../build/report-mail.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { type Api, apiBefore } from './an-api.ts';

// Told in the spring of 2030: due on Monday 15 April, the customer is in Almaty (UTC+5), letters leave at 10:00 = 05:00Z.
let mail: ScriptedMail, world: World, api: Api;
beforeAll(async () => {
  mail = await startScriptedMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl });
  api = await apiBefore(world);
});
afterAll(async () => {
  await api.close();
  await world.close();
  await mail.stop();
});

type Seen = ReturnType<typeof JSON.parse>;
type Owed = BuiltDeal & { invoiceId: string; email: string };
const read = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();
const post = (url: string, body: unknown = {}) => api.ask('POST', url, { body });
const fates = async ({ invoiceId }: Owed): Promise<Seen[]> => (await read(`/v1/reminders?invoice_id=${invoiceId}`)).data;
const fateOf = async (owed: Owed, rung: string): Promise<Seen> => (await fates(owed)).find(row => row.rung === rung);
const openTasks = async ({ dealId }: Owed): Promise<Seen[]> => (await read(`/v1/human_tasks?status=open&deal_id=${dealId}`)).data;
const letterOf = async ({ invoiceId }: Owed, kind: string): Promise<Seen> =>
  (await world.pool.query('select id, message_id, state from letter where invoice_id = $1 and kind = $2 and to_user_id is null', [invoiceId, kind])).rows[0];
const eventTypes = async ({ dealId }: Owed): Promise<string[]> => (await read(`/v1/deals/${dealId}/events`)).data.map((event: Seen) => event.type);
const taken = (email: string) => mail.received.filter(letter => letter.to === email && letter.accepted);

async function owedBy(email: string): Promise<Owed> {
  const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email });
  await world.start(deal);
  await eventually(
    () => read(`/v1/deals/${deal.dealId}`),
    seen => seen.invoices[0]?.next_rung,
  );
  return { ...deal, email };
}

/** The deal moved to an instant, when this rung has had this fate. */
async function movedTo(owed: Owed, untilAt: string, rung: string, status: string): Promise<void> {
  await world.fastForward(owed, { untilAt });
  await eventually(
    () => fateOf(owed, rung),
    row => row.status === status,
  );
}

describe('a letter that comes back', () => {
  it('DT3: marks the address as dead, gives its owner one task, burns no rung; with another address the ladder goes on by itself', { timeout: 90_000 }, async () => {
    const owed = await owedBy('dead@romashka.example');
    await movedTo(owed, '2030-04-12T05:01:00.000Z', '-3', 'sent');
    const letter = await letterOf(owed, 'reminder_minus_3');
    const report = { message_id: letter.message_id, type: 'bounced', code: '5.1.1', detail: 'No such user', occurred_at: '2030-04-12T05:05:00Z' };
    const [told] = (await post('/v1/delivery_reports', report)).json().data;
    expect(told).toMatchObject({ object: 'delivery_report', meaning: 'address_dead', letter_id: letter.id, source: 'api' });
    // The same words again, and the mail itself on top of it, are no second return.
    expect((await post('/v1/delivery_reports', report)).json().data).toEqual([told]);
    const sameByMail = await api.ask('POST', '/v1/delivery_reports', { body: aReportMail({ messageId: letter.message_id }), headers: { 'content-type': 'message/rfc822' } });
    expect(sameByMail.json().data).toMatchObject([{ meaning: 'address_dead', letter_id: letter.id }]);
    expect(await fateOf(owed, '-3')).toMatchObject({ status: 'undeliverable', reason: 'address_dead' });
    expect(await read(`/v1/invoices/${owed.invoiceId}`)).toMatchObject({ delivery: 'bounced' });
    expect(await read(`/v1/customers/${owed.customerId}`)).toMatchObject({ email_dead_reason: '5.1.1 No such user' });
    expect(await openTasks(owed)).toMatchObject([
      { kind: 'check_address', reason: 'address_dead', assignee: { id: people.seller.id }, facts: { email: owed.email, email_dead_reason: '5.1.1 No such user' } },
    ]);
    expect((await eventTypes(owed)).filter(type => type === 'letter.returned')).toHaveLength(1);
    // Days pass: what falls due waits, and nothing is sent to the dead address.
    await movedTo(owed, '2030-04-16T06:00:00.000Z', '0', 'held');
    expect(await fateOf(owed, '0')).toMatchObject({ reason: 'no_address' });
    expect(taken(owed.email)).toHaveLength(1);
    const [task] = await openTasks(owed);
    expect((await post(`/v1/human_tasks/${task.id}/done`)).json()).toMatchObject({ code: 'task_stays_open', status: 409 });
    // The address is corrected: the task is done, and the right rung goes at the next hour of letters.
    expect((await api.ask('PATCH', `/v1/customers/${owed.customerId}`, { body: { email: 'living@romashka.example' } })).json()).toMatchObject({ email_dead_reason: null });
    expect(await openTasks(owed)).toEqual([]);
    expect((await read(`/v1/deals/${owed.dealId}`)).invoices[0].next_rung).toEqual({ rung: '0', at: '2030-04-17T05:00:00.000Z' });
    await movedTo(owed, '2030-04-18T05:01:00.000Z', '+3', 'sent');
    expect([await fateOf(owed, '0'), taken('living@romashka.example').length, taken(owed.email).length]).toMatchObject([{ status: 'sent' }, 2, 1]);
    // A word of delivery that comes now undoes nothing.
    expect((await post('/v1/delivery_reports', { ...report, type: 'delivered', code: '2.0.0' })).json().data).toMatchObject([{ meaning: 'noted' }]);
    expect(await fateOf(owed, '-3')).toMatchObject({ status: 'undeliverable' });
  });

  it('is noted and nothing else where it is late or full for a while; a complaint is somebody’s task; what is not ours is kept as unmatched', async () => {
    const owed = await owedBy('noted@romashka.example');
    await movedTo(owed, '2030-04-12T05:01:00.000Z', '-3', 'sent');
    const { id, message_id } = await letterOf(owed, 'reminder_minus_3');
    const at = { occurred_at: '2030-04-12T05:05:00Z' };
    const meaning = async (body: unknown) => (await post('/v1/delivery_reports', body)).json().data[0].meaning;
    expect(await meaning({ message_id: message_id.slice(1, -1), type: 'delayed', code: '4.4.1', ...at })).toBe('noted');
    expect(await meaning({ letter_id: id, type: 'bounced', code: '4.2.2', ...at })).toBe('noted');
    expect(await meaning({ message_id: '<nobody@other.example>', type: 'bounced', code: '5.1.1', ...at })).toBe('unmatched');
    expect([await fateOf(owed, '-3'), await openTasks(owed)]).toMatchObject([{ status: 'sent' }, []]);
    expect(await meaning({ letter_id: id, type: 'complained', ...at })).toBe('complaint');
    const [task] = await openTasks(owed);
    expect(task).toMatchObject({ kind: 'complaint', assignee: { id: people.seller.id } });
    expect((await post(`/v1/human_tasks/${task.id}/done`, { comment: 'Поговорили, пишем дальше.' })).json()).toMatchObject({
      status: 'done',
      comment: 'Поговорили, пишем дальше.',
      done_by: api.keyId,
    });
    expect((await post(`/v1/human_tasks/${task.id}/done`)).json()).toMatchObject({ status: 'done', comment: 'Поговорили, пишем дальше.' });
    expect((await read('/v1/delivery_reports?status=unmatched')).data.map((row: Seen) => row.message_id)).toContain('<nobody@other.example>');
    expect((await read(`/v1/delivery_reports?letter_id=${id}`)).data).toHaveLength(3);
  });

  it.each([
    ['no letter named', { type: 'bounced', occurred_at: '2030-04-12T05:05:00Z' }, 400, 'validation_failed'],
    ['a code that is none', { letter_id: 'let_1', type: 'bounced', code: '550', occurred_at: '2030-04-12T05:05:00Z' }, 400, 'validation_failed'],
    ['nothing at all', undefined, 400, 'validation_failed'],
  ])('is refused with %s', async (_name, body, status, code) => {
    const answer = await post('/v1/delivery_reports', body);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });

  it('is refused as a mail that is no report, and from a key without the right of its own', async () => {
    const mailed = await api.ask('POST', '/v1/delivery_reports', { body: 'From: a@b.example\r\n\r\nHello', headers: { 'content-type': 'message/rfc822' } });
    expect([mailed.statusCode, mailed.json().code]).toEqual([422, 'report_unreadable']);
    const { secret } = (await post('/v1/api_keys', { name: 'Reader', scopes: ['deals:write', 'invoices:write'] })).json();
    expect((await api.ask('POST', '/v1/delivery_reports', { body: {}, key: secret })).statusCode).toBe(403);
  });
});

describe('a letter without an answer', () => {
  async function unknownLetter(email: string): Promise<{ owed: Owed; letter: Seen }> {
    const owed = await owedBy(email);
    await movedTo(owed, '2030-04-12T05:01:00.000Z', '-3', 'sent');
    mail.answer('text', 'hang up', email);
    await movedTo(owed, '2030-04-15T05:01:00.000Z', '0', 'verify');
    mail.recover();
    expect(await openTasks(owed)).toMatchObject([{ kind: 'letter_verify' }]);
    return { owed, letter: await letterOf(owed, 'reminder_0') };
  }
  const settle = (letter: Seen, outcome: string, reason: string | undefined = 'Спросили клиента') => post(`/v1/letters/${letter.id}/settle`, { outcome, reason });

  it('that a person finds to have arrived stands as sent, and nothing goes again', async () => {
    const { owed, letter } = await unknownLetter('arrived@romashka.example');
    expect((await settle(letter, 'arrived')).json()).toMatchObject({ id: letter.id, status: 'sent' });
    expect([await fateOf(owed, '0'), await openTasks(owed)]).toMatchObject([{ status: 'sent' }, []]);
    // Said again it is no error; said otherwise it is.
    expect((await settle(letter, 'arrived')).statusCode).toBe(200);
    expect((await settle(letter, 'send_again')).json().code).toBe('letter_not_uncertain');
    expect(taken(owed.email)).toHaveLength(1);
    const settled = (await read(`/v1/deals/${owed.dealId}`)).timeline.find((event: Seen) => event.type === 'letter.settled');
    expect(settled).toMatchObject({ actor: { type: 'api_key' }, data: { outcome: 'arrived', note_id: expect.any(String) } });
  });

  it('that a person has sent again goes once, at the next hour of letters, as the letter it was', async () => {
    const { owed, letter } = await unknownLetter('again@romashka.example');
    expect((await settle(letter, 'send_again')).json()).toMatchObject({ status: 'waiting' });
    expect(await openTasks(owed)).toEqual([]);
    expect((await read(`/v1/deals/${owed.dealId}`)).invoices[0].next_rung).toEqual({ rung: '0', at: '2030-04-16T05:00:00.000Z' });
    await movedTo(owed, '2030-04-16T05:01:00.000Z', '0', 'sent');
    const mimes = mail.received.filter(each => each.to === owed.email && each.mime.includes(letter.message_id));
    expect(mimes.map(each => each.accepted)).toEqual([false, true]);
    await movedTo(owed, '2030-04-18T05:01:00.000Z', '+3', 'sent');
    expect(taken(owed.email)).toHaveLength(3);
  });

  it('asks for a reason, and is known', async () => {
    expect((await post('/v1/letters/let_none/settle', { outcome: 'arrived', reason: 'x' })).statusCode).toBe(404);
    expect((await post('/v1/letters/let_none/settle', { outcome: 'arrived' })).statusCode).toBe(400);
  });
});
