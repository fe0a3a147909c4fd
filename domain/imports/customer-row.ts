import type { CellReader } from './cell-reader.ts';
import type { CustomerSegment, ImportedCustomer, ImportedLanguage } from './receivables.ts';

export type CustomerCells = Omit<ImportedCustomer, 'line' | 'taxId' | 'name'> & Readonly<{ taxId: ImportedCustomer['taxId'] | null; name: string | null }>;

const segments: Readonly<Record<string, CustomerSegment>> = {
  retail: 'retail',
  corporate: 'corporate',
  state: 'state',
  розница: 'retail',
  розничный: 'retail',
  корпоративный: 'corporate',
  государственный: 'state',
};
const languages: Readonly<Record<string, ImportedLanguage>> = { ru: 'ru', kk: 'kk', en: 'en', русский: 'ru', казахский: 'kk', қазақша: 'kk', английский: 'en' };

/** What a row says of a customer; refusals stay with the reader. */
export function readCustomerCells(cells: CellReader): CustomerCells {
  return {
    taxId: cells.taxId('customer_tax_id'),
    name: cells.text('customer_name', 200),
    email: cells.email('customer_email'),
    segment: cells.word('customer_segment', 'unknown_segment', segments),
    timeZone: cells.timeZone('customer_time_zone'),
    language: cells.word('language', 'unknown_language', languages),
    iban: cells.iban('customer_iban'),
  };
}

const detailColumns = [
  ['name', 'customer_name'],
  ['email', 'customer_email'],
  ['segment', 'customer_segment'],
  ['timeZone', 'customer_time_zone'],
  ['language', 'language'],
  ['iban', 'customer_iban'],
] as const;

/** Refuses what a later row says otherwise of a customer already described. */
export function requireSameCustomer(cells: CellReader, said: CustomerCells, described: ImportedCustomer): void {
  for (const [detail, column] of detailColumns) {
    const value = said[detail];
    if (value !== null && value !== described[detail]) cells.refuse(column, 'customer_conflict', `Line ${described.line} gives «${described[detail] ?? ''}» for this customer.`);
  }
}

export function describesCustomer(said: CustomerCells): boolean {
  return detailColumns.some(([detail]) => said[detail] !== null);
}
