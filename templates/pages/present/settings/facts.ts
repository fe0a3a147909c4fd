import { typicalFacts } from '../../../../domain/approval/example-packages.ts';
import type { ApprovalFacts } from '../../../../domain/approval/facts.ts';
import type { Fact } from '../../../../domain/approval/policy.ts';
import { formatPercent } from '../../../format/numbers.ts';
import type { RoutePreview } from '../../views/settings-view.ts';
import type { Tell } from '../tell.ts';
import { set } from './words.ts';

/** A deal of a preview by name: a real one by its title and customer, an example by what sets it apart from a typical one. */
export function dealInWords({ deal, facts }: RoutePreview, currency: string, tell: Tell): Readonly<{ name: string; about: string | null }> {
  if (deal !== null) return { name: deal.customerName, about: deal.title };
  const unusual = (Object.keys(typicalFacts) as Fact[]).filter(fact => facts[fact] !== typicalFacts[fact]);
  const words = (names: readonly Fact[]): string => names.flatMap(fact => factInWords(fact, facts, { currency, tell }) ?? []).join(', ');
  return { name: unusual.length === 0 ? set(tell, 'example_typical', { facts: words(['grossMinor', 'creditDays']) }) : set(tell, 'example', { facts: words(unusual) }), about: null };
}

function factInWords(fact: Fact, facts: ApprovalFacts, { currency, tell }: { currency: string; tell: Tell }): string | null {
  switch (fact) {
    case 'grossMinor':
    case 'customerOverdueMinor':
      return facts[fact] === null ? null : set(tell, `fact.${fact}`, { value: tell.money({ amountMinor: facts[fact], currency }) });
    case 'maxDiscountPercent':
    case 'marginPercent':
      return facts[fact] === null ? null : set(tell, `fact.${fact}`, { value: formatPercent(facts[fact], tell.reader.language) });
    case 'creditDays':
      return set(tell, 'fact.creditDays', { value: tell.count('days', facts.creditDays) });
    case 'contractType':
      return facts.contractType === 'standard' ? null : set(tell, `fact.contract_${facts.contractType}`);
    case 'foreignCurrency':
    case 'hasSpecialTerms':
    case 'overCreditLimit':
      return facts[fact] ? set(tell, `fact.${fact}`) : null;
  }
}
