import { type Billing, type InvoiceState, type Pause, remainingMinor } from './state.ts';

/** The disputed part of what an invoice is owed, in minor units. */
export function disputedMinor(phase: Billing, invoice: InvoiceState): number {
  const owed = remainingMinor(invoice);
  const disputes = phase.pauses.filter(each => each.kind === 'dispute' && each.invoiceId === invoice.invoiceId);
  return Math.min(
    owed,
    disputes.reduce((sum, each) => sum + (each.claim?.amountMinor ?? owed), 0),
  );
}

/** True where reminders of any invoice, or of the whole deal, are kept back altogether. */
export function isPaused(phase: Billing): boolean {
  return phase.pauses.some(each => each.begun !== false && !each.claim) || Object.values(phase.invoices).some(invoice => invoice.status === 'open' && isClaimed(phase.pauses, invoice));
}

/** The end of what keeps letters about an invoice back at an instant, or about the whole deal where none is named; null where nothing does. Only what the deal itself knows counts. */
export function silentUntil(phase: Billing, invoiceId: string | null, now: string): string | null {
  const invoice = invoiceId === null ? undefined : phase.invoices[invoiceId];
  const mine = phase.pauses.filter(each => each.invoiceId === null || each.invoiceId === invoiceId);
  let silentTo = now;
  for (;;) {
    const running = mine.filter(each => each.fromAt <= silentTo && silentTo < endOf(each, mine));
    const isSilent = running.some(each => !each.claim) || (invoice !== undefined && isClaimed(running, invoice));
    const next = running.map(each => endOf(each, mine)).sort()[0];
    if (!isSilent || next === undefined) return silentTo === now ? null : silentTo;
    silentTo = next;
  }
}

/** A schedule covers nothing beyond the first of its days that money has not met. */
function endOf(each: Pause, among: readonly Pause[]): string {
  const scheduleId = each.claim?.scheduleId ?? null;
  if (scheduleId === null) return each.untilAt;
  const [first] = among
    .filter(other => other.claim?.scheduleId === scheduleId)
    .map(other => other.untilAt)
    .sort();
  return first ?? each.untilAt;
}

/** True where disputes and promises leave nothing of an invoice to ask for. */
function isClaimed(pauses: readonly Pause[], invoice: InvoiceState): boolean {
  const owed = remainingMinor(invoice);
  const claims = pauses.filter(each => each.invoiceId === invoice.invoiceId && each.claim);
  return claims.length > 0 && claims.reduce((sum, each) => sum + claimedMinor(each, invoice), 0) >= owed;
}

/** What a promise or a dispute still holds back: of a promise, what has not come yet. */
function claimedMinor({ claim }: Pause, invoice: InvoiceState): number {
  if (!claim || claim.amountMinor === null) return remainingMinor(invoice);
  if (claim.keptAtMinor === null) return claim.amountMinor;
  return Math.min(claim.amountMinor, Math.max(0, claim.keptAtMinor - invoice.paidMinor));
}
