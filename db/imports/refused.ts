import type { ErrorCode } from '../../domain/errors/codes.ts';
import type { RefusalCode, RefusedRow } from '../../domain/imports/receivables.ts';

/** A row left out: refused by the reader, or by what is on record. */
export type ReportedRefusal = Omit<RefusedRow, 'code'> & Readonly<{ code: RefusalCode | ErrorCode }>;

/** Refuses one row of an import; its unit of work is rolled back and the others go on. The name lets the unit keep its connection, as for every rule's refusal. */
export class Refused extends Error {
  readonly row: ReportedRefusal;

  constructor(row: ReportedRefusal) {
    super(row.reason);
    this.name = 'RuleViolation';
    this.row = row;
  }
}
