import { closedWithLast } from './collecting.ts';
import type { Request } from './commands.ts';
import type { Happening } from './events.ts';
import { billing, invoiceOf } from './invoicing.ts';
import { type DealState, isSettled, remainingMinor } from './state.ts';

/**
 * A credit note that stands in the ledger: the ladder goes on with what remains. With nothing left the invoice is closed, and nobody is
 * thanked for paying it. The note's id makes a repeat harmless (INV-8).
 */
export function decideCredited(command: Extract<Request, { type: 'invoice_credited' }>, state: DealState): Happening[] {
  const phase = billing(state, 'credited');
  const { invoiceId, creditId, amountMinor, isVoid, noteId } = command;
  const invoice = invoiceOf(phase, invoiceId);
  if (invoice.creditIds?.includes(creditId)) return [];
  const credited: Happening = { type: 'invoice.credited', data: { invoiceId, creditId, amountMinor, isVoid, noteId } };
  if (isSettled(invoice) || remainingMinor({ ...invoice, totalMinor: invoice.totalMinor - amountMinor }) > 0) return [credited];
  const status = invoice.paidMinor > 0 ? 'paid' : 'void';
  return [credited, { type: 'invoice.closed', data: { invoiceId, status } }, ...closedWithLast(phase, { invoiceId, status, noteId })];
}
