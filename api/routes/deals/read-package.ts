import type { z } from 'zod';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { DueTerms, PackageContent, PackageLine } from '../../../domain/quote/package.ts';
import type { DealRequestBody, PackageRequestBody } from '../../schemas/deal-request.ts';
import type { ContractInput, Due, Line, Terms } from '../../schemas/package.ts';

/** What the request leaves out: the company's usual terms, and the kind of documents that its customer gets. */
export type PackageDefaults = Readonly<{ paymentTermsDays: number; documentType: PackageContent['documentType'] }>;

/** The package of a new deal, in the words of the rules. */
export function readPackage(body: DealRequestBody, defaults: PackageDefaults): PackageContent {
  const { title, currency, language, acceptance } = body;
  return {
    ...{ title, currency, language, acceptance },
    documentType: body.document_type ?? defaults.documentType,
    contract: readContract(body.contract),
    lines: body.lines.map(readLine),
    terms: readTerms(body.terms, { type: 'net_days', days: defaults.paymentTermsDays }),
  };
}

/** A draft with what a request changes of it. */
export function changedPackage(draft: PackageContent, body: PackageRequestBody): PackageContent {
  return {
    ...draft,
    ...(body.title === undefined ? {} : { title: body.title }),
    ...(body.language === undefined ? {} : { language: body.language }),
    ...(body.acceptance === undefined ? {} : { acceptance: readAcceptance(draft, body.acceptance) }),
    ...(body.document_type === undefined ? {} : { documentType: body.document_type }),
    ...(body.contract === undefined ? {} : { contract: readContract(body.contract) }),
    ...(body.lines === undefined ? {} : { lines: body.lines.map(readLine) }),
    ...(body.terms === undefined ? {} : { terms: readTerms(body.terms, draft.terms.due) }),
  };
}

/** How a deal is accepted is settled when it begins: its process waits by it. */
function readAcceptance(draft: PackageContent, asked: PackageContent['acceptance']): PackageContent['acceptance'] {
  if (asked === draft.acceptance) return asked;
  throw new RuleViolation('validation_failed', 'How a deal is accepted is settled when it is made; make a new deal.', { pointer: '#/acceptance' });
}

function readContract({ type, number, signed_on }: z.output<typeof ContractInput>): PackageContent['contract'] {
  return { type, number: number ?? null, signedOn: signed_on ?? null };
}

function readLine({ sku, name, qty, unit, unit_price: price, price_includes_vat, discount_percent, discount_reason, vat_code }: z.output<typeof Line>): PackageLine {
  const unitPrice = 'value' in price ? { amountMinor: price.value, currency: price.currency } : price;
  const reason = discount_reason ? { discountReason: discount_reason } : {};
  return { sku: sku ?? null, name, qty, unit, unitPrice, priceIncludesVat: price_includes_vat, discountPercent: discount_percent, ...reason, vatCode: vat_code };
}

function readTerms({ due, special, instalments }: z.output<typeof Terms>, usual: DueTerms): PackageContent['terms'] {
  const terms = special.map(({ text, reason }) => ({ text, reason }));
  return { due: due === undefined ? usual : readDue(due), special: terms, instalments: instalments.map(each => ({ percent: each.percent, due: readDue(each.due) })) };
}

const readDue = (due: z.output<typeof Due>): DueTerms => due;
