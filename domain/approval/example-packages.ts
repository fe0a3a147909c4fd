import { parseDecimal } from '../money/decimal.ts';
import { compareLimits } from './fact-tests.ts';
import type { ApprovalFacts } from './facts.ts';
import { holds } from './plan-route.ts';
import { type Fact, type FactTest, factKinds, type PolicyRow, type PolicyRows } from './policy.ts';

/** A package to try a table on. `rowId` names the row it was made to satisfy, null for the typical one. */
export type ExamplePackage = Readonly<{ rowId: string | null; facts: ApprovalFacts }>;

/** A small deal on the usual terms with a customer who owes nothing. */
export const typicalFacts: ApprovalFacts = {
  ...{ grossMinor: 50_000_000, foreignCurrency: false, maxDiscountPercent: '0', creditDays: 14, contractType: 'standard', hasSpecialTerms: false },
  ...{ customerOverdueMinor: 0, overCreditLimit: false, marginPercent: null },
};

/** The typical package, and for every row of the tables one that just satisfies it and is typical otherwise; equal ones once. */
export function examplePackages(...tables: readonly PolicyRows[]): ExamplePackage[] {
  const made = [{ rowId: null, facts: typicalFacts }, ...tables.flat().map(row => ({ rowId: row.rowId, facts: factsFor(row) }))];
  const lawful = made.filter(({ rowId, facts }) => rowId === null || tables.some(rows => rows.some(row => row.rowId === rowId && row.when.every(test => holds(test, facts)))));
  return [...new Map(lawful.toReversed().map(example => [JSON.stringify(example.facts), example])).values()].toReversed();
}

function factsFor({ when }: PolicyRow): ApprovalFacts {
  const facts = [...new Set(when.map(test => test.fact))].map(
    fact =>
      [
        fact,
        valueFor(
          fact,
          when.filter(test => test.fact === fact),
        ),
      ] as const,
  );
  const made: ApprovalFacts = { ...typicalFacts, ...Object.fromEntries(facts) };
  return made.foreignCurrency ? { ...made, grossMinor: null } : made;
}

/** A value that satisfies the tests of one fact: the typical one if it does, else the next one past the limit. */
function valueFor(fact: Fact, tests: readonly FactTest[]): ApprovalFacts[Fact] {
  const candidates = [typicalFacts[fact], ...listed(fact), ...tests.flatMap(test => beside(test))];
  return candidates.find(value => tests.every(test => holds(test, { ...typicalFacts, [fact]: value }))) ?? typicalFacts[fact];
}

function listed(fact: Fact): readonly ApprovalFacts[Fact][] {
  if (factKinds[fact] === 'boolean') return [true, false];
  return factKinds[fact] === 'contract' ? ['amended', 'customer_template', 'standard'] : [];
}

/** The values next to a limit: a readable step away, then the least one. */
function beside({ fact, op, value }: FactTest): ApprovalFacts[Fact][] {
  const sign = op === 'above' ? 1 : -1;
  switch (factKinds[fact]) {
    case 'money':
      return [Number(value) + sign * 100, Number(value) + sign];
    case 'days':
      return [Number(value) + sign];
    case 'percent':
      return [stepped(String(value), sign * 10_000), stepped(String(value), sign)].filter(percent => fact === 'marginPercent' || compareLimits(fact, percent, 0) >= 0);
    case 'contract':
    case 'boolean':
      return [];
  }
}

/** A percent moved by ten-thousandths of one. */
function stepped(percent: string, byTenThousandths: number): string {
  const { units, scale } = parseDecimal(percent, 4);
  const moved = units * 10n ** BigInt(4 - scale) + BigInt(byTenThousandths);
  const digits = (moved < 0n ? -moved : moved).toString().padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0+$/, '');
  return `${moved < 0n ? '-' : ''}${digits.slice(0, -4)}${fraction === '' ? '' : `.${fraction}`}`;
}
