import { createHash } from 'node:crypto';
import { stableId } from '../ids.ts';
import { document, type Language } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** The id of a payment order: of the invoice and what is in the file, so that the same file is the same document however often it comes. */
export const paymentOrderId = (invoiceId: string, content: Buffer): string => idOf(invoiceId, sha256Of(content));

const idOf = (invoiceId: string, sha256: string): string => stableId('doc', 'payment_order', invoiceId, sha256);
const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

export type SentPaymentOrder = Readonly<{ dealId: string; invoiceId: string; language: Language; mime: string; fileName: string; content: Buffer; createdAt: string }>;

/** Keeps a payment order that a customer has sent, and answers its id; the same file for the same invoice is the same document. */
export async function keepPaymentOrder(db: Db, { invoiceId, content, ...row }: SentPaymentOrder): Promise<string> {
  const sha256 = sha256Of(content),
    id = idOf(invoiceId, sha256);
  await db
    .insert(document)
    .values({ ...row, id, kind: 'payment_order', subjectId: invoiceId, htmlSha256: sha256, sha256, content })
    .onConflictDoNothing();
  return id;
}
