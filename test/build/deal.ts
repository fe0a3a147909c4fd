import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { newId } from '../../db/ids.ts';
import { customer, deal } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { PackageContent } from '../../domain/quote/package.ts';
import { dealWorkflowId } from '../../workflows/deal/ids.ts';
import type { DealStart } from '../../workflows/deal/messages.ts';
import { people } from './company.ts';

/** A package worth 3,712,000 KZT with VAT: above the typical limit, so that all four roles decide. */
export function aPackage(change: Partial<PackageContent> = {}): PackageContent {
  return {
    title: 'Насосы и арматура для котельной',
    currency: 'KZT',
    language: 'ru',
    documentType: 'corporate',
    acceptance: 'none',
    contract: { type: 'standard', number: '17/2026', signedOn: '2026-02-01' },
    lines: [
      { sku: 'P-100', name: 'Насос 1,5 кВт', qty: '16', unit: 'шт', unitPrice: { amountMinor: 20_000_000, currency: 'KZT' }, priceIncludesVat: false, discountPercent: '0', vatCode: 'KZ_STANDARD' },
    ],
    terms: { due: { type: 'net_days', days: 14 }, special: [], instalments: [] },
    ...change,
  };
}

/** A package that the manager alone decides: 116,000 KZT with VAT. */
export function aTypicalPackage(change: Partial<PackageContent> = {}): PackageContent {
  const [line] = aPackage().lines;
  return aPackage({ ...(line ? { lines: [{ ...line, qty: '1', unitPrice: { amountMinor: 10_000_000, currency: 'KZT' } }] } : {}), ...change });
}

export type BuiltDeal = Readonly<{ dealId: string; customerId: string; workflowId: string; start: DealStart }>;

/** The rows of a deal as the API leaves them before the process starts. */
export async function aDeal(pool: Pool, given: { content?: PackageContent; email?: string | null; start?: Partial<DealStart> } = {}): Promise<BuiltDeal> {
  const dealId = newId('deal');
  const customerId = newId('cus');
  const content = given.content ?? aPackage();
  const workflowId = dealWorkflowId({ source: 'api', externalId: null, dealId });
  const createdAt = '2026-11-24T04:00:00.000Z';
  await unitOfWork(pool, async db => {
    await db.insert(customer).values({
      id: customerId,
      name: 'ТОО «Ромашка»',
      kind: 'company',
      taxIdType: 'kz_bin',
      taxId: uniqueBin(),
      email: given.email === undefined ? 'buh@romashka.example' : given.email,
      phone: '+7 700 000-00-81',
      contactName: 'Гульнара Маратовна',
      address: 'г. Караганда',
      timeZone: 'Asia/Almaty',
      language: content.language,
      segment: 'corporate',
      createdAt,
    });
    await db.insert(deal).values({
      id: dealId,
      source: 'api',
      externalId: null,
      workflowId,
      requestSha256: createHash('sha256').update(dealId).digest('hex'),
      title: content.title,
      customerId,
      ownerId: given.start?.ownerId ?? people.seller.id,
      currency: content.currency,
      language: content.language,
      entryStage: given.start?.entryStage ?? 'quoting',
      draft: content,
      stage: 'quoting',
      createdAt,
    });
  });
  const start: DealStart = {
    dealId,
    customerId,
    ownerId: people.seller.id,
    currency: content.currency,
    acceptance: content.acceptance,
    entryStage: 'quoting',
    submit: true,
    invoices: [],
    actor: { type: 'user', id: people.seller.id },
    signalDecisions: false,
    ...given.start,
  };
  return { dealId, customerId, workflowId, start };
}

let sequence = 0;

/** A BIN of one's own with its check digit: customers of one installation never share one, however many a test makes. */
export function uniqueBin(): string {
  for (;;) {
    sequence += 1;
    const bin = withCheckDigit(`991240${String(sequence).padStart(5, '0')}`);
    if (bin) return bin;
  }
}

function withCheckDigit(eleven: string): string | null {
  const sum = (weights: number[]) => weights.reduce((total, weight, index) => total + weight * Number(eleven[index]), 0) % 11;
  const first = sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const digit = first === 10 ? sum([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) : first;
  return digit === 10 ? null : `${eleven}${digit}`;
}
