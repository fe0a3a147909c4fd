import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendLetter } from '../../activities/letters/send-letter.ts';
import { takeReport } from '../../db/delivery/take-report.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import { aReceivable } from '../build/invoice.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

let mail: ScriptedMail, api: Api;
beforeAll(async () => {
  [mail, api] = await Promise.all([startScriptedMail(), apiWithoutEngine()]);
});
afterAll(async () => {
  await api.close();
  await mail.stop();
});

/** A letter that somebody asked for with POST /v1/invoices/{id}/send and that got no answer; the deal has no process that could be told. */
async function anUncertainLetter(email: string) {
  const { invoiceId } = await aReceivable(api.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email });
  await api.pool.query('update invoice set external = false where id = $1', [invoiceId]);
  expect((await api.ask('POST', `/v1/invoices/${invoiceId}/send`, { body: {} })).statusCode).toBe(202);
  const mailer = { pool: api.pool, smtpUrl: mail.smtpUrl, from: 'billing@arna.example', messageIdHost: 'arna.example' };
  const deps = { pool: api.pool, mailer, bot: null, addresses: { publicUrl: 'http://localhost:3000', linkKey: Buffer.alloc(32, 7) } };
  const { rows } = await api.pool.query("select id, input from notice where input->>'subjectId' = $1", [invoiceId]);
  const send = () => sendLetter(deps, rows[0].input as LetterInput);
  mail.answer('text', 'hang up', email);
  expect((await send()).outcome).toBe('verify');
  await api.pool.query("update notice set done_at = now(), outcome = 'verify' where id = $1", [rows[0].id]);
  mail.recover();
  const letterId = (await api.pool.query('select id from letter where invoice_id = $1', [invoiceId])).rows[0].id as string;
  const settle = async (outcome: string) => (await api.ask('POST', `/v1/letters/${letterId}/settle`, { body: { outcome, reason: 'Спросили клиента' } })).json();
  const isWaiting = async () => (await api.pool.query('select 1 from notice where id = $1 and done_at is null', [rows[0].id])).rowCount === 1;
  return { letterId, send, settle, isWaiting, email };
}

describe('a letter that was asked for by hand and got no answer', () => {
  it('stands as sent once somebody has found that it arrived, whatever its deal knows of other letters', async () => {
    const { letterId, settle } = await anUncertainLetter('arrived@romashka.example');
    expect(await settle('arrived')).toMatchObject({ id: letterId, status: 'sent' });
    expect(await settle('arrived')).toMatchObject({ status: 'sent' });
    expect(await settle('send_again')).toMatchObject({ code: 'letter_not_uncertain' });
    const { data } = (await api.ask('GET', '/v1/changes?limit=200')).json();
    expect(data.filter((change: { subject_id: string }) => change.subject_id === letterId)).toMatchObject([{ what: 'letter.settled', actor: { type: 'api_key' }, after: { outcome: 'arrived' } }]);
  });

  it('goes again as the letter it was, unless the address is dead', async () => {
    const { settle, send, isWaiting, letterId, email } = await anUncertainLetter('again@romashka.example');
    await api.pool.query("update customer set email_dead_reason = '5.1.1' where email = $1", [email]);
    expect(await settle('send_again')).toMatchObject({ code: 'requisites_incomplete' });
    await api.pool.query('update customer set email_dead_reason = null where email = $1', [email]);
    expect(await isWaiting()).toBe(false);
    expect(await settle('send_again')).toMatchObject({ status: 'waiting' });
    expect(await isWaiting()).toBe(true);
    expect((await send()).outcome).toBe('sent');
    expect(mail.received.filter(letter => letter.to === email && letter.mime.includes(letterId)).map(letter => letter.accepted)).toEqual([false, true]);
  });

  it('stands as sent where its mail system says that it was delivered', async () => {
    const { letterId } = await anUncertainLetter('delivered@romashka.example');
    const at = '2030-04-02T05:00:00.000Z';
    const report = { type: 'delivered', code: null, detail: null, occurredAt: at, receivedAt: at, recipient: null, source: 'api', key: letterId, letterId, messageIds: [] } as const;
    const { outboxIds } = await unitOfWork(api.pool, db => takeReport(db, { ...report, actor: { type: 'system', id: 'mail-drop' } }));
    expect([outboxIds, (await api.pool.query('select state from letter where id = $1', [letterId])).rows]).toEqual([[], [{ state: 'sent' }]]);
  });
});
