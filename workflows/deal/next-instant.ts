import { type Due, deadlines } from './deadlines.ts';
import { type DealProcess, nowAt } from './process.ts';

/** What is nearer than this is waited for whatever is under way. */
const nearMs = 3_600_000;

/**
 * While a watched invoice is being printed or posted, only what is near needs a timer: the end of that work wakes the deal, a failure of
 * it has a timer of its own, and so a timer that the next moment would cancel is never set. A watch over the sending needs none at all.
 */
function canWait(process: DealProcess, due: Due): boolean {
  const { slow, state } = process;
  const invoices = state.phase.status === 'billing' ? state.phase.invoices : {};
  const underWay = Object.values(slow).flatMap(({ running, effect }) => {
    if (!running || (effect.kind !== 'invoice_letter' && !(effect.kind === 'document' && effect.document === 'invoice'))) return [];
    const invoiceId = effect.kind === 'document' ? effect.subjectId : effect.invoiceId;
    return invoices[invoiceId]?.watches ? [invoiceId] : [];
  });
  if (underWay.length === 0) return false;
  const isItsSending = due.command?.type === 'watch_due' && due.command.watch === 'not_sent' && underWay.includes(due.command.invoiceId);
  return isItsSending || Date.parse(due.at) - Date.now() > nearMs;
}

/** The next instant that needs a timer, with its name for people; null where nothing comes by itself. */
export function nextInstant(process: DealProcess): { at: string; code: string } | null {
  const now = nowAt();
  const tries = Object.entries(process.slow)
    .filter(([, task]) => !task.running)
    .map(([id, task]) => ({ at: task.startAt, code: `retry ${id}` }));
  const coming = deadlines(process.state).filter(due => due.at > now && !canWait(process, due));
  const [first] = [...coming, ...tries].sort((a, b) => (a.at < b.at ? -1 : 1));
  return first ? { at: first.at, code: first.code } : null;
}
