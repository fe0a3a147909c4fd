import { describe, expect, it } from 'vitest';
import { mayBeDone, type TaskFacts } from '../../../domain/delivery/may-be-done.ts';

const facts: TaskFacts = { kind: 'call', isInvoiceOpen: true, isAddressDead: true, isLetterHeld: true };

describe('a piece of work that a person says is done', () => {
  it.each(['call', 'never_opened', 'complaint', 'letter_undeliverable', 'head', 'payment_undone', 'stale_bank_data'])('%s is done when its person says so', kind => {
    expect(mayBeDone({ ...facts, kind })).toBe(true);
  });

  it.each(['manual_collection', 'not_sent', 'letter_verify', 'check_address', 'held_letter'])('DN15: %s stays with its person while it is not settled, and ends with the invoice', kind => {
    expect(mayBeDone({ ...facts, kind })).toBe(false);
    expect(mayBeDone({ ...facts, kind, isInvoiceOpen: false })).toBe(true);
  });

  it('an address that lives again, and a letter that waits no more, let their tasks be done', () => {
    expect(mayBeDone({ ...facts, kind: 'check_address', isAddressDead: false })).toBe(true);
    expect(mayBeDone({ ...facts, kind: 'held_letter', isLetterHeld: false })).toBe(true);
  });
});
