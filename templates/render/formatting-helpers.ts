import type { HelperDelegate, HelperOptions } from 'handlebars';
import type { Money } from '../../domain/money/money.ts';
import { formatDate, formatDateNumeric } from '../format/dates.ts';
import { formatMinutes, formatWorkingTime } from '../format/durations.ts';
import { formatInstant, type InstantForm } from '../format/instants.ts';
import type { KazakhCase } from '../format/kazakh-endings.ts';
import { currencySign, formatAmount, formatMoney, formatMoneyExact, formatMoneyShort, formatUnitPrice } from '../format/money.ts';
import { formatPercent, formatQuantity } from '../format/numbers.ts';
import type { Language } from '../language/language.ts';
import type { Reader } from './reader.ts';

/** Language and zone of the render under way; the renderer puts them into Handlebars' private data. */
export function readerOf(options: HelperOptions): Reader {
  const { language, zone } = options.data;
  return { language, zone };
}

function withLanguage<Value>(format: (value: Value, language: Language) => string): HelperDelegate {
  return (value: Value, options: HelperOptions) => format(value, readerOf(options).language);
}

const instantAs =
  (form?: InstantForm): HelperDelegate =>
  (at: string, options: HelperOptions) => {
    const { language, zone } = readerOf(options);
    return formatInstant(at, language, { zone, form: form ?? options.hash['form'] });
  };

/**
 * Figures and dates in the reader's language and zone.
 * Dates take `year=true` and, for Kazakh sentences, `case="dative|locative|ablative"`; instants take `form` (see InstantForm).
 */
export const formattingHelpers: Readonly<Record<string, HelperDelegate>> = {
  money: withLanguage(formatMoney),
  moneyExact: withLanguage(formatMoneyExact),
  moneyShort: withLanguage(formatMoneyShort),
  amount: withLanguage((money: Money, language) => formatAmount(money, language)),
  unitPrice: (amount: string, currency: string, options: HelperOptions) => formatUnitPrice(amount, currency, readerOf(options).language),
  currencySign: (currency: string) => currencySign(currency),
  percent: withLanguage(formatPercent),
  qty: withLanguage(formatQuantity),
  date: (on: string, options: HelperOptions) => {
    const ending: KazakhCase | undefined = options.hash['case'];
    return formatDate(on, readerOf(options).language, { year: options.hash['year'] === true, case: ending });
  },
  dateNumeric: (on: string) => formatDateNumeric(on),
  dateTime: instantAs('full'),
  instant: instantAs(),
  minutes: withLanguage(formatMinutes),
  workingTime: withLanguage(formatWorkingTime),
};
