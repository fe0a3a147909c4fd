import { compareDecimals } from '../money/decimal.ts';
import { contractTypes } from '../quote/package.ts';
import { approvalRoles, type FactTest, factKinds, type PolicyRow, type PolicyRows } from './policy.ts';

export type PolicyProblem = Readonly<{
  rowId: string | null;
  code: 'unknown_fact' | 'wrong_value' | 'unknown_role' | 'no_roles' | 'duplicate_row_id' | 'unreachable_row' | 'empty_route';
  detail: string;
}>;

/** What is wrong with a policy table; it must be empty before the table is put in force. */
export function checkPolicy(policy: PolicyRows): PolicyProblem[] {
  const problems = policy.flatMap((row, index) => checkRow(row, policy.slice(0, index)));
  const everybody = policy.some(row => row.when.length === 0 && row.roles.length > 0);
  return everybody ? problems : [...problems, { rowId: null, code: 'empty_route', detail: 'A package that no row speaks of would be approved by nobody: one row must hold always.' }];
}

function checkRow(row: PolicyRow, earlier: PolicyRows): PolicyProblem[] {
  const problem = (code: PolicyProblem['code'], detail: string): PolicyProblem => ({ rowId: row.rowId, code, detail });
  const found: PolicyProblem[] = [];
  if (earlier.some(other => other.rowId === row.rowId)) found.push(problem('duplicate_row_id', 'Another row has the same id.'));
  if (row.roles.length === 0) found.push(problem('no_roles', 'The row adds nobody.'));
  for (const role of row.roles) if (!approvalRoles.includes(role)) found.push(problem('unknown_role', `There is no role ${role}.`));
  for (const test of row.when) {
    if (!Object.hasOwn(factKinds, test.fact)) found.push(problem('unknown_fact', `There is no fact ${test.fact}.`));
    else if (!fits(test)) found.push(problem('wrong_value', `${test.fact} cannot be tested by "${test.op}" with ${String(test.value)}.`));
  }
  if (found.length === 0 && isImpossible(row.when)) found.push(problem('unreachable_row', 'No package can satisfy all tests of the row.'));
  if (found.length === 0 && earlier.some(other => repeats(other, row))) found.push(problem('unreachable_row', 'An earlier row with the same tests adds the same roles.'));
  return found;
}

function fits({ fact, op, value }: FactTest): boolean {
  const comparing = op === 'above' || op === 'below';
  switch (factKinds[fact]) {
    case 'money':
    case 'days':
      return comparing && Number.isSafeInteger(value);
    case 'percent':
      return comparing && typeof value === 'string' && /^-?\d{1,3}(\.\d{1,4})?$/.test(value);
    case 'contract':
      return !comparing && contractTypes.some(type => type === value);
    case 'boolean':
      return !comparing && typeof value === 'boolean';
  }
}

function isImpossible(tests: readonly FactTest[]): boolean {
  return tests.some(test => beyondRange(test) || tests.some(other => contradicts(test, other)));
}

/** Sums, days and discounts are never negative, percents never above 100. A margin may be negative. */
function beyondRange({ fact, op, value }: FactTest): boolean {
  const kind = factKinds[fact];
  if (op === 'below') return fact !== 'marginPercent' && (kind === 'percent' ? compareDecimals(String(value), '0') <= 0 : Number(value) <= 0);
  return op === 'above' && kind === 'percent' && compareDecimals(String(value), '100') >= 0;
}

function contradicts(a: FactTest, b: FactTest): boolean {
  if (a.fact !== b.fact) return false;
  const kind = factKinds[a.fact];
  if (a.op === 'above' && b.op === 'below') {
    if (kind === 'percent') return compareDecimals(String(a.value), String(b.value)) >= 0;
    return Number(a.value) + 1 >= Number(b.value);
  }
  if (a.op === 'is' && b.op === 'is') return a.value !== b.value;
  if (a.op === 'is' && b.op === 'is_not') return a.value === b.value;
  return a.op === 'is_not' && b.op === 'is_not' && kind === 'boolean' && a.value !== b.value;
}

function repeats(earlier: PolicyRow, row: PolicyRow): boolean {
  const key = (tests: readonly FactTest[]): string =>
    tests
      .map(test => `${test.fact} ${test.op} ${String(test.value)}`)
      .sort()
      .join('\n');
  return key(earlier.when) === key(row.when) && row.roles.every(role => earlier.roles.includes(role));
}
