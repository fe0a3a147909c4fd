import { rememberLink } from '../../db/links/remember-link.ts';
import type { Db } from '../../db/unit-of-work.ts';

export type Addresses = Readonly<{ publicUrl: string; linkKey: Buffer }>;

/** The customer's page of an invoice: one link for its letters, its PDF and its QR code. */
export async function invoicePageUrl(db: Db, { publicUrl, linkKey }: Addresses, invoice: { id: string; dealId: string; createdAt: string }): Promise<string> {
  const token = await rememberLink(db, linkKey, { purpose: 'invoice', subjectId: invoice.id, letterId: 'page', dealId: invoice.dealId, personId: null, createdAt: invoice.createdAt, expiresAt: null });
  return `${publicUrl}/i/${token}`;
}

/** The page of one approval step for one person: a new link with every letter, living until the round ends. */
export async function taskPageUrl(
  db: Db,
  { publicUrl, linkKey }: Addresses,
  task: { id: string; dealId: string; personId: string; letterId: string; createdAt: string; expiresAt: string },
): Promise<string> {
  const { id: subjectId, ...rest } = task;
  const token = await rememberLink(db, linkKey, { purpose: 'task', subjectId, ...rest });
  return `${publicUrl}/t/${token}`;
}

export const dealPageUrl = (publicUrl: string, dealId: string): string => `${publicUrl}/deals/${dealId}`;

/** The page on which a customer declines reminders before the due date, and takes them on again: one link for all of them. */
export async function courtesyPageUrl(db: Db, { publicUrl, linkKey }: Addresses, customer: { id: string; createdAt: string }): Promise<string> {
  const token = await rememberLink(db, linkKey, { purpose: 'unsubscribe', subjectId: customer.id, letterId: 'courtesy', dealId: null, personId: null, createdAt: customer.createdAt, expiresAt: null });
  return `${publicUrl}/u/${token}`;
}
