import type { z } from 'zod';
import type { DueTerms, PackageContent, PackageTerms, TermAuthor } from '../../../domain/quote/package.ts';
import type { ShownSpecialTerm } from '../../schemas/package.ts';
import { moneyOf } from '../../schemas/primitives.ts';

type Names = ReadonlyMap<string, string>;

/** A package in the words of the API: what `PUT …/package` would take. `names` are those of whoever added special terms or gave discounts. */
export function presentDraft(content: PackageContent, names: Names) {
  const { title, currency, language, acceptance, contract } = content;
  return {
    ...{ title, currency, language, acceptance, document_type: content.documentType },
    contract: { type: contract.type, number: contract.number, signed_on: contract.signedOn },
    lines: content.lines.map(({ sku, name, qty, unit, unitPrice, priceIncludesVat, discountPercent, discountReason, discountBy, discountAt, vatCode }) => ({
      ...{ sku, name, qty, unit, unit_price: 'amount' in unitPrice ? { amount: unitPrice.amount, currency: unitPrice.currency } : moneyOf(unitPrice.amountMinor, unitPrice.currency) },
      ...{ price_includes_vat: priceIncludesVat, discount_percent: discountPercent, vat_code: vatCode },
      ...{ discount_reason: discountReason ?? null, discount_by: presentTermAuthor(discountBy, names), discount_at: discountAt ?? null },
    })),
    terms: presentTerms(content.terms, names),
  };
}

/** Special terms with who added each and when; terms from before that was noted say nothing of it. */
export function presentSpecialTerms({ special }: PackageTerms, names: Names): z.output<typeof ShownSpecialTerm>[] {
  return special.map(({ text, reason, addedBy, addedAt }) => ({
    ...{ text, reason },
    added_by: presentTermAuthor(addedBy, names),
    added_at: addedAt ?? null,
  }));
}

function presentTermAuthor(author: TermAuthor | undefined, names: Names) {
  return author === undefined ? null : { type: author.type, id: author.id, name: names.get(author.id) ?? null };
}

function presentTerms(terms: PackageTerms, names: Names) {
  const instalments = terms.instalments.map(({ percent, due }) => ({ percent, due: presentDue(due) }));
  return { due: presentDue(terms.due), special: presentSpecialTerms(terms, names), instalments };
}

const presentDue = (due: DueTerms) => (due.type === 'on_date' ? { type: due.type, on: due.on } : { type: due.type, days: due.days });
