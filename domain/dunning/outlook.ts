import type { Effect } from './ladder.ts';

export const outlooks = ['will_send', 'sent', 'skipped', 'held', 'covered_by_pause', 'verify', 'undeliverable', 'done'] as const;
/** What has become of a rung or will become of it, and why. `will_send` holds while its text travels, too. */
export type Outlook = Readonly<{ outcome: (typeof outlooks)[number]; reason: string | null }>;

/** Where a rung stands on record once it has come up. */
export type RungState = 'claimed' | 'data_started' | 'sent' | 'verify' | 'skipped' | 'held' | 'undeliverable' | 'done';
export type OutlookFacts = Readonly<{
  planned: Readonly<{ outcome: string; reason: string | null }>;
  does: readonly Effect[];
  fate: Readonly<{ state: RungState; reason: string | null }> | undefined;
  invoiceStatus: string;
  hasLivingAddress: boolean;
}>;

/**
 * A rung's fate on record, else what will become of it: the one answer of pages and API (INV-9). A plan knows no addresses, for it is made
 * long before: a letter of a customer without a living one is held when its instant comes, and none is spent (Q2C.md 4).
 */
export function outlookOf({ planned, does, fate, invoiceStatus, hasLivingAddress }: OutlookFacts): Outlook {
  switch (fate?.state) {
    case 'sent':
    case 'skipped':
    case 'held':
    case 'verify':
    case 'undeliverable':
    case 'done':
      return { outcome: fate.state, reason: fate.reason };
    case 'data_started':
      return { outcome: 'will_send', reason: null };
    case 'claimed':
    case undefined:
      break;
  }
  if (invoiceStatus !== 'open') return { outcome: 'skipped', reason: invoiceStatus === 'paid' ? 'paid' : 'closed' };
  if (planned.outcome === 'skipped' || planned.outcome === 'covered_by_pause') return { outcome: planned.outcome, reason: planned.reason };
  return does.includes('letter') && !hasLivingAddress ? { outcome: 'held', reason: 'no_address' } : { outcome: 'will_send', reason: planned.reason };
}
