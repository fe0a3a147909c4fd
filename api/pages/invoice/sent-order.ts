import { keepPaymentOrder } from '../../../db/documents/keep-payment-order.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import { cleanFileName } from '../../../domain/payment-orders/clean-file-name.ts';
import { type PaymentOrderFile, recogniseFile } from '../../../domain/payment-orders/recognise-file.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { SentFile } from './read-sent.ts';
import type { Given } from './tell-deal.ts';

/** The field of both forms that take a payment order. */
export const orderField = 'payment_order';

/** A payment order that may be kept: its file, and what it is by its first bytes. */
export type OrderFile = Readonly<{ file: SentFile; kind: PaymentOrderFile }>;

/** What came as a payment order, and what speaks against it: a file that is too large, empty, or none of the kinds that are taken. Neither where none came. */
export function readOrder(file: SentFile | null): Readonly<{ order: OrderFile | null; problems: readonly FormProblem[] }> {
  if (file === null) return { order: null, problems: [] };
  const refused = (code: FormProblem['code']) => ({ order: null, problems: [{ field: orderField, code }] });
  if (file.isTooLarge) return refused('file_too_large');
  const kind = recogniseFile(file.bytes);
  return kind === null ? refused(file.bytes.length === 0 ? 'file_empty' : 'file_unknown') : { order: { file, kind }, problems: [] };
}

/** Keeps a payment order outside the process, and answers its id; the same file again is the same one. */
export async function keepOrder(db: Db, { file: { deal, customer, invoice }, nowAt }: Given, { file, kind }: OrderFile): Promise<string> {
  const { mime, ending } = kind;
  return keepPaymentOrder(db, { dealId: deal.id, invoiceId: invoice.id, language: customer.language, mime, fileName: cleanFileName(file.name, ending), content: file.bytes, createdAt: nowAt });
}
