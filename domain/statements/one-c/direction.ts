import { parseAmountMinor } from '../amount.ts';
import { unreadable } from '../refusals.ts';
import type { Direction, Problem } from '../statement.ts';
import { accountsOf } from './party.ts';
import { type Field, fieldOf } from './sections.ts';

export type Movement = Readonly<{ direction: Direction; amountMinor: number; warnings: readonly Problem[] }>;

/**
 * Answers which way the money of a document went and how much it was, in minor units. Sums carry no sign, so the tests go in this order (formats 2.2):
 * СуммаПриход / СуммаРасход; the own account as payer or payee; ДатаСписано / ДатаПоступило; else unknown.
 */
export function movementOf(fields: readonly Field[], documentLine: number, ownAccount: string): Movement {
  const received = amountOf(fields, 'СУММАПРИХОД'),
    spent = amountOf(fields, 'СУММАРАСХОД'),
    plain = amountOf(fields, 'СУММА');
  const signed = [received, spent].filter(amount => amount !== undefined && amount.minor !== 0);
  if (signed.length === 2) throw unreadable({ line: spent?.field.line ?? documentLine, tag: spent?.field.tag ?? null, detail: 'The document is both income and expense.' });
  const counted = signed[0] ?? plain ?? received ?? spent;
  if (counted === undefined) throw unreadable({ line: documentLine, tag: 'Сумма', detail: 'The document has no sum.' });
  const differs = plain !== undefined && plain.minor !== counted.minor;
  const warnings: Problem[] = differs
    ? [
        {
          effect: 'warning',
          code: 'amounts_differ',
          line: plain.field.line,
          tag: plain.field.tag,
          detail: `${plain.field.tag}=${plain.field.value} differs from ${counted.field.tag}=${counted.field.value}; the latter counts.`,
        },
      ]
    : [];
  const isIncome = received !== undefined && received.minor !== 0,
    isExpense = spent !== undefined && spent.minor !== 0;
  const direction = isIncome ? 'in' : isExpense ? 'out' : unsignedDirection(fields, ownAccount);
  return { direction, amountMinor: counted.minor, warnings };
}

type ReadAmount = Readonly<{ field: Field; minor: number }> | undefined;

function unsignedDirection(fields: readonly Field[], ownAccount: string): Direction {
  const isPayer = accountsOf(fields, 'ПЛАТЕЛЬЩИК').includes(ownAccount),
    isPayee = accountsOf(fields, 'ПОЛУЧАТЕЛЬ').includes(ownAccount);
  if (isPayer !== isPayee) return isPayer ? 'out' : 'in';
  const isDebited = fieldOf(fields, 'ДАТАСПИСАНО') !== undefined,
    isCredited = fieldOf(fields, 'ДАТАПОСТУПИЛО') !== undefined;
  if (isDebited !== isCredited) return isDebited ? 'out' : 'in';
  return 'unknown';
}

function amountOf(fields: readonly Field[], key: string): ReadAmount {
  const field = fieldOf(fields, key);
  if (field === undefined) return undefined;
  const minor = parseAmountMinor(field.value);
  if (minor === null || minor < 0) throw unreadable({ line: field.line, tag: field.tag, detail: `«${field.value}» in ${field.tag} is not a sum of money.` });
  return { field, minor };
}
