import { RuleViolation } from '../errors/rule-violation.ts';

/** КБе: residency (1 or 2) and sector of the economy (1 to 9). Throws `validation_failed` with `data.reason` `kbe`. */
export function checkKbe(text: string): string {
  const kbe = text.trim();
  if (!/^[12][1-9]$/.test(kbe)) throw new RuleViolation('validation_failed', 'КБе has two digits: residency (1 or 2) and sector (1 to 9).', { reason: 'kbe' });
  return kbe;
}
