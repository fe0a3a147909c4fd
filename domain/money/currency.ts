const withoutMinor = new Set(['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']);
const withThousandths = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** How many decimals the minor unit of a currency has (ISO 4217). A table and not Intl: process code may call it. */
export function minorDigits(currency: string): 0 | 2 | 3 {
  if (withoutMinor.has(currency)) return 0;
  return withThousandths.has(currency) ? 3 : 2;
}
