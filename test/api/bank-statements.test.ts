import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resumeStatements } from '../../api/routes/read-large-statement.ts';
import { receiveStatement } from '../../db/money/import-statement.ts';
import { aStatementFile } from '../db/money/ledger.ts';
import { eventually } from '../deal/world.ts';
import { aDebt, aMoneyApp, type MoneyApp, stageOf } from './money-app.ts';

let money: MoneyApp;
beforeAll(async () => {
  money = await aMoneyApp();
});
afterAll(() => money.close());

const fixture = (name: string) => readFileSync(new URL(`../fixtures/statements/${name}`, import.meta.url));
const rows = async () => (await money.world.pool.query('select (select count(*) from bank_statement) + (select count(*) from payment) as count')).rows[0].count;

describe('POST /v1/bank_statements', () => {
  it('leads a deal to paid by its reference, and whoever uploaded the file reads his own write', async () => {
    const debt = await aDebt(money);
    const answer = await money.send('/v1/bank_statements', aStatementFile([{ amountMinor: debt.grossMinor, purpose: `Оплата по счету № ${debt.number}, код ${debt.reference}`, taxId: debt.taxId }]));
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      object: 'bank_statement',
      format: '1c',
      encoding: 'windows-1251',
      account: 'KZ82722TEST000000001',
      from_on: '2026-11-20',
      to_on: '2026-11-23',
      entries: 1,
      outgoing: 0,
      new_payments: 1,
      duplicates: 0,
      allocated: 1,
      to_review: 0,
      status: 'booked',
      problems: [],
    });
    expect(await stageOf(money, debt.deal.dealId)).toBe('paid');
    expect((await money.get(answer.headers.location ?? '')).json()).toEqual(answer.json());
    const { rows: events } = await money.world.pool.query("select type, actor->>'type' as by from deal_event where deal_id = $1 and type in ('payment.received', 'invoice.paid') order by n", [
      debt.deal.dealId,
    ]);
    expect(events).toEqual([
      { type: 'payment.received', by: 'bank' },
      { type: 'invoice.paid', by: 'bank' },
    ]);
  });

  it('INV-8: answers 200 with duplicates for the same file and changes nothing', async () => {
    const file = aStatementFile([
      { amountMinor: 5_000, purpose: 'прочее', taxId: '991240992012' },
      { amountMinor: 6_000, purpose: 'прочее', taxId: '991240992012' },
    ]);
    const first = await money.send('/v1/bank_statements', file, 'text/plain'),
      before = await rows();
    const again = await money.send('/v1/bank_statements', file);
    expect([first.statusCode, again.statusCode]).toEqual([201, 200]);
    expect(again.json()).toMatchObject({ id: first.json().id, entries: 2, new_payments: 0, duplicates: 2, allocated: 0, to_review: 0, statements: [{ entries: 2, duplicates: 2 }] });
    expect(await rows()).toEqual(before);
  });

  it.each([
    ['is no statement', 'quirks-synthetic/not_a_1c_file.txt', 'statement_unreadable', 1],
    ['ends inside a document', 'quirks-synthetic/truncated_no_end_of_document.txt', 'statement_truncated', 17],
    ['contradicts itself', 'quirks-synthetic/balance_mismatch.txt', 'statement_does_not_tie', 15],
    ['holds orders to the bank', 'kz-synthetic/1c_to_kl_v2.00_utf8.txt', 'statement_unreadable', 11],
    ['is in an unknown encoding', 'own/invalid_koi8.txt', 'statement_unreadable', 1],
  ])('refuses a file that %s, naming the line, and keeps nothing', async (_, name, code, line) => {
    const before = await rows(),
      answer = await money.send('/v1/bank_statements', fixture(name));
    expect(answer.statusCode).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ code, line });
    expect(await rows()).toEqual(before);
  });

  it('refuses an empty body, another content type, an unknown field of the query, and a foreign account by its number', async () => {
    const answers = [
      await money.send('/v1/bank_statements', ''),
      await money.send('/v1/bank_statements', '{}', 'application/json'),
      await money.send('/v1/bank_statements?acount_id=x', aStatementFile([])),
      await money.send('/v1/bank_statements', fixture('kz-synthetic/bcc_v2.0_cp1251.txt')),
      await money.sendAsStranger('/v1/bank_statements', 'x'),
    ];
    expect(answers.map(answer => [answer.statusCode, answer.json().code])).toEqual([
      [422, 'statement_unreadable'],
      [415, 'unsupported_media_type'],
      [400, 'validation_failed'],
      [422, 'unknown_account'],
      [401, 'unauthenticated'],
    ]);
    expect(answers[3]?.json()).toMatchObject({ account: 'KZ47856TEST000000001' });
  });

  it('keeps a file that does not tie as quarantined, with the problems and their lines', async () => {
    const answer = await money.send('/v1/bank_statements', fixture('own/quarantine_documents_do_not_add_up.txt'));
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ status: 'quarantined', new_payments: 0, problems: [{ line: expect.any(Number), detail: expect.any(String), effect: 'quarantine' }] });
  });

  it('answers 202 for a large file, shows it as reading, and books it afterwards', async () => {
    const file = aStatementFile(Array.from({ length: 11_000 }, (_, at) => ({ docNo: `L${at}`, amountMinor: 100 + at, purpose: `прочее ${at}`, taxId: '991240992012' })));
    expect(file.length).toBeGreaterThan(5 * 1024 * 1024);
    const answer = await money.send('/v1/bank_statements', file),
      { location } = answer.headers;
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ object: 'bank_statement', status: 'reading' });
    const booked = await eventually(
      async () => (await money.get(location ?? '')).json(),
      seen => seen.status !== 'reading',
      90_000,
    );
    expect(booked).toMatchObject({ status: 'booked', entries: 11_000, new_payments: 11_000, to_review: 11_000 });
    expect((await money.send('/v1/bank_statements', file)).statusCode).toBe(200);
  }, 120_000);

  it('takes up what an ended server had received and not read, and says of a file that it cannot be read', async () => {
    const received = (bytes: Uint8Array) => receiveStatement(money.ctx.pool, { bytes, accountId: null, actor: { type: 'api_key', id: 'key_test' }, now: new Date().toISOString() });
    const good = await received(aStatementFile([{ amountMinor: 77, purpose: 'прочее', taxId: '991240992012' }])),
      bad = await received(new TextEncoder().encode('Дата;Сумма'));
    await resumeStatements(money.ctx);
    expect((await money.get(`/v1/bank_statements/${good.statementId}`)).json()).toMatchObject({ status: 'booked', new_payments: 1 });
    expect((await money.get(`/v1/bank_statements/${bad.statementId}`)).json()).toMatchObject({ status: 'refused', refusal: { code: 'statement_unreadable', data: { line: 1 } } });
  });

  it('lists statements page by page, each once', async () => {
    const first = (await money.get('/v1/bank_statements?limit=2')).json(),
      second = (await money.get(`/v1/bank_statements?limit=200&cursor=${first.next_cursor}`)).json();
    const ids = [...first.data, ...second.data].map((row: { id: string }) => row.id);
    expect(first.has_more).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(String(ids.length)).toBe((await money.world.pool.query('select count(*) from bank_statement')).rows[0].count);
    expect((await money.get('/v1/bank_statements?cursor=x')).statusCode).toBe(400);
  });
});
