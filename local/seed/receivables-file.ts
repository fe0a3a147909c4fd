import type { Column } from '../../domain/imports/columns.ts';

/** One row of the importer's file, by the columns of docs/imports.md. */
export type FileRow = Readonly<Partial<Record<Column, string>> & { record: 'customer' | 'invoice' | 'payment' }>;

/** The rows as the importer reads them: a heading of the columns in use, semicolons, quotation marks doubled. */
export function receivablesFile(rows: readonly FileRow[]): string {
  const used = [...new Set(rows.flatMap(row => Object.keys(row) as Column[]))];
  return [used, ...rows.map(row => used.map(column => row[column] ?? ''))].map(cells => `${cells.map(quoted).join(';')}\r\n`).join('');
}

/** A sum in minor units as the file has it: 39867.46. */
export function sumText(minor: number): string {
  return `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}

function quoted(cell: string): string {
  return /[;"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
