import { approvalRoles, type Fact, type FactTest, factKinds, type PolicyRow } from '../../../domain/approval/policy.ts';
import { formatAmount } from '../../../templates/format/money.ts';
import { formatQuantity } from '../../../templates/format/numbers.ts';
import type { Language } from '../../../templates/language/language.ts';
import type { SettingsProblem } from '../../../templates/pages/views/settings-view.ts';
import { readAmount } from '../forms/amount.ts';
import { words } from '../forms/form-fields.ts';

export type RowBody = Omit<PolicyRow, 'rowId'>;
type Values = Readonly<Record<string, string>>;
/** How limits stand in the fields: as the reader of the form writes figures. */
type Written = Readonly<{ currency: string; language: Language }>;

const mostTests = 20;
const longestText = 500;
const slots = Array.from({ length: mostTests }, (_, at) => at);
const languages = ['ru', 'kk', 'en'] as const;

/** The fields of the form of a row. A condition and its value have the same number. */
export const rowFieldNames: readonly string[] = [
  ...['csrf', 'step', 'version', 'change', 'row_id', 'after'],
  ...approvalRoles.map(role => `role_${role}`),
  ...languages.map(language => `text_${language}`),
  ...slots.flatMap(at => [`when_${at}`, `value_${at}`]),
];

/** A row as the values of its form. */
export function valuesOfRow(row: RowBody, { after, ...written }: { after: string | null } & Written): Record<string, string> {
  return {
    after: after ?? '',
    ...Object.fromEntries(row.roles.map(role => [`role_${role}`, 'on'])),
    ...Object.fromEntries(languages.map(language => [`text_${language}`, row.text[language]])),
    ...Object.fromEntries(row.when.flatMap((test, at) => [[`when_${at}`, codeOf(test)], ...(isCompared(test) ? [[`value_${at}`, limitText(test, written)]] : [])])),
  };
}

/** The values of a form with its conditions moved together, so that the n-th test of the row is the n-th condition. */
export function withoutGaps(values: Values): Record<string, string> {
  const filled = slots.filter(at => words(values[`when_${at}`]) !== null || words(values[`value_${at}`]) !== null);
  const others = Object.entries(values).filter(([name]) => !/^(when|value)_\d+$/.test(name));
  return Object.fromEntries([...others, ...filled.flatMap((from, at) => ['when', 'value'].map(name => [`${name}_${at}`, values[`${name}_${from}`] ?? '']))]);
}

/** How many conditions a form offers: those it has and one more. */
export const slotsFor = (values: Values): number => Math.min(mostTests, Math.max(2, slots.filter(at => values[`when_${at}`] || values[`value_${at}`]).length + 1));

/** The row that a form describes, and what in it cannot be read. Whether it fits into the table is asked afterwards. */
export function readRow(values: Values, currency: string): Readonly<{ row: RowBody; problems: readonly SettingsProblem[] }> {
  const read = slots.flatMap(at => readTest(at, values, currency) ?? []);
  const text = { ru: words(values['text_ru']) ?? '', kk: words(values['text_kk']) ?? '', en: words(values['text_en']) ?? '' };
  const problems = [
    ...read.filter(each => 'code' in each),
    ...languages.flatMap((language): SettingsProblem[] => {
      if (text[language] === '') return [{ field: `text_${language}`, code: 'text_required' }];
      return text[language].length > longestText ? [{ field: `text_${language}`, code: 'text_too_long' }] : [];
    }),
  ];
  return { row: { when: read.filter(each => 'fact' in each), roles: approvalRoles.filter(role => values[`role_${role}`]), text }, problems };
}

function readTest(at: number, values: Values, currency: string): FactTest | SettingsProblem | null {
  const [code, typed] = [words(values[`when_${at}`]), words(values[`value_${at}`])];
  if (code === null) return typed === null ? null : { field: `when_${at}`, code: 'condition_required' };
  const [fact = '', op = '', listed = ''] = code.split('.');
  if (!Object.hasOwn(factKinds, fact)) return { field: `when_${at}`, code: 'condition_required' };
  const test = testOf(fact as Fact, { op, listed, typed: typed ?? '', currency });
  return test ?? { field: `value_${at}`, code: 'value_unreadable' };
}

type Typed = Readonly<{ op: string; listed: string; typed: string; currency: string }>;

function testOf(fact: Fact, { op, listed, typed, currency }: Typed): FactTest | null {
  const made = (value: FactTest['value'] | null): FactTest | null => (value === null ? null : { fact, op: op as FactTest['op'], value });
  switch (factKinds[fact]) {
    case 'boolean':
      return made(listed === 'true');
    case 'contract':
      return made(listed);
    case 'money':
      return made(readAmount(typed, currency)?.amountMinor ?? null);
    case 'days':
      return made(/^\d{1,5}$/.test(digitsOf(typed)) ? Number(digitsOf(typed)) : null);
    case 'percent': {
      const percent = digitsOf(typed).replace('%', '').replace(',', '.').replace('\u2212', '-');
      return made(/^-?\d{1,3}(\.\d{1,4})?$/.test(percent) ? percent : null);
    }
  }
}

/** A figure without the spaces that group it. */
const digitsOf = (typed: string): string => typed.replace(/\s/g, '');

const isCompared = ({ fact }: FactTest): boolean => factKinds[fact] !== 'boolean' && factKinds[fact] !== 'contract';

function codeOf({ fact, op, value }: FactTest): string {
  if (factKinds[fact] === 'boolean') return `${fact}.is.${(op === 'is') === (value === true)}`;
  return factKinds[fact] === 'contract' ? `${fact}.${op}.${String(value)}` : `${fact}.${op}`;
}

function limitText({ fact, value }: FactTest, { currency, language }: Written): string {
  return factKinds[fact] === 'money' ? formatAmount({ amountMinor: Number(value), currency }, language, 'when_needed') : formatQuantity(String(value), language);
}
