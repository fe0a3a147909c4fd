import type { ChaseLimits } from '../../domain/dunning/chase-limits.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Given, PromisePart, Request } from './commands.ts';
import type { Happening } from './events.ts';
import { intervalId } from './ids.ts';
import { billing, invoiceOf } from './invoicing.ts';
import { dayMs, limitsOf, refuseAmount, refuseOutside, refuseUnlessOpen } from './limits.ts';
import { disputedMinor } from './silence.ts';
import { type Billing, type Claim, type DealState, type InvoiceState, type Pause, remainingMinor } from './state.ts';

type PromiseRequest = Extract<Request, { type: 'promise_to_pay' }>;
type DatedPart = PromisePart & Readonly<{ untilAt: string }>;

/**
 * A promise to pay, or a schedule of several: each covers its sum until its day and the grace after it. It takes the place of what was
 * promised for the invoice before. A customer may promise less far ahead than staff, and not for ever anew.
 */
export function decidePromise(command: PromiseRequest, state: DealState, given: Given): Happening[] {
  const phase = billing(state, 'promised');
  const { invoiceId } = command;
  refuseUnlessOpen(phase, invoiceId);
  const invoice = invoiceOf(phase, invoiceId);
  const limits = limitsOf(phase, invoiceId);
  const byCustomer = given.actor.type === 'customer';
  const parts = command.parts.map((part): DatedPart => ({ ...part, untilAt: part.untilAt ?? endOfGrace(part.payOn, invoice, limits) })).sort((a, b) => (a.untilAt < b.untilAt ? -1 : 1));
  const maxDays = (byCustomer ? limits.customerPromiseMaxDays : limits.promiseMaxDays) + limits.graceDays + 1;
  for (const { untilAt } of parts) refuseOutside({ untilAt, now: given.now, maxDays, pointer: command.parts.length > 1 ? '#/schedule' : '#/pay_on' });
  if (byCustomer && (invoice.customerPromises ?? 0) >= limits.customerPromiseMaxTimes)
    throw new RuleViolation('too_many_promises', 'The customer has promised as often as the policy allows.', { max_times: limits.customerPromiseMaxTimes });
  if (parts.length === 1) refuseAmount(phase, invoiceId, parts[0]?.amountMinor ?? null);
  else refuseUntied(parts, phase, invoice);
  return promisesMade(parts, command, { phase, invoice, state, given });
}

type Scene = Readonly<{ phase: Billing; invoice: InvoiceState; state: DealState; given: Given }>;

function promisesMade(parts: readonly DatedPart[], { invoiceId, ledger }: PromiseRequest, { phase, invoice, state, given }: Scene): Happening[] {
  const baseId = intervalId('pro', state.dealId, given.commandId ?? String(state.n + 1));
  const earlier = phase.pauses.filter(each => each.kind === 'promise' && each.invoiceId === invoiceId && each.claim).map(each => each.pauseId);
  let promisedMinor = 0;
  return parts.map(({ payOn, untilAt, amountMinor }, index): Happening => {
    promisedMinor += amountMinor ?? 0;
    const pauseId = parts.length > 1 ? `${baseId}_${index + 1}` : baseId;
    const data = { pauseId, invoiceId, payOn, amountMinor, fromAt: given.now, untilAt };
    if (ledger === false) return { type: 'promise.made', data };
    const sums = amountMinor === null ? { paidBeforeMinor: null, keptAtMinor: null } : { paidBeforeMinor: invoice.paidMinor, keptAtMinor: invoice.paidMinor + promisedMinor };
    const claim: Claim = { amountMinor, ...sums, scheduleId: parts.length > 1 ? baseId : null };
    return { type: 'promise.made', data: { ...data, claim, ...(index === 0 && earlier.length > 0 ? { replaces: earlier } : {}) } };
  });
}

/** The parts of a schedule have days and sums of their own, and make up what is chased: what is owed without its disputed part. */
function refuseUntied(parts: readonly DatedPart[], phase: Billing, invoice: InvoiceState): void {
  const chasedMinor = remainingMinor(invoice) - disputedMinor(phase, invoice);
  const sum = parts.reduce((total, part) => total + (part.amountMinor ?? 0), 0);
  const lawful = parts.every(part => part.amountMinor !== null && Number.isSafeInteger(part.amountMinor) && part.amountMinor > 0) && new Set(parts.map(part => part.payOn)).size === parts.length;
  if (lawful && sum === chasedMinor) return;
  throw new RuleViolation('amount_out_of_range', `The parts of a schedule have a day each and make up what is owed and not disputed, ${chasedMinor} minor units.`, {
    pointer: '#/schedule',
    chased_minor: chasedMinor,
  });
}

/** The promises of an invoice that are kept once so much is paid on it; with the last of what is owed, all are. */
export function promisesKept({ pauses }: Billing, invoice: Pick<InvoiceState, 'invoiceId' | 'totalMinor' | 'paidMinor'>): Happening[] {
  const isKept = ({ kind, invoiceId, claim }: Pause) =>
    kind === 'promise' && invoiceId === invoice.invoiceId && claim !== undefined && (remainingMinor(invoice) === 0 || (claim.keptAtMinor !== null && invoice.paidMinor >= claim.keptAtMinor));
  return pauses.filter(isKept).map(({ pauseId }) => ({ type: 'promise.kept', data: { pauseId, invoiceId: invoice.invoiceId } }));
}

/** The other promises of the schedule of one that was broken: they end with it, and the ladder goes on. */
export function lapsedWith(broken: Pause, { phase }: DealState): string[] {
  const scheduleId = broken.claim?.scheduleId ?? null;
  if (scheduleId === null || phase.status !== 'billing') return [];
  return phase.pauses.filter(each => each.claim?.scheduleId === scheduleId && each.pauseId !== broken.pauseId).map(each => each.pauseId);
}

/** The first moment after the day of grace, at the customer's: told from the invoice, whose due day ends there too. A clock change in between moves it by an hour of the night. */
function endOfGrace(payOn: string, { dueOn, overdueFromAt }: InvoiceState, { graceDays }: ChaseLimits): string {
  const zoneMs = Date.parse(overdueFromAt) - Date.parse(`${dueOn}T00:00:00Z`) - dayMs;
  return new Date(Date.parse(`${payOn}T00:00:00Z`) + (graceDays + 1) * dayMs + zoneMs).toISOString();
}
