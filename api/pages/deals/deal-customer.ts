import type { CustomerRow } from '../../../db/pages/read-deal-file.ts';
import type { DealPageView } from '../../../templates/pages/views/deal-view.ts';

/** The customer as the page's side shows it. */
export function customerOf(row: CustomerRow, habit: Readonly<{ usualDelayDays: number | null; paidInvoices: number }>): DealPageView['customer'] {
  const { name, segment, contactName, email, phone, taxId, taxIdType, courtesyStoppedAt, courtesyStoppedVia } = row;
  const courtesyStopped = courtesyStoppedAt === null ? null : { at: courtesyStoppedAt, via: courtesyStoppedVia ?? 'page' };
  const type = taxIdType === 'kz_bin' || taxIdType === 'kz_iin' ? taxIdType : 'other';
  return { name, taxId: taxId === null ? null : { type, value: taxId }, segment, contactName, email, phone, courtesyStopped, ...habit };
}
