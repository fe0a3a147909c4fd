import { normaliseAccount } from './account-number.ts';
import type { StatementLine } from './statement.ts';

/**
 * Answers the text whose hash names a movement for ever (formats 2.1, rule 7): account, day, document number, direction, sum, payer's account and purpose,
 * and `ordinal`, the place (from 1) among the identical rows of the file. Spacing and case do not count, for two exports of one movement may differ in them.
 */
export function dedupKeyText(line: StatementLine, ordinal: number): string {
  return JSON.stringify([...identityOf(line), ordinal]);
}

/** Answers the key text of every line of one file, in order. Two equal payments of one day get two keys; the same file, or one that overlaps it by whole days, gives the same keys again. */
export function dedupKeyTexts(lines: readonly StatementLine[]): readonly string[] {
  const seen = new Map<string, number>();
  return lines.map(line => {
    const identity = JSON.stringify(identityOf(line));
    const ordinal = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, ordinal);
    return dedupKeyText(line, ordinal);
  });
}

function identityOf(line: StatementLine): readonly (string | number)[] {
  return [normaliseAccount(line.account), line.opOn, folded(line.docNo), line.direction, line.amountMinor, normaliseAccount(line.payer.iban ?? ''), folded(line.purpose)];
}

function folded(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim().toUpperCase();
}
