import type { Language } from '../language/language.ts';

export const narrowSpace = '\u202F';
export const noBreakSpace = '\u00A0';
export const minus = '\u2212';

/** Groups the digits of a whole number by a narrow no-break space: 1250000 → "1 250 000". */
export function formatInteger(value: number): string {
  return groupDigits(String(Math.trunc(value)));
}

/** A decimal string ("2.50", "1250", "-0.5") as people write it: grouped, the language's decimal sign, no idle zeros. */
export function formatQuantity(value: string | number, language: Language): string {
  const [whole = '0', fraction = ''] = String(value).split('.');
  const kept = fraction.replace(/0+$/, '');
  return groupDigits(whole) + (kept === '' ? '' : decimalSign(language) + kept);
}

/** A percent given as a decimal string: "12.75" → "12,75 %". */
export function formatPercent(value: string | number, language: Language): string {
  return `${formatQuantity(value, language)}${noBreakSpace}%`;
}

/** The sign between whole and fraction: a comma in Russian and Kazakh, a point in English. */
export function decimalSign(language: Language): string {
  return language === 'en' ? '.' : ',';
}

/** Groups a run of digits by threes and writes a true minus sign. */
export function groupDigits(digits: string): string {
  const negative = digits.startsWith('-');
  const grouped = digits.replace(/^-/, '').replace(/\B(?=(\d{3})+$)/g, narrowSpace);
  return negative ? minus + grouped : grouped;
}
