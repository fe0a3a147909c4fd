import type { Money } from '../money/money.ts';

/** From which sum on a decision by link is confirmed by a code, in minor units of the company's currency; null switches it off. */
export type StepUpLimit = Readonly<{ aboveMinor: number | null; currency: string }>;

/** What a code's fate hangs on; instants are of the real clock, for a letter and a mailbox know no other. */
export type CodeLife = Readonly<{ expiresAt: string; tries: number; usedAt: string | null }>;
export type CodeState = 'living' | 'expired' | 'worn_out' | 'used';

export const codeLivesMs = 10 * 60_000;
/** Wrong codes after which a code is dead: five guesses at a million codes. */
export const mostTries = 5;
/** Codes that one person may ask for within an hour for one step, so that no form, and no scanner, fills a mailbox. */
export const mostCodesAnHour = 5;

const hourMs = 3_600_000;

/** True for a package above the limit. A sum in another currency cannot be held against it, and counts as above: better one letter too many. */
export function needsStepUp(gross: Money, { aboveMinor, currency }: StepUpLimit): boolean {
  return aboveMinor !== null && (gross.currency !== currency || gross.amountMinor > aboveMinor);
}

export function stateOfCode({ expiresAt, tries, usedAt }: CodeLife, now: string): CodeState {
  if (usedAt !== null) return 'used';
  if (tries >= mostTries) return 'worn_out';
  return expiresAt <= now ? 'expired' : 'living';
}

/** When one more code may be asked for, given when the earlier ones were: null is at once. */
export function nextCodeAt(askedAt: readonly string[], now: string): string | null {
  const sinceMs = Date.parse(now) - hourMs;
  const recent = askedAt.filter(at => Date.parse(at) > sinceMs).toSorted();
  const [oldest] = recent.slice(-mostCodesAnHour);
  return recent.length < mostCodesAnHour || oldest === undefined ? null : new Date(Date.parse(oldest) + hourMs).toISOString();
}
