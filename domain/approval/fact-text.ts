import { formatMoney } from '../money/text.ts';
import { type Fact, factKinds } from './policy.ts';

const noBreakSpace = '\u00A0';

/** A fact or a limit as people read it in any language: "1 450 000 ₸", "7.5 %", "30". Whole sums are written without minor units. */
export function writeFact(fact: Fact, value: number | string | boolean | null, currency: string): string {
  if (value === null) return '–';
  switch (factKinds[fact]) {
    case 'money':
      return writeSum(Number(value), currency);
    case 'percent':
      return `${value}${noBreakSpace}%`;
    case 'days':
    case 'contract':
    case 'boolean':
      return String(value);
  }
}

function writeSum(amountMinor: number, currency: string): string {
  const [whole = '', fraction = ''] = formatMoney({ amountMinor, currency }).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, noBreakSpace);
  const decimals = /^0*$/.test(fraction) ? '' : `,${fraction}`;
  return `${grouped}${decimals}${noBreakSpace}${currency === 'KZT' ? '₸' : currency}`;
}
