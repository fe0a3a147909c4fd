import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../deal/world.ts';
import { aMoneyApp, type MoneyApp } from './money-app.ts';
let money: MoneyApp;
beforeAll(async () => { money = await aMoneyApp(); });
afterAll(() => money.close());
it('large', async () => {
  const t0 = performance.now();
  const a = await money.send('/v1/bank_statements', readFileSync('/tmp/big.txt'));
  console.log('LARGE answer', a.statusCode, performance.now() - t0);
  const seen = await eventually(async () => (await money.get(a.headers.location ?? '')).json(), s => s.status !== 'reading', 100_000);
  console.log('LARGE', JSON.stringify(seen).slice(0, 400), performance.now() - t0);
  expect(seen.status).toBe('booked');
}, 120_000);
