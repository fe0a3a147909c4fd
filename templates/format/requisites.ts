import { noBreakSpace } from './numbers.ts';

/** An IBAN in groups of four, so that an eye can follow it. */
export function groupAccount(iban: string): string {
  return iban.replace(/\s+/g, '').replace(/(.{4})(?=.)/g, `$1${noBreakSpace}`);
}
