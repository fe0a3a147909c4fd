import { RuleViolation } from '../errors/rule-violation.ts';
import type { Money } from './money.ts';

/** Money of that many minor units; refuses a fraction or an integer beyond what JavaScript holds exactly. */
export function money(amountMinor: number, currency: string): Money {
  if (!Number.isSafeInteger(amountMinor)) throw new RuleViolation('amount_out_of_range', 'An amount must be a safe integer of minor units.', { amountMinor });
  return { amountMinor: amountMinor === 0 ? 0 : amountMinor, currency };
}

/** a + b; refuses different currencies. */
export function add(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return money(a.amountMinor + b.amountMinor, a.currency);
}

/** a − b; may go below zero; refuses different currencies. */
export function subtract(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return money(a.amountMinor - b.amountMinor, a.currency);
}

/** −1, 0 or 1 as a is less than, equal to or more than b; refuses different currencies. */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  assertSameCurrency(a, b);
  if (a.amountMinor === b.amountMinor) return 0;
  return a.amountMinor < b.amountMinor ? -1 : 1;
}

/** The sum of all amounts; the currency is named so that nothing sums to zero of that currency. */
export function sum(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce(add, money(0, currency));
}

function assertSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RuleViolation('currency_mismatch', `${a.currency} and ${b.currency} cannot be counted together.`, { a: a.currency, b: b.currency });
}
