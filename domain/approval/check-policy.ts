import { contractTypes } from '../quote/package.ts';
import { implies, isImpossible } from './fact-tests.ts';
import { approvalRoles, type FactTest, factKinds, type PolicyRow, type PolicyRows } from './policy.ts';

/** `rowAt` counts the rows of the table from 0, null for the table as a whole; `testAt` counts the tests of the row; `byRowId` is the earlier row that stands in the way. */
export type PolicyProblem = Readonly<{
  rowId: string | null;
  rowAt: number | null;
  code: 'unknown_fact' | 'wrong_value' | 'unknown_role' | 'no_roles' | 'duplicate_row_id' | 'unreachable_row' | 'empty_route';
  detail: string;
  testAt?: number;
  byRowId?: string;
}>;

/** What is wrong with a policy table; it must be empty before the table is put in force. */
export function checkPolicy(policy: PolicyRows): PolicyProblem[] {
  const problems = policy.flatMap((row, index) => checkRow(row, policy.slice(0, index)));
  const everybody = policy.some(row => row.when.length === 0 && row.roles.length > 0);
  return everybody ? problems : [...problems, { rowId: null, rowAt: null, code: 'empty_route', detail: 'A package that no row speaks of would be approved by nobody: one row must hold always.' }];
}

function checkRow(row: PolicyRow, earlier: PolicyRows): PolicyProblem[] {
  const problem = (code: PolicyProblem['code'], detail: string, place: Pick<PolicyProblem, 'testAt' | 'byRowId'> = {}): PolicyProblem => ({
    rowId: row.rowId,
    rowAt: earlier.length,
    code,
    detail,
    ...place,
  });
  const found: PolicyProblem[] = [];
  if (earlier.some(other => other.rowId === row.rowId)) found.push(problem('duplicate_row_id', 'Another row has the same id.'));
  if (row.roles.length === 0) found.push(problem('no_roles', 'The row adds nobody.'));
  for (const role of row.roles) if (!approvalRoles.includes(role)) found.push(problem('unknown_role', `There is no role ${role}.`));
  for (const [testAt, test] of row.when.entries()) {
    if (!Object.hasOwn(factKinds, test.fact)) found.push(problem('unknown_fact', `There is no fact ${nameOf(test.fact)}.`, { testAt }));
    else if (!fits(test)) found.push(problem('wrong_value', `${nameOf(test.fact)} cannot be tested by "${test.op}" with ${String(test.value)}.`, { testAt }));
  }
  return found.length > 0 ? found : unreachable(row, earlier).map(({ detail, ...place }) => problem('unreachable_row', detail, place));
}

/** A row that never holds, or only where an earlier one has added its roles already. Earlier rows with faults of their own say nothing. */
function unreachable(row: PolicyRow, earlier: PolicyRows): Readonly<{ detail: string; byRowId?: string }>[] {
  if (isImpossible(row.when)) return [{ detail: 'No package can satisfy all tests of the row.' }];
  const covering = earlier.find(other => other.when.every(test => isSound(test) && implies(row.when, test)) && row.roles.every(role => other.roles.includes(role)));
  return covering ? [{ detail: `The earlier row ${covering.rowId} adds the same roles wherever this one would.`, byRowId: covering.rowId }] : [];
}

/** A fact as the table that people send spells it: gross_minor. */
const nameOf = (fact: string): string => fact.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

const isSound = (test: FactTest): boolean => Object.hasOwn(factKinds, test.fact) && fits(test);

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
