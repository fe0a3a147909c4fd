import { parseDottedDate } from '../date.ts';
import { unreadable } from '../refusals.ts';
import type { Direction, Problem, StatementLine } from '../statement.ts';
import { movementOf } from './direction.ts';
import { partyOf, partyWarnings } from './party.ts';
import { purposeOf } from './purpose.ts';
import { type Field, fieldOf, type Section, valueOf } from './sections.ts';

/** Keys that decide what is booked: given twice with other values, the document cannot be trusted. */
const decisiveKeys = new Set([
  'СУММА',
  'СУММАПРИХОД',
  'СУММАРАСХОД',
  'ДАТАОПЕРАЦИИ',
  'ДАТАПОСТУПИЛО',
  'ДАТАСПИСАНО',
  'ДАТАДОКУМЕНТА',
  'ДАТА',
  'НОМЕРДОКУМЕНТА',
  'НОМЕР',
  'ВАЛЮТА',
  'ПЛАТЕЛЬЩИКИИК',
  'ПЛАТЕЛЬЩИКСЧЕТ',
  'ПЛАТЕЛЬЩИКРАСЧСЧЕТ',
  'ПОЛУЧАТЕЛЬИИК',
  'ПОЛУЧАТЕЛЬСЧЕТ',
  'ПОЛУЧАТЕЛЬРАСЧСЧЕТ',
  'ПЛАТЕЛЬЩИКБИН_ИИН',
  'ПОЛУЧАТЕЛЬБИН_ИИН',
]);

export type DocumentLine = Readonly<{ line: StatementLine; problems: readonly Problem[] }>;

/** Answers a document as a canonical line of the account's statement. Refuses a sum or a booking date that cannot be read, and a decisive key given twice. */
export function documentLineOf(document: Section, account: string): DocumentLine {
  const { fields } = document;
  const repeated = repeatedKeyWarnings(fields);
  const movement = movementOf(fields, document.line, account);
  const value = optionalDate(fieldOf(fields, 'ДАТАВАЛЮТИРОВАНИЯ'), 'no_such_value_date');
  const issued = optionalDate(fieldOf(fields, 'ДАТАДОКУМЕНТА', 'ДАТА'), 'no_such_document_date');
  const line: StatementLine = {
    account,
    opOn: bookingDateOf(document, movement.direction),
    valueOn: value.on,
    docNo: valueOf(fields, 'НОМЕРДОКУМЕНТА', 'НОМЕР') ?? '',
    docOn: issued.on,
    docKind: valueOf(fields, 'ВИДДОКУМЕНТА') ?? document.kind,
    direction: movement.direction,
    amountMinor: movement.amountMinor,
    currency: currencyCode(valueOf(fields, 'ВАЛЮТА')),
    payer: partyOf(fields, 'ПЛАТЕЛЬЩИК'),
    payee: partyOf(fields, 'ПОЛУЧАТЕЛЬ'),
    purpose: purposeOf(fields),
    knp: valueOf(fields, 'КОДНАЗНАЧЕНИЯПЛАТЕЖА', 'КОДНАЗПЛАТЕЖА', 'КНП') ?? null,
    rawText: document.rawText,
    lineNo: document.line,
  };
  const unknown: Problem[] =
    movement.direction === 'unknown'
      ? [{ effect: 'quarantine', code: 'direction_unknown', line: document.line, tag: null, detail: `Nothing in document ${line.docNo} says whether the money came or went.` }]
      : [];
  const parties = [...partyWarnings(fields, 'ПЛАТЕЛЬЩИК'), ...partyWarnings(fields, 'ПОЛУЧАТЕЛЬ')];
  return { line, problems: [...repeated, ...movement.warnings, ...value.warnings, ...issued.warnings, ...parties, ...unknown] };
}

/** Codes and names under which the two currencies of our files stand; other three-letter codes pass as they are. */
export function currencyCode(text: string | undefined): string | null {
  if (text === undefined) return null;
  const known: Readonly<Record<string, string>> = { '398': 'KZT', ТЕНГЕ: 'KZT', '643': 'RUB', '810': 'RUB', RUR: 'RUB', '840': 'USD', '978': 'EUR', '156': 'CNY' };
  const upper = text.toUpperCase();
  return known[upper] ?? upper;
}

function bookingDateOf(document: Section, direction: Direction): string {
  const sideKeys = direction === 'out' ? ['ДАТАСПИСАНО', 'ДАТАПОСТУПИЛО'] : ['ДАТАПОСТУПИЛО', 'ДАТАСПИСАНО'];
  const field = fieldOf(document.fields, 'ДАТАОПЕРАЦИИ', ...sideKeys, 'ДАТАДОКУМЕНТА', 'ДАТА');
  if (field === undefined) throw unreadable({ line: document.line, tag: 'ДатаОперации', detail: 'The document has no date.' });
  const on = parseDottedDate(field.value);
  if (on === null) throw unreadable({ line: field.line, tag: field.tag, detail: `«${field.value}» in ${field.tag} is not a date (dd.mm.yyyy).` });
  return on;
}

function optionalDate(field: Field | undefined, code: 'no_such_value_date' | 'no_such_document_date'): { on: string | null; warnings: readonly Problem[] } {
  if (field === undefined) return { on: null, warnings: [] };
  const on = parseDottedDate(field.value);
  return on !== null ? { on, warnings: [] } : { on, warnings: [{ effect: 'warning', code, line: field.line, tag: field.tag, detail: `There is no day «${field.value}»; the date stays empty.` }] };
}

function repeatedKeyWarnings(fields: readonly Field[]): readonly Problem[] {
  const first = new Map<string, Field>();
  return fields.flatMap((field): Problem[] => {
    const earlier = first.get(field.key);
    first.set(field.key, earlier ?? field);
    if (earlier === undefined || earlier.value === field.value) return [];
    if (decisiveKeys.has(field.key)) throw unreadable({ line: field.line, tag: field.tag, detail: `${field.tag} stands twice in one document: «${earlier.value}» and «${field.value}».` });
    return [{ effect: 'warning', code: 'repeated_key', line: field.line, tag: field.tag, detail: `${field.tag} stands twice; the first one counts.` }];
  });
}
