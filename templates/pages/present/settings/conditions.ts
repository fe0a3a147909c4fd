import { type Fact, factKinds } from '../../../../domain/approval/policy.ts';
import { contractTypes } from '../../../../domain/quote/package.ts';
import type { Tell } from '../tell.ts';
import { bareTest, set, testInWords } from './words.ts';

const groups: readonly Readonly<{ name: string; facts: readonly Fact[] }>[] = [
  { name: 'sum', facts: ['grossMinor', 'foreignCurrency'] },
  { name: 'discount', facts: ['maxDiscountPercent'] },
  { name: 'margin', facts: ['marginPercent'] },
  { name: 'days', facts: ['creditDays'] },
  { name: 'contract', facts: ['contractType', 'hasSpecialTerms'] },
  { name: 'customer', facts: ['customerOverdueMinor', 'overCreditLimit'] },
];

/** Every condition a row may have, as choices of one list in groups. Only those with a limit need a value beside them. */
export function conditionGroups(chosen: string, tell: Tell) {
  return groups.map(({ name, facts }) => ({
    name: set(tell, `of.${name}`),
    options: facts.flatMap(fact => optionsOf(fact, tell)).map(option => ({ ...option, chosen: option.code === chosen })),
  }));
}

function optionsOf(fact: Fact, tell: Tell): Readonly<{ code: string; label: string }>[] {
  switch (factKinds[fact]) {
    case 'money':
    case 'days':
    case 'percent':
      return (['above', 'below'] as const).map(op => ({ code: `${fact}.${op}`, label: bareTest(fact, op, tell) }));
    case 'boolean':
      return [true, false].map(value => ({ code: `${fact}.is.${value}`, label: testInWords({ fact, op: 'is', value }, '', tell) }));
    case 'contract':
      return (['is', 'is_not'] as const).flatMap(op => contractTypes.map(value => ({ code: `${fact}.${op}.${value}`, label: testInWords({ fact, op, value }, '', tell) })));
  }
}
