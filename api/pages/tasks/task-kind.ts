import type { HumanTaskKind } from '../../../templates/pages/views/tasks-view.ts';

const kinds: Readonly<Record<string, HumanTaskKind>> = {
  call: 'call',
  not_sent: 'not_sent',
  never_opened: 'never_opened',
  check_address: 'check_address',
  letter_undeliverable: 'letter_refused',
  complaint: 'complaint',
  letter_verify: 'letter_verify',
  head: 'overdue_review',
  payment_undone: 'overdue_review',
  manual_collection: 'manual_collection',
  held_letter: 'held_letter',
  stale_bank_data: 'stale_bank_data',
  payment_claim: 'payment_claim',
};

/** What a piece of work is called on pages, from the name it has on record. */
export const taskKind = (kind: string): HumanTaskKind => kinds[kind] ?? 'other';
