import type { CustomerRow } from '../../../db/pages/read-deal-file.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import type { PayerProfile } from '../../../db/payers/read-payer-profile.ts';
import type { DealPageView } from '../../../templates/pages/views/deal-view.ts';

/** The customer as the page's side shows it. */
export function customerOf(row: CustomerRow): DealPageView['customer'] {
  const { name, segment, contactName, email, phone, taxId, taxIdType, courtesyStoppedAt, courtesyStoppedVia } = row;
  const courtesyStopped = courtesyStoppedAt === null ? null : { at: courtesyStoppedAt, via: courtesyStoppedVia ?? 'page' };
  const type = taxIdType === 'kz_bin' || taxIdType === 'kz_iin' ? taxIdType : 'other';
  return { name, taxId: taxId === null ? null : { type, value: taxId }, segment, contactName, email, phone, courtesyStopped };
}

/** How the customer pays, with whoever decided on it by name; a key has none. */
export function payerOf({ type, decided, proposed, figures }: PayerProfile, people: ReadonlyMap<string, PersonRow>): DealPageView['payer'] {
  const by = decided === null ? null : decided.actor.type === 'user' ? (people.get(decided.actor.id)?.name ?? '') : 'API';
  return { type, decided: decided && { by: by ?? '', at: decided.at, reason: decided.reason }, proposed, figures };
}
