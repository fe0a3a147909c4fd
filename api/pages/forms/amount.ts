import type { Money } from '../../../domain/money/money.ts';
import { parseMoney } from '../../../domain/money/text.ts';

/** A sum as people type it: "1 250 000", "1250000,50", with or without the sign of the currency. Null where it cannot be read. */
export function readAmount(text: string, currency: string): Money | null {
  const plain = text.replace(/[\s\u00A0\u202F₸$€₽]/g, '').replace(',', '.');
  if (!/^\d{1,13}(\.\d{1,2})?$/.test(plain)) return null;
  try {
    return parseMoney(plain, currency);
  } catch {
    return null;
  }
}
