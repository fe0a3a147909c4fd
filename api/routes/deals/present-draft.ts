import type { DueTerms, PackageContent, PackageTerms } from '../../../domain/quote/package.ts';
import { moneyOf } from '../../schemas/primitives.ts';

/** A package in the words of the API: what `PUT …/package` would take. */
export function presentDraft(content: PackageContent) {
  const { title, currency, language, acceptance, contract } = content;
  return {
    ...{ title, currency, language, acceptance, document_type: content.documentType },
    contract: { type: contract.type, number: contract.number, signed_on: contract.signedOn },
    lines: content.lines.map(({ sku, name, qty, unit, unitPrice, priceIncludesVat, discountPercent, vatCode }) => ({
      ...{ sku, name, qty, unit, unit_price: 'amount' in unitPrice ? { amount: unitPrice.amount, currency: unitPrice.currency } : moneyOf(unitPrice.amountMinor, unitPrice.currency) },
      ...{ price_includes_vat: priceIncludesVat, discount_percent: discountPercent, vat_code: vatCode },
    })),
    terms: presentTerms(content.terms),
  };
}

function presentTerms({ due, special, instalments }: PackageTerms) {
  return { due: presentDue(due), special: special.map(({ text, reason }) => ({ text, reason })), instalments: instalments.map(({ percent, due: own }) => ({ percent, due: presentDue(own) })) };
}

const presentDue = (due: DueTerms) => (due.type === 'on_date' ? { type: due.type, on: due.on } : { type: due.type, days: due.days });
