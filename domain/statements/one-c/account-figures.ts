import { normaliseAccount } from '../account-number.ts';
import { formatMinor, parseAmountMinor } from '../amount.ts';
import { parseDottedDate } from '../date.ts';
import { doesNotTie, unreadable } from '../refusals.ts';
import { currencyCode } from './document-line.ts';
import { type Field, fieldOf, type Section, valueOf } from './sections.ts';

export type ReadFigure = Readonly<{ minor: number; field: Field }>;

/** The figures of one account section; a figure or date the section does not give is undefined. */
export type AccountFigures = Readonly<{
  account: string | undefined;
  currency: string | null;
  line: number;
  fromOn: string | undefined;
  toOn: string | undefined;
  opening: ReadFigure | undefined;
  received: ReadFigure | undefined;
  spent: ReadFigure | undefined;
  closing: ReadFigure | undefined;
}>;

/** Reads one account section and refuses one that contradicts itself: opening + in − out must be closing. */
export function accountFiguresOf(section: Section): AccountFigures {
  const { fields } = section;
  const account = valueOf(fields, 'РАСЧСЧЕТ');
  const figures: AccountFigures = {
    account: account === undefined ? undefined : normaliseAccount(account),
    currency: currencyCode(valueOf(fields, 'ВАЛЮТА')),
    line: section.line,
    fromOn: dateOf(fieldOf(fields, 'ДАТАНАЧАЛА')),
    toOn: dateOf(fieldOf(fields, 'ДАТАКОНЦА')),
    opening: figureOf(fields, 'НАЧАЛЬНЫЙОСТАТОК'),
    received: figureOf(fields, 'ВСЕГОПОСТУПИЛО'),
    spent: figureOf(fields, 'ВСЕГОСПИСАНО'),
    closing: figureOf(fields, 'КОНЕЧНЫЙОСТАТОК'),
  };
  requireTie(figures);
  return figures;
}

/** Answers a date of the header or of a section, undefined where it is not given; refuses one that does not exist. */
export function dateOf(field: Field | undefined): string | undefined {
  if (field === undefined) return undefined;
  const on = parseDottedDate(field.value);
  if (on === null) throw unreadable({ line: field.line, tag: field.tag, detail: `«${field.value}» in ${field.tag} is not a date (dd.mm.yyyy).` });
  return on;
}

function figureOf(fields: readonly Field[], key: string): ReadFigure | undefined {
  const field = fieldOf(fields, key);
  if (field === undefined) return undefined;
  const minor = parseAmountMinor(field.value);
  if (minor === null) throw unreadable({ line: field.line, tag: field.tag, detail: `«${field.value}» in ${field.tag} is not a sum of money.` });
  return { minor, field };
}

function requireTie({ opening, received, spent, closing }: AccountFigures): void {
  if (opening === undefined || received === undefined || spent === undefined || closing === undefined) return;
  const expectedMinor = opening.minor + received.minor - spent.minor;
  if (expectedMinor === closing.minor) return;
  const [start, plus, minus, expected, found] = [opening.minor, received.minor, spent.minor, expectedMinor, closing.minor].map(formatMinor);
  throw doesNotTie({ line: closing.field.line, tag: closing.field.tag, detail: `${closing.field.tag} is ${found}, but ${start} + ${plus} − ${minus} = ${expected}.` });
}
