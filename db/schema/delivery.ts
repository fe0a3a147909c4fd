import { index, pgTable, text } from 'drizzle-orm/pg-core';
import type { ReportMeaning, ReportType } from '../../domain/delivery/delivery-report.ts';
import { instant } from './columns.ts';

/**
 * What mail systems say of letters after they took them: one row for each report, known by its content, so that a repeat finds it.
 * `letterId` is null where no letter of ours is meant; nothing follows from such a report.
 */
export const deliveryReport = pgTable(
  'delivery_report',
  {
    id: text().primaryKey(),
    source: text().$type<'drop' | 'api'>().notNull(),
    letterId: text(),
    type: text().$type<ReportType>().notNull(),
    code: text(),
    detail: text(),
    meaning: text().$type<ReportMeaning | 'unmatched'>().notNull(),
    /** What the report named the letter by. */
    messageId: text(),
    recipient: text(),
    occurredAt: instant().notNull(),
    receivedAt: instant().notNull(),
  },
  table => [index().on(table.letterId), index().on(table.receivedAt)],
);
