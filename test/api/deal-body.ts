import { people } from '../build/company.ts';

/** A body of `POST /v1/deals` worth 3,712,000 KZT with VAT: all four roles decide. */
export function aDealBody(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'Насосы и арматура для котельной',
    owner_email: people.seller.email,
    currency: 'KZT',
    customer: { name: 'ТОО «Ромашка»', tax_id: { type: 'kz_bin', value: '991240991014' }, email: 'buh@romashka.example', time_zone: 'Asia/Almaty' },
    contract: { type: 'standard', number: '17/2026', signed_on: '2026-02-01' },
    lines: [{ sku: 'P-100', name: 'Насос 1,5 кВт', qty: '16', unit: 'шт', unit_price: { value: 20000000, currency: 'KZT' }, vat_code: 'KZ_STANDARD' }],
    terms: { due: { type: 'net_days', days: 14 } },
    ...change,
  };
}

/** One the manager alone decides: 116,000 KZT with VAT. */
export function aTypicalDealBody(change: Record<string, unknown> = {}): Record<string, unknown> {
  return aDealBody({ lines: [{ sku: 'P-100', name: 'Насос 1,5 кВт', qty: '1', unit: 'шт', unit_price: { value: 10000000, currency: 'KZT' }, vat_code: 'KZ_STANDARD' }], ...change });
}
