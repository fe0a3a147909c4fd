import { deadlines } from './deadlines.ts';
import { type DealProcess, nowAt } from './process.ts';

/** The next instant that needs a timer, with its name for people; null where nothing comes by itself. */
export function nextInstant(process: DealProcess): { at: string; code: string } | null {
  const [first] = instantsOf(process).sort((a, b) => (a.at < b.at ? -1 : 1));
  return first ? { at: first.at, code: first.code } : null;
}

function instantsOf(process: DealProcess): { at: string; code: string }[] {
  const now = nowAt();
  const tries = Object.entries(process.slow)
    .filter(([, task]) => !task.running)
    .map(([id, task]) => ({ at: task.startAt, code: `retry ${id}` }));
  return [...deadlines(process.state).filter(due => due.at > now), ...tries];
}

/** How much later than two working hours somebody hears of an invoice whose printing or posting nobody takes up; a failure of it has a timer of its own. */
const patienceMs = 4 * 3_600_000;

/**
 * Whether the timer that runs may stay while an invoice is being printed or posted: it wakes the deal before anything else is due, and
 * in a moment that work will name the next instant anyway. So what is watched over costs no timer where the invoice goes out as it should.
 */
export function mayStay(process: DealProcess): boolean {
  const { timer } = process;
  if (timer === null || timer.fired || !isPosting(process)) return false;
  const timerMs = Date.parse(timer.at);
  return instantsOf(process).every(({ at, code }) => timerMs <= Date.parse(at) + (code === 'watch:not_sent' ? patienceMs : 0));
}

/** An invoice that is watched over is under way to its customer. Deals from before there were watches set their timers as they did. */
function isPosting({ slow, state }: DealProcess): boolean {
  if (state.phase.status !== 'billing') return false;
  const { invoices } = state.phase;
  return Object.values(slow).some(({ running, effect }) => {
    if (!running || (effect.kind !== 'invoice_letter' && !(effect.kind === 'document' && effect.document === 'invoice'))) return false;
    return invoices[effect.kind === 'document' ? effect.subjectId : effect.invoiceId]?.watches !== undefined;
  });
}
