import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import type { FailingPart } from '../../../templates/pages/views/deal-view.ts';

type Failure = Readonly<{ what: string; code: string; sinceAt: string; retryAt: string }>;

/** What fails just now and is tried again: steps of the process that are still stuck, and letters and messages to colleagues that could not leave yet. */
export function failingParts(file: DealFile, nowAt: string): FailingPart[] {
  const steps = stillStuck(file).map((failure): FailingPart => {
    const letter = file.letters.find(each => each.channel === 'email' && each.state === 'claimed' && each.attempts > 0);
    const nextTryAt = partOf(failure.what) === 'letter' && letter?.nextAttemptAt ? letter.nextAttemptAt : failure.retryAt;
    return {
      part: partOf(failure.what),
      cause: causeOf(failure.code),
      attempts: partOf(failure.what) === 'letter' ? Math.max(1, letter?.attempts ?? 1) : 1,
      sinceAt: failure.sinceAt,
      nextTryAt: nextTryAt > nowAt ? nextTryAt : null,
    };
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

function stillStuck({ events }: DealFile): Failure[] {
  const stuck = new Map<string, Failure>();
  for (const { type, data, at } of events) {
    const what = String(data['what'] ?? '');
    if (type === 'deal.stuck') stuck.set(what, { what, code: String(data['code'] ?? ''), sinceAt: at, retryAt: String(data['retryAt'] ?? '') });
    if (type === 'deal.unstuck') stuck.delete(what);
  }
  return [...stuck.values()];
}

function partOf(what: string): FailingPart['part'] {
  if (what.startsWith('document')) return 'pdf';
  return what.startsWith('letter') || what.startsWith('rung') ? 'letter' : 'other';
}

function causeOf(code: string): FailingPart['cause'] {
  if (code === 'browser_missing') return 'browser_missing';
  if (code.startsWith('mail_')) return 'mail_down';
  if (code === 'telegram_token') return 'telegram_token';
  if (code.startsWith('telegram_')) return 'telegram_down';
  return code === 'database_unavailable' ? 'database_down' : 'unknown';
}
