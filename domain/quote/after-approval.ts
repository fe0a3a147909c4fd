import type { PackageContent } from './package.ts';

/** What a package meets once the last approver has agreed: the customer's answer, or its invoices at once, after a look by finance, or after delivery. */
export type AfterApproval = 'customer_accepts' | 'contract_signed' | 'invoice' | 'review' | 'delivery';

export function afterApproval(content: PackageContent): AfterApproval {
  if (content.acceptance !== 'none') return content.acceptance;
  const parts = content.terms.instalments.length > 0 ? content.terms.instalments.map(part => part.due) : [content.terms.due];
  if (parts.every(due => due.type === 'after_delivery_days')) return 'delivery';
  return reviewReason(content) === null ? 'invoice' : 'review';
}

/** What makes the invoices of a package non-standard, so that finance sees them before the customer does; null for none (Q2C.md 4). */
export function reviewReason({ contract, terms }: PackageContent): 'contract_type' | 'special_terms' | null {
  if (contract.type !== 'standard') return 'contract_type';
  return terms.special.length > 0 ? 'special_terms' : null;
}
