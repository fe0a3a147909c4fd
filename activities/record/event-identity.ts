import { canonicalJson } from '../../domain/quote/canonical-package.ts';

type Known = Readonly<{ type: string; at: string; commandId: string | null; data: Readonly<Record<string, unknown>> }>;

/** Events that may lawfully come again with the same subject and without a command of their own: only a copy to the letter is the same event. */
const repeatable = new Set(['reminder.planned', 'reminder.held', 'invoice.overdue', 'deal.stuck', 'deal.unstuck', 'command.refused', 'deal.submit_refused', 'invoice.refused']);
const subjectFields = ['taskId', 'mark', 'invoiceId', 'rung', 'allocationId', 'pauseId', 'kind', 'subjectId', 'round', 'version', 'instalment', 'packageId', 'holdIds'] as const;

/**
 * What makes an event the same event when the process decides it once more after a crash: its kind, its command and what it
 * speaks of, but not its number and not its instant, for both may differ the second time.
 */
export function identityOf({ type, at, commandId, data }: Known): string {
  const subject = repeatable.has(type) ? [at, data] : subjectFields.map(field => data[field] ?? null);
  return canonicalJson([type, commandId, subject]);
}
