import { RuleViolation } from '../errors/rule-violation.ts';

/** Where in the file a refusal points: the line (1-based), the key or mark it speaks of, and further facts. */
export type RefusalPlace = Readonly<{ line: number; tag?: string | null; detail: string } & Record<string, unknown>>;

/** The file is another format, or says something that cannot be read. */
export function unreadable(place: RefusalPlace): RuleViolation {
  return refusal('statement_unreadable', place);
}

/** The file ends, or goes on with something else, inside a section. */
export function truncated(place: RefusalPlace): RuleViolation {
  return refusal('statement_truncated', place);
}

/** The statement contradicts itself. */
export function doesNotTie(place: RefusalPlace): RuleViolation {
  return refusal('statement_does_not_tie', place);
}

function refusal(code: 'statement_unreadable' | 'statement_truncated' | 'statement_does_not_tie', place: RefusalPlace): RuleViolation {
  return new RuleViolation(code, `Line ${place.line}: ${place.detail} Nothing was imported.`, { tag: null, ...place });
}
