import { z } from 'zod';

const count = z.int().min(0);
const RefusedRow = z.object({ line: z.int(), field: z.string(), code: z.string(), reason: z.string() });

/** What an import did, and every row that it left out. */
export const ImportReport = z
  .object({
    object: z.literal('receivables_import'),
    customers: z.object({ created: count, found: count }),
    deals: z.object({
      opened: count.describe('Open invoices that became deals at collecting.'),
      closed_history: count.describe('Invoices that were paid already.'),
      unchanged: count.describe('Invoices that an earlier import brought.'),
      started: count.describe('Processes started by this request.'),
      waiting_to_start: count.describe('Deals whose process starts when the process engine answers again.'),
    }),
    payments: z.object({ recorded: count, duplicates: count }),
    refused: z.array(RefusedRow),
  })
  .meta({
    id: 'ReceivablesImport',
    examples: [
      {
        ...{ object: 'receivables_import', customers: { created: 1, found: 0 }, deals: { opened: 1, closed_history: 1, unchanged: 0, started: 1, waiting_to_start: 0 } },
        ...{ payments: { recorded: 2, duplicates: 0 }, refused: [{ line: 4, field: 'customer_tax_id', code: 'invalid_tax_id', reason: 'The check digit does not fit.' }] },
      },
    ],
  });
