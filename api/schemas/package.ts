import { z } from 'zod';
import { acceptanceModes, contractTypes, documentTypes } from '../../domain/quote/package.ts';
import { At, Currency, Decimal, Language, Money, On, ShortText, Text } from './primitives.ts';

/** A price that a minor unit is too coarse for. */
const FinePrice = z.strictObject({ amount: Decimal, currency: Currency });
const NonNegativeMoney = z.strictObject({ value: z.int().min(0, 'A price is not below zero.'), currency: Currency });

/** Who added a special term or gave a discount, and when, is ours to say: what an answer shows may be sent back with it, and is not taken from there. */
const TermAuthor = z.strictObject({ type: z.string().max(40), id: z.string().max(80), name: z.string().max(300).nullable() });

export const Line = z
  .strictObject({
    sku: z.string().trim().min(1).max(100).nullish(),
    name: ShortText,
    qty: Decimal,
    unit: z.string().trim().min(1).max(30),
    unit_price: z.union([NonNegativeMoney, FinePrice]),
    price_includes_vat: z.boolean().default(false),
    discount_percent: Decimal.default('0'),
    discount_reason: Text.nullish().describe('Why there is a discount; the customer does not see it.'),
    discount_by: TermAuthor.nullish().describe('Read-only: who gave the discount. A request that sends it back changes nothing by it.'),
    discount_at: z.string().max(40).nullish().describe('Read-only, as `discount_by`.'),
    vat_code: z.string().max(40),
  })
  .meta({
    id: 'Line',
    examples: [
      { sku: 'P-100', name: 'Насос 1,5 кВт', qty: '4', unit: 'шт', unit_price: { value: 18500000, currency: 'KZT' }, price_includes_vat: false, discount_percent: '5', vat_code: 'KZ_STANDARD' },
    ],
  });

const days = z.int().min(0).max(730);
const CountedDue = z.strictObject({ type: z.enum(['net_days', 'business_days', 'end_of_month_plus', 'after_delivery_days']), days });
const FixedDue = z.strictObject({ type: z.literal('on_date'), on: On });
export const Due = z.discriminatedUnion('type', [CountedDue, FixedDue]).meta({ id: 'Due', examples: [{ type: 'net_days', days: 14 }] });
export const SpecialTerm = z.strictObject({
  text: Text,
  reason: Text,
  added_by: TermAuthor.nullish().describe('Read-only: who added the term. A request that sends it back changes nothing by it.'),
  added_at: z.string().max(40).nullish().describe('Read-only, as `added_by`.'),
});
/** A special term as answers show it: who, when and why (Q2C.md 2). */
export const ShownSpecialTerm = z.object({ text: z.string(), reason: z.string(), added_by: TermAuthor.nullable(), added_at: At.nullable() });
export const Instalment = z.strictObject({ percent: Decimal, due: Due });
export const Terms = z
  .strictObject({ due: Due.optional(), special: z.array(SpecialTerm).max(50).default([]), instalments: z.array(Instalment).max(60).default([]) })
  .meta({ id: 'Terms', examples: [{ due: { type: 'net_days', days: 14 } }] });
export const ContractInput = z.strictObject({ type: z.enum(contractTypes).default('standard'), number: z.string().trim().min(1).max(100).nullish(), signed_on: On.nullish() });

export const lines = z.array(Line).max(2000);

/** What `POST /v1/deals` and `PUT …/package` share. */
export const packageFields = {
  title: ShortText,
  currency: Currency,
  language: Language,
  acceptance: z.enum(acceptanceModes),
  document_type: z.enum(documentTypes),
  contract: ContractInput,
  lines,
  terms: Terms,
};

export const Totals = z.object({ net: Money, vat: Money, gross: Money }).meta({ id: 'Totals' });
