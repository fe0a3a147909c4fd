import type { InvoiceFile } from '../../../db/pages/read-invoice-file.ts';
import type { PaymentClaim } from '../../../db/read/payment-claims.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import { paymentOrdersMax } from '../../../workflows/deal/ids.ts';
import { runningPauses } from '../deals/waiting.ts';

type Claims = Pick<InvoiceFile, 'claims' | 'pauses'>;

/** Whether the customer may say that it has paid: not while finance looks after the last time, nor more often than the policy allows; null where it may. */
export function claimObstacle(file: Claims, { paymentClaim }: Pick<ReminderPolicy, 'paymentClaim'>, nowAt: string): 'claim_open' | 'too_many_claims' | null {
  if (restingClaim(file, nowAt)) return 'claim_open';
  return file.claims.length >= paymentClaim.maxTimes ? 'too_many_claims' : null;
}

/** The customer's word that it has paid after which letters rest at an instant; null where none do. */
export function restingClaim({ claims, pauses }: Claims, nowAt: string): PaymentClaim | null {
  const last = claims.at(-1);
  return last && runningPauses(pauses, nowAt).some(pause => pause.id === last.claimId) ? last : null;
}

/** How many payment orders may still be added to what the customer has said. */
export const ordersLeft = ({ orders }: PaymentClaim): number => Math.max(0, paymentOrdersMax - orders.length);
