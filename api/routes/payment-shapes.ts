import { z } from 'zod';
import type { PaymentRecord, Review } from '../../db/money/read-payments.ts';
import { isIsoDate } from '../../domain/calendar/iso-date.ts';

const sum = z.strictObject({ value: z.int().positive(), currency: z.string().regex(/^[A-Z]{3}$/, 'expected three capital letters') });
const date = z.string().refine(isIsoDate, 'expected a date such as 2026-12-01');
const longText = z.string().max(1_000);

export const paymentBody = z.strictObject({
  external_id: z.string().min(1).max(100),
  amount: sum,
  received_on: date,
  payer: z.strictObject({ name: z.string().max(300).optional(), tax_id: z.string().max(40).optional(), iban: z.string().max(60).optional() }).default({}),
  purpose: longText.default(''),
  account_id: z.string().max(64).optional(),
});

export const allocateBody = z.strictObject({ allocations: z.array(z.strictObject({ invoice_id: z.string().min(1).max(64), amount: sum })).min(1).max(200) });
export const unallocateBody = z.strictObject({ allocation_ids: z.array(z.string().max(64)).min(1).max(200).optional() }).default({});
export const creditBody = z.strictObject({ reason: longText.min(1).optional() }).default({});
export const ignoreBody = z.strictObject({ reason: longText.min(1) });

/** A payment as the API shows it (API.md, Money): `unallocated` is what stands nowhere yet. */
export function presentPayment(row: PaymentRecord) {
  const money = (value: number) => ({ value, currency: row.currency });
  return {
    object: 'payment' as const,
    id: row.id,
    source: row.source,
    external_id: row.externalId,
    status: row.status,
    amount: money(row.amountMinor),
    allocated: money(row.allocatedMinor),
    unallocated: money(row.amountMinor - row.allocatedMinor),
    received_on: row.receivedOn,
    payer: { name: row.payer.name ?? null, tax_id: row.payer.taxId ?? null, iban: row.payer.iban ?? null },
    purpose: row.purpose,
    doc_no: row.docNo,
    account_id: row.accountId,
    statement_id: row.statementId,
    created_at: row.createdAt,
    allocations: row.allocations.map(part => ({
      id: part.id, invoice_id: part.invoiceId, invoice_number: part.invoiceNumber, amount: money(part.amountMinor), evidence: part.evidence, undoes_id: part.undoesId, actor: { type: part.actorType, id: part.actorId }, created_at: part.createdAt,
    })),
  };
}

/** Ranked invoices with the evidence for each, and why the payment was not placed by itself. */
export function presentCandidates({ candidates, reasons }: Review) {
  return { data: candidates.map(({ invoiceId, score, evidence }) => ({ invoice_id: invoiceId, score, evidence })), reasons };
}
