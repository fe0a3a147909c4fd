export type TaskFacts = Readonly<{ kind: string; isInvoiceOpen: boolean; isAddressDead: boolean; isLetterHeld: boolean }>;

/**
 * May a person say of a piece of work that it is done, as it stands? A debt that machines have stopped writing about, an address from
 * which letters come back, a letter of which nobody knows, one that waits for a decision: each is somebody's until it is settled, for
 * otherwise nothing and nobody would go on (INV-7, DN15). Everything else is done when its person says so.
 */
export function mayBeDone({ kind, isInvoiceOpen, isAddressDead, isLetterHeld }: TaskFacts): boolean {
  switch (kind) {
    case 'manual_collection':
    case 'not_sent':
    case 'letter_verify':
      return !isInvoiceOpen;
    case 'check_address':
      return !isInvoiceOpen || !isAddressDead;
    case 'held_letter':
      return !isInvoiceOpen || !isLetterHeld;
    default:
      return true;
  }
}
