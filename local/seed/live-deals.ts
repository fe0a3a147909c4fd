import { type CustomerKey, demoCustomers } from './customers.ts';

type Line = Readonly<{
  sku: string;
  name: string;
  qty: string;
  unit: string;
  unit_price: Readonly<{ value: number; currency: 'KZT' }>;
  price_includes_vat: false;
  discount_percent: string;
  vat_code: 'KZ_STANDARD';
}>;
type Due = Readonly<{ type: 'net_days' | 'after_delivery_days'; days: number }>;

/** A body of `POST /v1/deals` (API.md, Deals). */
export type DealBody = Readonly<{
  source: 'demo';
  external_id: string;
  title: string;
  owner_email: string;
  currency: 'KZT';
  language: 'ru' | 'kk' | 'en';
  customer: Readonly<Record<string, unknown>>;
  submit: boolean;
  acceptance: 'none' | 'customer_accepts';
  document_type: 'retail' | 'corporate' | 'state';
  contract: Readonly<{ type: 'standard' | 'amended' | 'customer_template'; number: string; signed_on: string }>;
  lines: readonly Line[];
  terms: Readonly<{ due: Due; special?: readonly Readonly<{ text: string; reason: string }>[]; instalments?: readonly Readonly<{ percent: string; due: Due }>[] }>;
}>;

const prices = {
  'НЦ-4012': ['Насос циркуляционный НЦ 40-120, 1,5 кВт', 48_650_000],
  'НП-2560': ['Насос подпиточный НП 25-60', 26_840_000],
  'КТ-0050': ['Клапан трёхходовой с приводом, DN 50', 14_275_000],
  'КШ-0050': ['Кран шаровой стальной, DN 50, PN 40', 1_894_000],
  'МН-0010': ['Манометр 0–10 бар, 100 мм', 648_000],
  'ТО-0300': ['Теплообменник пластинчатый, 300 кВт', 92_400_000],
  'ЕМ-5000': ['Ёмкость вертикальная, 5 м³', 71_500_000],
  'ТП-0110': ['Труба ПНД 110 × 6,6, бухта 100 м', 28_900_000],
  'СЕ-0020': ['Су есептегіш DN 20, импульстік шығысы бар', 1_450_000],
  'СЗ-0700': ['Сүзгі колоннасы, 0,7 м', 38_600_000],
  'СД-0012': ['Су дайындау станциясы, 12 м³/сағ', 318_000_000],
  'DP-0075': ['Drainage pump DP 75, 7.5 kW', 61_250_000],
  'SK-0075': ['Seal kit for DP 75', 4_380_000],
} as const satisfies Record<string, readonly [string, number]>;
type Sku = keyof typeof prices;

const sellers = { aigerim: 'aigerim@arna.example', daulet: 'daulet@arna.example' } as const;

type Draft = Readonly<{ title: string; customer: CustomerKey; owner: keyof typeof sellers; lines: readonly (readonly [Sku, string, string?])[]; dueDays?: number }> &
  Partial<Pick<DealBody, 'submit' | 'acceptance' | 'document_type'>> &
  Readonly<{ contractType?: DealBody['contract']['type']; terms?: DealBody['terms'] }>;

const drafts = {
  'demo-01': {
    title: 'Теплообменник, котельная № 6',
    customer: 'karaganda',
    owner: 'daulet',
    lines: [
      ['ТО-0300', '1'],
      ['КШ-0050', '6'],
    ],
    submit: false,
  },
  'demo-02': {
    title: 'Drainage pumps, pit 2',
    customer: 'caspian',
    owner: 'daulet',
    lines: [
      ['DP-0075', '6', '12'],
      ['SK-0075', '12', '12'],
    ],
    dueDays: 30,
  },
  'demo-03': {
    title: 'Насосная группа для котельной № 4',
    customer: 'karaganda',
    owner: 'aigerim',
    lines: [
      ['НЦ-4012', '6', '18'],
      ['НП-2560', '3', '18'],
      ['КТ-0050', '4'],
      ['КШ-0050', '16'],
    ],
    dueDays: 45,
  },
  'demo-04': { title: 'Ёмкости и фильтры, вторая партия', customer: 'dala', owner: 'aigerim', lines: [['ЕМ-5000', '4', '25']], dueDays: 60 },
  'demo-05': { title: 'Сүзгі колонналары', customer: 'qainar', owner: 'daulet', lines: [['СЗ-0700', '2']], acceptance: 'customer_accepts' },
  'demo-06': { title: 'Су есептегіштер, IV тоқсан', customer: 'koktem', owner: 'daulet', lines: [['СЕ-0020', '600', '3']], document_type: 'state', contractType: 'customer_template', dueDays: 30 },
  'demo-07': {
    title: 'Су дайындау станциясы',
    customer: 'qainar',
    owner: 'aigerim',
    lines: [['СД-0012', '2']],
    terms: {
      due: { type: 'net_days', days: 3 },
      instalments: [
        { percent: '30', due: { type: 'net_days', days: 3 } },
        { percent: '70', due: { type: 'after_delivery_days', days: 10 } },
      ],
    },
  },
  'demo-08': { title: 'Seal kits', customer: 'caspian', owner: 'daulet', lines: [['SK-0075', '14']] },
  'demo-09': {
    title: 'Фильтры и манометры',
    customer: 'romashka',
    owner: 'aigerim',
    lines: [
      ['МН-0010', '24'],
      ['КШ-0050', '20'],
    ],
  },
  'demo-10': { title: 'Насос подпиточный, резерв', customer: 'romashka', owner: 'aigerim', lines: [['НП-2560', '2']] },
  'demo-11': { title: 'Трубы ПНД, участок 3', customer: 'tobyl', owner: 'aigerim', lines: [['ТП-0110', '2']] },
} as const satisfies Record<string, Draft>;

export type LiveDealId = keyof typeof drafts;
export const liveDealIds = Object.keys(drafts) as LiveDealId[];

/** The request that begins a live deal of the demo; the same at every run. */
export function liveDeal(externalId: LiveDealId): DealBody {
  const { title, customer: key, owner, lines, dueDays = 14, submit = true, acceptance = 'none', document_type, contractType = 'standard', terms }: Draft = drafts[externalId];
  const customer = demoCustomers[key];
  return {
    source: 'demo',
    external_id: externalId,
    title,
    owner_email: sellers[owner],
    currency: 'KZT',
    language: customer.language,
    customer: customerBody(key),
    submit,
    acceptance,
    document_type: document_type ?? customer.segment,
    contract: { type: contractType, number: customer.contract, signed_on: '2026-02-02' },
    lines: lines.map(([sku, qty, discount]) => ({
      sku,
      name: prices[sku][0],
      qty,
      unit: 'шт',
      unit_price: { value: prices[sku][1], currency: 'KZT' },
      price_includes_vat: false,
      discount_percent: discount ?? '0',
      vat_code: 'KZ_STANDARD',
    })),
    terms: terms ?? { due: { type: 'net_days', days: dueDays } },
  };
}

function customerBody(key: CustomerKey): Record<string, unknown> {
  const { name, kind, taxId, email, contactName, phone, address, timeZone, language, segment, iban, bic } = demoCustomers[key];
  return { external_id: `demo-${key}`, name, kind, tax_id: taxId, email, contact_name: contactName, phone, address, time_zone: timeZone, language, segment, bank: { iban, bic } };
}
