import { daysBetween } from '../calendar/iso-date.ts';
import type { DueTerms, PackageTerms } from '../quote/package.ts';

/** The longest credit in calendar days that the terms can give, seen from a date: what approvers and limits judge. */
export function longestCreditDays(terms: PackageTerms, fromOn: string): number {
  const dues = terms.instalments.length > 0 ? terms.instalments.map(instalment => instalment.due) : [terms.due];
  return Math.max(0, ...dues.map(due => creditDays(due, fromOn)));
}

function creditDays(due: DueTerms, fromOn: string): number {
  switch (due.type) {
    case 'net_days':
    case 'after_delivery_days':
      return due.days;
    case 'business_days':
      return Math.ceil((due.days * 7) / 5);
    case 'end_of_month_plus':
      return due.days + 31;
    case 'on_date':
      return daysBetween(fromOn, due.on);
  }
}
