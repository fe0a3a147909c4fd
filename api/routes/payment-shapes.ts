import { z } from 'zod';
import type { PaymentRecord, Review } from '../../db/money/read-payments.ts';
import { At, Id, Money, moneyOf, On, PositiveMoney, ShortText, Text } from '../schemas/primitives.ts';

export const paymentBody = z.strictObject({
  external_id: z.string().min(1).max(100),
  amount: PositiveMoney,
  received_on: On,
  payer: z.strictObject({ name: ShortText.optional(), tax_id: z.string().max(40).optional(), iban: z.string().max(60).optional() }).default({}),
  purpose: z.string().max(2000).default(''),
  account_id: Id.optional(),
});

export const allocateBody = z.strictObject({
  allocations: z
    .array(z.strictObject({ invoice_id: Id, amount: PositiveMoney }))
    .min(1)
    .max(200),
});
export const unallocateBody = z.strictObject({ allocation_ids: z.array(Id).min(1).max(200).optional() }).default({});
export const creditBody = z.strictObject({ reason: Text.optional() }).default({});
export const ignoreBody = z.strictObject({ reason: Text });

const evidence = z.array(z.object({ kind: z.string(), detail: z.string().optional() }));
const allocation = z.object({
  id: Id,
  invoice_id: Id,
  invoice_number: z.string().nullable(),
  amount: Money,
  evidence,
  undoes_id: Id.nullable(),
  actor: z.object({ type: z.string(), id: z.string() }),
  created_at: At,
});

export const Payment = z
  .object({
    object: z.literal('payment'),
    id: Id,
    source: z.string(),
    external_id: z.string().nullable(),
    status: z.enum(['allocated', 'to_review', 'credited', 'ignored']),
    amount: Money,
    allocated: Money,
    unallocated: Money,
    received_on: On,
    payer: z.object({ name: z.string().nullable(), tax_id: z.string().nullable(), iban: z.string().nullable() }),
    purpose: z.string(),
    doc_no: z.string().nullable(),
    account_id: Id.nullable(),
    statement_id: Id.nullable(),
    created_at: At,
    allocations: z.array(allocation),
  })
  .meta({ id: 'Payment' });

export const Candidates = z.object({ data: z.array(z.object({ invoice_id: Id, score: z.number(), evidence })), reasons: z.array(z.object({ kind: z.string(), detail: z.string() })) });

/** A payment as the API shows it (API.md, Money): `unallocated` is what stands nowhere yet. */
export function presentPayment(row: PaymentRecord): z.output<typeof Payment> {
  const money = (value: number) => moneyOf(value, row.currency);
  return {
    object: 'payment',
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
      id: part.id,
      invoice_id: part.invoiceId,
      invoice_number: part.invoiceNumber,
      amount: money(part.amountMinor),
      evidence: [...part.evidence],
      undoes_id: part.undoesId,
      actor: { type: part.actorType, id: part.actorId },
      created_at: part.createdAt,
    })),
  };
}

/** Ranked invoices with the evidence for each, and why the payment was not placed by itself. */
export function presentCandidates({ candidates, reasons }: Review): z.output<typeof Candidates> {
  return { data: candidates.map(({ invoiceId, score, evidence }) => ({ invoice_id: invoiceId, score, evidence: [...evidence] })), reasons: [...reasons] };
}
