import type { WorkCalendar } from '../../domain/calendar/work-calendar.ts';
import type { PauseInterval } from '../../domain/dunning/pauses.ts';
import { type PlannedRung, planRungs } from '../../domain/dunning/plan-rungs.ts';
import type { NamedPolicy } from '../../domain/dunning/policy.ts';
import type { FateRow } from '../read/ladder-facts.ts';
import type { invoice } from '../schema/index.ts';

export type InvoiceRow = typeof invoice.$inferSelect;

/** An issued invoice with all that its ladder depends on; `calendar` is that of `zone`, where the customer is. */
export type LadderSubject = Readonly<{
  row: Pick<InvoiceRow, 'status' | 'dueOn' | 'issuedOn' | 'customerId'>;
  zone: string;
  calendar: WorkCalendar;
  named: NamedPolicy;
  pauses: readonly PauseInterval[];
  /** The customer wants no reminders before the due date. */
  courtesyStopped: boolean;
  fates: readonly FateRow[];
  now: string;
}>;

/** The ladder of an invoice as of now, by the fates on record: the one planner, for whoever asks without being the deal. Empty where the invoice is not issued. */
export function ladderOfInvoice({ row, named, fates, ...rest }: LadderSubject): PlannedRung[] {
  const { dueOn, issuedOn, status, customerId } = row;
  if (dueOn === null || issuedOn === null) return [];
  const settled = Object.fromEntries(fates.filter(fate => fate.state !== 'held').map(fate => [fate.rung, fate.state]));
  return planRungs({ ...rest, customerId, dueOn, issuedOn, policy: named.policy, settled, wroteBeforeAt: lastLetterByAnother(fates, named), isOver: status !== 'open' });
}

/** When the last letter about an invoice left by another policy or version than the one given; null where none did. */
export function lastLetterByAnother(fates: readonly FateRow[], { policyId, version }: Pick<NamedPolicy, 'policyId' | 'version'>): string | null {
  const theirs = fates.filter(fate => (fate.state === 'sent' || fate.state === 'verify') && fate.policyId !== null && !(fate.policyId === policyId && fate.policyVersion === version));
  return (
    theirs
      .map(fate => fate.sentAt ?? fate.dueAt)
      .sort()
      .at(-1) ?? null
  );
}
