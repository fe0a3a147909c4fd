import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCollecting } from '../../api/routes/start-collecting.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { eventually } from '../deal/world.ts';
import { aMoneyApp, type MoneyApp, stageOf } from './money-app.ts';

let money: MoneyApp;
beforeAll(async () => {
  money = await aMoneyApp();
});
afterAll(() => money.close());

const heading = 'record;customer_tax_id;customer_name;customer_email;invoice_number;issued_on;due_on;gross;vat;currency;payment_external_id;received_on;amount';
const wind = 'customer;150140000716;"ТОО ""Степной ветер""";buh@veter.example;;;;;;;;;';
const open = (number: string) => `invoice;150140000716;;;${number};2026-11-02;2099-01-15;1000.00;0;KZT;;;`;
const payment = (id: string, number: string, amount: string) => `payment;;;;${number};;;;;KZT;${id};2026-11-10;${amount}`;
const upload = (...rows: string[]) => money.send('/v1/imports/receivables', [heading, wind, ...rows].join('\n'), 'text/csv');
const dealOf = async (number: string) =>
  (
    await money.world.pool.query("select d.id, d.workflow_id, d.started_at, i.id as invoice_id from deal d join invoice i on i.deal_id = d.id where d.source = 'import' and d.external_id = $1", [
      number,
    ])
  ).rows[0];

describe('POST /v1/imports/receivables', () => {
  it('starts open invoices as deals that collect, with a ladder, and leaves paid ones as history without a process', async () => {
    const answer = await upload(open('B-1'), open('B-2'), payment('K-1', 'B-1', '250.00'), payment('K-2', 'B-2', '1000.00'));
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      {
        object: 'receivables_import',
        customers: { created: 1, found: 0 },
        deals: { opened: 1, closed_history: 1, unchanged: 0, started: 1, waiting_to_start: 0 },
        payments: { recorded: 2, duplicates: 0 },
        refused: [],
      },
    ]);
    const deal = await dealOf('B-1');
    const plan = await eventually(
      async () => (await money.world.pool.query('select plan from invoice where id = $1', [deal.invoice_id])).rows[0].plan,
      seen => seen !== null,
    );
    expect(plan.map((rung: { rung: string }) => rung.rung)).toContain('+7');
    expect(await stageOf(money, deal.id)).toBe('collecting');
    const paid = await dealOf('B-2');
    await expect(money.world.client.workflow.getHandle(paid.workflow_id).describe()).rejects.toThrow();
  });

  it('leads an imported debt to paid when its rest comes', async () => {
    await upload(open('B-3'), payment('K-3', 'B-3', '250.00'));
    const deal = await dealOf('B-3');
    const answer = await money.post('/v1/payments', {
      external_id: 'K-rest',
      amount: { value: 75_000, currency: 'KZT' },
      received_on: '2026-11-20',
      payer: { tax_id: '150140000716' },
      purpose: 'счет № B-3',
    });
    expect(answer.json()).toMatchObject({ status: 'allocated' });
    expect(await stageOf(money, deal.id)).toBe('paid');
  });

  it('INV-8: changes nothing and starts nothing for the same file', async () => {
    const rows = [open('B-4'), payment('K-4', 'B-4', '10.00')];
    await upload(...rows);
    const deal = await dealOf('B-4');
    await eventually(
      () => dealOf('B-4'),
      row => row.started_at !== null,
    );
    const again = (await upload(...rows)).json();
    expect(again).toMatchObject({
      customers: { created: 0 },
      deals: { opened: 0, closed_history: 0, unchanged: 1, started: 0, waiting_to_start: 0 },
      payments: { recorded: 0, duplicates: 1 },
      refused: [],
    });
    expect(await dealOf('B-4')).toMatchObject({ id: deal.id });
  });

  it('names each refused row and books the good ones', async () => {
    const { refused, deals } = (await upload(open('B-5'), 'invoice;150140000717;;;B-6;2026-11-02;2026-11-16;10.00;0;KZT;;;', payment('K-5', 'B-9', '1.00'))).json();
    expect(refused.map(({ line, field, code }: { line: number; field: string; code: string }) => [line, field, code])).toEqual([
      [4, 'customer_tax_id', 'invalid_tax_id'],
      [5, 'invoice_number', 'unknown_invoice'],
    ]);
    expect(deals).toMatchObject({ opened: 1, started: 1 });
  });

  it('refuses a file without the column that says what its rows are', async () => {
    const answer = await money.send('/v1/imports/receivables', 'номер;сумма\n1;2', 'text/csv');
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'validation_failed' }]);
  });

  it('keeps deals that could not be started and says how many wait; the next try starts them', async () => {
    const down = {
      ...money.ctx,
      temporal: new Proxy(money.ctx.temporal, {
        get: () => {
          throw new RuleViolation('temporal_unavailable', 'down');
        },
      }),
    };
    await upload(open('B-7'));
    const deal = await dealOf('B-7');
    // Once its ladder is planned the process has nothing more to record.
    await eventually(
      () => money.world.pool.query('select 1 from deal where id = $1 and next_rung_at is not null', [deal.id]),
      found => found.rows.length === 1,
    );
    await money.world.pool.query('update deal set started_at = null where id = $1', [deal.id]);
    const actor = { type: 'api_key', id: 'key_test' } as const;
    expect(await startCollecting(down, [deal.id], actor)).toEqual({ started: 0, waiting: 1 });
    expect(await startCollecting(money.ctx, [deal.id], actor)).toEqual({ started: 1, waiting: 0 });
  });
});
