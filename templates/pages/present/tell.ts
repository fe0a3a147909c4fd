import type { Money } from '../../../domain/money/money.ts';
import { formatDate } from '../../format/dates.ts';
import { formatInstant, type InstantForm } from '../../format/instants.ts';
import type { KazakhCase } from '../../format/kazakh-endings.ts';
import { formatMoney } from '../../format/money.ts';
import { hasText, type Params, t } from '../../language/t.ts';
import { wordOf } from '../../language/word.ts';
import type { PageReader } from '../views/frame-view.ts';

/** Everything that speaks to one reader: sentences of `pages.json`, shared words, sums, days and times. */
export type Tell = Readonly<{
  reader: PageReader;
  /** A sentence of pages.json. */
  say: (key: string, params?: Params) => string;
  has: (key: string) => boolean;
  /** A shared word, such as `words.stage.paid`. */
  word: (group: string, code: string, params?: Params) => string;
  /** A shared counted word, such as `words.days`. */
  count: (key: string, count: number) => string;
  money: (sum: Money) => string;
  /** The day of a date or of an instant in the reader's zone; Kazakh takes its case from the sentence. */
  day: (value: string, ending?: KazakhCase) => string;
  at: (instant: string, form?: InstantForm) => string;
}>;

export function tellFor(reader: PageReader): Tell {
  const { language, zone } = reader;
  return {
    reader,
    say: (key, params = {}) => t(language, `pages.${key}`, params),
    has: key => hasText(language, `pages.${key}`),
    word: (group, code, params = {}) => wordOf(language, { group, code }, params),
    count: (key, count) => t(language, `words.${key}`, { count }),
    money: sum => formatMoney(sum, language),
    day: (value, ending) => formatDate(localDay(value, zone), language, { case: ending }),
    at: (instant, form = 'short') => formatInstant(instant, language, { zone, form }),
  };
}

/** The business day of an instant in a zone; a date stays as it is. */
export function localDay(value: string, zone: string): string {
  return value.includes('T') ? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(value)) : value;
}
