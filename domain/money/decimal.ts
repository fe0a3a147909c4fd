import { RuleViolation } from '../errors/rule-violation.ts';

/** An exact decimal number: `units` / 10^`scale`. It lives inside a calculation and never crosses a boundary. */
export type Decimal = Readonly<{ units: bigint; scale: number }>;

const shape = /^(-?)(\d{1,15})(?:\.(\d+))?$/;

/** Reads "12.75"; refuses anything but digits with one point, and more decimals than allowed (`validation_failed`). */
export function parseDecimal(text: string, maxDecimals: number): Decimal {
  const match = shape.exec(text);
  if (!match) throw new RuleViolation('validation_failed', 'A number is written with digits and one decimal point.', { text, reason: 'not_a_number' });
  const fraction = match[3] ?? '';
  if (fraction.length > maxDecimals) throw new RuleViolation('validation_failed', `At most ${maxDecimals} decimals are allowed.`, { text, reason: 'too_many_decimals' });
  const units = BigInt(`${match[2]}${fraction}`);
  return { units: match[1] ? -units : units, scale: fraction.length };
}

/** −1, 0 or 1 as a is less than, equal to or more than b; "5" and "5.00" are equal. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  const left = parseDecimal(a, 15);
  const right = parseDecimal(b, 15);
  const difference = left.units * 10n ** BigInt(right.scale) - right.units * 10n ** BigInt(left.scale);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** A safe integer from a BigInt; refuses what a number cannot hold exactly (`amount_out_of_range`). */
export function toSafeInteger(value: bigint): number {
  const result = Number(value);
  if (!Number.isSafeInteger(result)) throw new RuleViolation('amount_out_of_range', 'The amount is too large to be counted exactly.');
  return result;
}
