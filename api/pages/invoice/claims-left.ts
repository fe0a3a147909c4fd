import type { InvoiceFile } from '../../../db/pages/read-invoice-file.ts';
import { claimMaxTimes } from '../../../domain/dunning/payment-claim.ts';
import { runningPauses } from '../deals/waiting.ts';

/** Whether the customer may say that it has paid: not while finance looks after the last time, nor more often than is allowed; null where it may. */
export function claimObstacle({ claims, pauses }: Pick<InvoiceFile, 'claims' | 'pauses'>, nowAt: string): 'claim_open' | 'too_many_claims' | null {
  const resting = claims.at(-1)?.claimId;
  if (runningPauses(pauses, nowAt).some(pause => pause.id === resting)) return 'claim_open';
  return claims.length >= claimMaxTimes ? 'too_many_claims' : null;
}
