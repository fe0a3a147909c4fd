import { compareDecimals } from '../money/decimal.ts';
import { contractTypes } from '../quote/package.ts';
import { type Fact, type FactTest, factKinds } from './policy.ts';

/** True where no package can satisfy all the tests. */
export function isImpossible(tests: readonly FactTest[]): boolean {
  return foreignSum(tests) || tests.some(test => beyondRange(test) || nothingLeft(test.fact, tests) || tests.some(other => leavesNoRoom(test, other)));
}

/** True where every package that satisfies `tests` satisfies `test` too: above 2,000,000 implies above 1,000,000. */
export function implies(tests: readonly FactTest[], test: FactTest): boolean {
  const values = valuesOf(test.fact);
  if (values === null) return tests.some(given => given.fact === test.fact && given.op === test.op && isStricter(given, test));
  const left = valuesLeft(test.fact, tests);
  return left.length > 0 && left.every(value => accepts(test, value));
}

/** −1, 0 or 1 as one limit of a fact is less than, equal to or more than another. */
export function compareLimits(fact: Fact, a: FactTest['value'], b: FactTest['value']): number {
  return factKinds[fact] === 'percent' ? compareDecimals(String(a), String(b)) : Math.sign(Number(a) - Number(b));
}

function isStricter(given: FactTest, test: FactTest): boolean {
  const order = compareLimits(test.fact, given.value, test.value);
  return test.op === 'above' ? order >= 0 : order <= 0;
}

/** Sums, days and discounts are never negative, percents never above 100, and no whole number is above the greatest that can be reckoned with. A margin may be negative. */
function beyondRange({ fact, op, value }: FactTest): boolean {
  if (op === 'below') return fact !== 'marginPercent' && compareLimits(fact, value, 0) <= 0;
  return op === 'above' && compareLimits(fact, value, factKinds[fact] === 'percent' ? 100 : Number.MAX_SAFE_INTEGER) >= 0;
}

function leavesNoRoom(a: FactTest, b: FactTest): boolean {
  if (a.fact !== b.fact || a.op !== 'above' || b.op !== 'below') return false;
  return factKinds[a.fact] === 'percent' ? compareLimits(a.fact, a.value, b.value) >= 0 : Number(a.value) + 1 >= Number(b.value);
}

/** A deal in another currency has no sum that a limit could be held against. */
const foreignSum = (tests: readonly FactTest[]): boolean => tests.some(test => test.fact === 'grossMinor') && !valuesLeft('foreignCurrency', tests).includes(false);

const nothingLeft = (fact: Fact, tests: readonly FactTest[]): boolean => valuesOf(fact) !== null && valuesLeft(fact, tests).length === 0;

function valuesLeft(fact: Fact, tests: readonly FactTest[]): readonly FactTest['value'][] {
  return (valuesOf(fact) ?? []).filter(value => tests.every(test => test.fact !== fact || accepts(test, value)));
}

/** All values that a fact can have, or null where there are too many to list. */
function valuesOf(fact: Fact): readonly FactTest['value'][] | null {
  switch (factKinds[fact]) {
    case 'contract':
      return contractTypes;
    case 'boolean':
      return [true, false];
    case 'money':
    case 'days':
    case 'percent':
      return null;
  }
}

const accepts = (test: FactTest, value: FactTest['value']): boolean => (test.op === 'is') === (test.value === value);
