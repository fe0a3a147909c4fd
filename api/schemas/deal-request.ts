import { z } from 'zod';
import { packageFields } from './package.ts';
import { Currency, Email, Id, Language, Money, On, PositiveMoney, ShortText, TimeZone } from './primitives.ts';

const TaxIdInput = z.strictObject({ type: z.enum(['kz_bin', 'kz_iin']), value: z.string().max(30) });

export const CustomerInput = z.strictObject({
  external_id: z.string().trim().min(1).max(200).optional(),
  name: ShortText,
  kind: z.enum(['company', 'sole_trader', 'person']).default('company'),
  tax_id: TaxIdInput.optional(),
  email: Email.optional(),
  phone: z.string().trim().min(3).max(40).optional(),
  contact_name: ShortText.optional(),
  address: z.string().trim().min(1).max(500).optional(),
  time_zone: TimeZone.optional(),
  language: Language.optional(),
  segment: z.enum(['corporate', 'retail', 'state']).optional(),
  bank: z.strictObject({ iban: z.string().max(50), bic: z.string().max(20).optional() }).optional(),
});

const InvoiceElsewhere = z.strictObject({
  number: z.string().trim().min(1).max(60),
  reference: z.string().trim().min(1).max(20).optional(),
  issued_on: On,
  due_on: On,
  total: PositiveMoney.optional(),
  vat: Money.optional(),
  paid: Money.optional(),
});

const example = {
  source: 'bitrix24',
  external_id: '4711',
  title: 'Насосы, поставка сентябрь',
  owner_email: 'aigerim@demo.kz',
  currency: 'KZT',
  language: 'ru',
  customer: {
    external_id: 'c-88',
    name: 'ТОО «Ромашка»',
    kind: 'company',
    tax_id: { type: 'kz_bin', value: '991240991014' },
    email: 'buh@romashka.kz',
    time_zone: 'Asia/Almaty',
    segment: 'corporate',
  },
  entry_stage: 'quoting',
  submit: true,
  acceptance: 'none',
  document_type: 'corporate',
  contract: { type: 'standard', number: '17/2026', signed_on: '2026-02-01' },
  lines: [{ sku: 'P-100', name: 'Насос 1,5 кВт', qty: '4', unit: 'шт', unit_price: { value: 18500000, currency: 'KZT' }, price_includes_vat: false, discount_percent: '5', vat_code: 'KZ_STANDARD' }],
  terms: { due: { type: 'net_days', days: 14 } },
};

/** The body of `POST /v1/deals` (API.md, Deals). */
export const DealRequest = z
  .strictObject({
    source: z
      .string()
      .regex(/^[a-z0-9_]{1,32}$/, 'A source is written with a-z, 0-9 and _, at most 32 characters.')
      .default('api'),
    external_id: z.string().trim().min(1).max(200).optional(),
    title: packageFields.title,
    owner_email: Email,
    currency: Currency.default('KZT'),
    language: Language.default('ru'),
    customer: CustomerInput.optional(),
    customer_id: Id.optional(),
    entry_stage: z.enum(['quoting', 'approving', 'invoicing', 'collecting']).default('quoting'),
    submit: z.boolean().default(false),
    acceptance: packageFields.acceptance.default('none'),
    document_type: packageFields.document_type.optional(),
    contract: packageFields.contract.default({ type: 'standard' }),
    lines: packageFields.lines.default([]),
    terms: packageFields.terms.default({ special: [], instalments: [] }),
    invoice: InvoiceElsewhere.optional(),
  })
  .refine(body => (body.customer === undefined) !== (body.customer_id === undefined), { path: ['customer'], message: 'Give either `customer` or `customer_id`.' })
  .refine(body => body.entry_stage === 'collecting' || body.invoice === undefined, { path: ['invoice'], message: 'Only a deal that enters at `collecting` brings an invoice.' })
  .refine(body => body.entry_stage !== 'collecting' || body.invoice !== undefined, { path: ['invoice'], message: 'A deal that enters at `collecting` needs its invoice.' })
  .refine(body => body.entry_stage === 'collecting' || body.lines.length > 0, { path: ['lines'], message: 'A deal needs at least one line.' })
  .meta({ id: 'DealRequest', examples: [example] });

export type DealRequestBody = z.output<typeof DealRequest>;

/** The body of `PUT /v1/deals/{id}/package`: what is left out stays as it is. */
export const PackageRequest = z
  .strictObject({
    title: packageFields.title.optional(),
    language: Language.optional(),
    acceptance: packageFields.acceptance.optional(),
    document_type: packageFields.document_type.optional(),
    contract: packageFields.contract.optional(),
    lines: packageFields.lines.min(1, 'A package needs at least one line.').optional(),
    terms: packageFields.terms.optional(),
  })
  .meta({ id: 'PackageRequest', examples: [{ lines: example.lines, terms: { due: { type: 'net_days', days: 10 } } }] });

export type PackageRequestBody = z.output<typeof PackageRequest>;
