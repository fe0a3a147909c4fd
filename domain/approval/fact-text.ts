import { formatMoney } from '../money/text.ts';
import { type Fact, factKinds, type Texts } from './policy.ts';

type In = Readonly<{ currency: string; language: keyof Texts }>;

const noBreakSpace = '\u00A0';

/** A fact or a limit as people read it in a language: "1 450 000,50 ₸", in English "1 450 000.50 ₸", "7.5 %", "30". Whole sums are written without minor units. */
export function writeFact(fact: Fact, value: number | string | boolean | null, { currency, language }: In): string {
  if (value === null) return '–';
  switch (factKinds[fact]) {
    case 'money':
      return writeSum(Number(value), { currency, language });
    case 'percent':
      return `${value}${noBreakSpace}%`;
    case 'days':
    case 'contract':
    case 'boolean':
      return String(value);
  }
}

function writeSum(amountMinor: number, { currency, language }: In): string {
  const [whole = '', fraction = ''] = formatMoney({ amountMinor, currency }).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, noBreakSpace);
  const decimals = /^0*$/.test(fraction) ? '' : `${language === 'en' ? '.' : ','}${fraction}`;
  return `${grouped}${decimals}${noBreakSpace}${currency === 'KZT' ? '₸' : currency}`;
}
