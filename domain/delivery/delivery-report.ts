import { isDeadAddressCode } from './dead-address.ts';

export const reportTypes = ['bounced', 'delayed', 'complained', 'delivered'] as const;
export type ReportType = (typeof reportTypes)[number];

/** What a mail system says of a letter after it was handed over. `code` is an enhanced status code (RFC 3463), where one was given. */
export type DeliveryReport = Readonly<{ type: ReportType; code: string | null; detail: string | null; occurredAt: string }>;

/**
 * What follows from a report. `address_dead`: the letter came back and no other will arrive. `returned`: this letter came back, and the
 * address stays in use. `complaint`: the reader called the letter spam. `arrived`: a letter of which nobody knew has arrived. `noted`: kept
 * with the letter, and nothing else.
 */
export const reportMeanings = ['address_dead', 'returned', 'complaint', 'arrived', 'noted'] as const;
export type ReportMeaning = (typeof reportMeanings)[number];

/**
 * The meaning of a report about a letter as it stands. A delay, or a failure that calls itself temporary (4.x), is only noted. That a
 * letter was delivered settles the one without an answer (reliability.md 1.7) and undoes nothing else, however late it comes: a server
 * that passes a letter on may have sent it back.
 */
export function meaningOf({ type, code }: Pick<DeliveryReport, 'type' | 'code'>, letter: Readonly<{ isUncertain: boolean }>): ReportMeaning {
  switch (type) {
    case 'delivered':
      return letter.isUncertain ? 'arrived' : 'noted';
    case 'delayed':
      return 'noted';
    case 'complained':
      return 'complaint';
    case 'bounced':
      if (code?.startsWith('4.')) return 'noted';
      return isDeadAddressCode(code) ? 'address_dead' : 'returned';
  }
}
