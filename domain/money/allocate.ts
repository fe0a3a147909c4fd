import { money } from './arithmetic.ts';
import { parseDecimal, toSafeInteger } from './decimal.ts';
import type { Money } from './money.ts';

/**
 * Splits an amount by weights ("30", "70"; at most six decimals, none negative, not all zero). The units that do not divide go to
 * the largest remainders, the earlier weight first. The parts always make the whole, and that is asserted.
 */
export function allocate(amount: Money, weights: readonly string[]): Money[] {
  const scaled = weights.map(sixDecimals);
  const whole = scaled.reduce((a, b) => a + b, 0n);
  if (whole <= 0n || scaled.some(weight => weight < 0n)) throw new Error('Weights must not be negative and must not all be zero.');
  const sign = amount.amountMinor < 0 ? -1n : 1n;
  const total = BigInt(amount.amountMinor) * sign;
  const parts = scaled.map((weight, index) => ({ index, share: (total * weight) / whole, remainder: (total * weight) % whole }));
  const left = Number(total - parts.reduce((a, part) => a + part.share, 0n));
  const raised = new Set(
    [...parts]
      .sort(byRemainder)
      .slice(0, left)
      .map(part => part.index),
  );
  const shares = parts.map(part => sign * (part.share + (raised.has(part.index) ? 1n : 0n)));
  if (shares.reduce((a, b) => a + b, 0n) !== BigInt(amount.amountMinor)) throw new Error('An allocation does not make the whole.');
  return shares.map(share => money(toSafeInteger(share), amount.currency));
}

type Part = { index: number; remainder: bigint };

function byRemainder(a: Part, b: Part): number {
  if (a.remainder === b.remainder) return a.index - b.index;
  return a.remainder > b.remainder ? -1 : 1;
}

function sixDecimals(weight: string): bigint {
  const { units, scale } = parseDecimal(weight, 6);
  return units * 10n ** BigInt(6 - scale);
}
