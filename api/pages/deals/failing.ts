import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import type { FailingPart } from '../../../templates/pages/views/deal-view.ts';

type Failure = Readonly<{ what: string; code: string; sinceAt: string; retryAt: string; tries: number }>;

/** What fails just now and is tried again: steps of the process that are still stuck, and letters and messages to colleagues that could not leave yet. */
export function failingParts(file: DealFile, nowAt: string): FailingPart[] {
  const steps = stillStuck(file).map((failure): FailingPart => {
    const part = partOf(failure.what);
    const letter = part === 'letter' ? waitingLetter(file, failure.what) : undefined;
    const nextTryAt = letter?.nextAttemptAt ?? failure.retryAt;
    return { part, cause: causeOf(failure.code), attempts: letter?.attempts ?? failure.tries, sinceAt: failure.sinceAt, nextTryAt: nextTryAt > nowAt ? nextTryAt : null };
  });
  return [...steps, ...lateOn(file, 'email', nowAt), ...lateOn(file, 'telegram', nowAt)];
}

/** The oldest that is late on a channel speaks for all of them: they wait for the same server. */
function lateOn({ lateNotices }: DealFile, channel: DealFile['lateNotices'][number]['channel'], nowAt: string): FailingPart[] {
  const late = lateNotices.find(each => each.channel === channel);
  if (!late) return [];
  const { lastError, attempts, createdAt: sinceAt, nextAttemptAt } = late;
  return [{ part: channel === 'email' ? 'letter' : 'message', cause: causeOf(lastError ?? ''), attempts, sinceAt, nextTryAt: nextAttemptAt > nowAt ? nextAttemptAt : null }];
}

/** Every failure has its event; a step is stuck from its first one until it succeeds, or the deal ends. */
function stillStuck({ events }: DealFile): Failure[] {
  const stuck = new Map<string, Failure>();
  for (const { type, data, at } of events) {
    const what = String(data['what'] ?? '');
    const before = stuck.get(what);
    if (type === 'deal.stuck') stuck.set(what, { what, code: String(data['code'] ?? ''), sinceAt: before?.sinceAt ?? at, retryAt: String(data['retryAt'] ?? ''), tries: (before?.tries ?? 0) + 1 });
    if (type === 'deal.unstuck') stuck.delete(what);
    if (type === 'deal.closed') stuck.clear();
  }
  return [...stuck.values()];
}

/** By the process's own name for the step: `document:quote:…`, `invoice_letter:<invoice>`, `rung:<invoice>:+7`. */
function partOf(what: string): FailingPart['part'] {
  const [step] = what.split(':');
  if (step === 'document') return 'pdf';
  return step === 'invoice_letter' || step === 'rung' ? 'letter' : 'other';
}

function waitingLetter({ letters }: DealFile, what: string): DealFile['letters'][number] | undefined {
  const [, invoiceId] = what.split(':');
  return letters.find(each => each.invoiceId === invoiceId && each.channel === 'email' && each.state === 'claimed' && each.attempts > 0);
}

function causeOf(code: string): FailingPart['cause'] {
  if (code === 'browser_missing') return 'browser_missing';
  if (code.startsWith('mail_')) return 'mail_down';
  if (code === 'telegram_token') return 'telegram_token';
  if (code.startsWith('telegram_')) return 'telegram_down';
  return code === 'database_unavailable' ? 'database_down' : 'unknown';
}
