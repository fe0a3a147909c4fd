import type { ListedDeal } from '../../../db/pages/list-deals.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import { formatMoney } from '../../../domain/money/text.ts';
import { owedMinor } from './owed.ts';

const heading = ['deal_id', 'customer', 'title', 'stage', 'waiting_for', 'owner', 'currency', 'gross', 'remaining', 'due_on', 'overdue', 'waiting_since', 'next_at'];

/**
 * Deals as CSV for a spreadsheet: UTF-8 with its mark, CRLF, every text quoted. A text that a spreadsheet would take for a formula
 * gets an apostrophe in front (reliability.md 5.7); sums are plain numbers.
 */
export function csvOf(rows: readonly ListedDeal[], people: ReadonlyMap<string, PersonRow>): string {
  const lines = rows.map(row => cellsOf(row, people).join(','));
  return `\uFEFF${[heading.join(','), ...lines].join('\r\n')}\r\n`;
}

function cellsOf({ deal, customerName, invoices }: ListedDeal, people: ReadonlyMap<string, PersonRow>): string[] {
  const sum = (amountMinor: number | null): string => (amountMinor === null ? '' : formatMoney({ amountMinor, currency: deal.currency }));
  const open = invoices.filter(row => row.status === 'open');
  const dueOn = open.flatMap(row => row.dueOn ?? []).toSorted()[0] ?? '';
  return [
    text(deal.id),
    text(customerName),
    text(deal.title),
    text(deal.stage),
    text(deal.waitingFor ?? ''),
    text(people.get(deal.ownerId)?.name ?? ''),
    text(deal.currency),
    sum(deal.grossMinor),
    open.length === 0 ? '' : sum(open.reduce((total, row) => total + owedMinor(row), 0)),
    dueOn,
    deal.overdue ? 'yes' : 'no',
    deal.waitingSince ?? '',
    deal.nextAt ?? '',
  ];
}

/** A text cell: quoted, its quotes doubled, and harmless to spreadsheets. */
export function text(value: string): string {
  const harmless = /^\s*[=+\-@＝＋－＠\t\r\n]/u.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
