import type { DealFile, DealRow, PauseRow } from '../../../db/pages/read-deal-file.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import type { DealWaiting } from '../../../templates/pages/views/deal-view.ts';
import type { HolderView, NextCode, NextView, WaitingCode } from '../../../templates/pages/views/waiting-view.ts';
import { owedMinor } from './owed.ts';

type People = ReadonlyMap<string, PersonRow>;

/** What the deal waits for, who has it, since when, and what comes next by itself. */
export function waitingOf(file: DealFile, people: People, nowAt: string): DealWaiting | null {
  const { deal, invoices, tasks } = file;
  if (deal.closedAt !== null) return null;
  const open = invoices.filter(invoice => invoice.status === 'open' || invoice.status === 'review' || invoice.status === 'draft');
  const owed = open.reduce((sum, invoice) => sum + owedMinor(invoice), 0);
  const pause = silencing(file, nowAt);
  const code = waitingCode(file, pause);
  return {
    code,
    holder: holderOf(file.deal, people, code),
    sinceAt: issuedElsewhereAt(open, code) ?? deal.waitingSince ?? deal.createdAt,
    sum: open.length > 0 ? { amountMinor: owed, currency: deal.currency } : deal.grossMinor === null ? null : { amountMinor: deal.grossMinor, currency: deal.currency },
    role: tasks.find(task => task.status === 'open')?.role ?? null,
    overdueDays: 0,
    next: withinReach(nextOf(deal, file), code),
    pausedUntilAt: pause?.kind === 'pause' ? pause.untilAt : null,
  };
}

/** Pauses, promises and disputes in force at an instant: what covers longest stands first. */
export function runningPauses(pauses: readonly PauseRow[], nowAt: string): PauseRow[] {
  return pauses.filter(pause => pause.endedAt === null && pause.fromAt <= nowAt && nowAt < pause.untilAt).toSorted((a, b) => (a.untilAt < b.untilAt ? 1 : -1));
}

/** What keeps the letters back: a promise or a dispute of a part does not, unless parts make up the whole. */
function silencing({ deal, invoices, pauses }: DealFile, nowAt: string): PauseRow | undefined {
  const running = runningPauses(pauses, nowAt);
  const isPart = ({ kind, amountMinor, scopeId }: PauseRow) => {
    const invoice = invoices.find(row => row.id === scopeId);
    return kind !== 'pause' && amountMinor !== null && invoice !== undefined && amountMinor < owedMinor(invoice);
  };
  return running.find(pause => !isPart(pause)) ?? (deal.paused ? running[0] : undefined);
}

function waitingCode({ deal, customer }: DealFile, pause: PauseRow | undefined): WaitingCode {
  const code = plainWaitingCode(deal.waitingFor);
  if (code !== 'payment_due' && code !== 'payment_overdue') return code;
  if (customer.emailDeadReason !== null || pause === undefined) return orDeadAddress(code, customer.emailDeadReason);
  return pause.kind === 'pause' ? 'reminders_paused' : pause.kind === 'promise' ? 'promise_open' : 'dispute_open';
}

/** Where payment is waited for, a dead address is what holds a deal up: no letter reaches the customer. */
export function orDeadAddress(code: WaitingCode, emailDeadReason: string | null): WaitingCode {
  return emailDeadReason !== null && (code === 'payment_due' || code === 'payment_overdue') ? 'address_dead' : code;
}

/** What comes next, unless it is a letter for which there is no address. */
export function withinReach(next: NextView | null, code: WaitingCode): NextView | null {
  return code === 'address_dead' && next?.code === 'letter' ? null : next;
}

/** The money of an invoice that came from another system has been waited for since that one sent it, and not only since we know of it. */
function issuedElsewhereAt(open: DealFile['invoices'], code: WaitingCode): string | null {
  const isForMoney = ['payment_due', 'payment_overdue', 'reminders_paused', 'manual_collection'].includes(code);
  return isForMoney ? (open.find(invoice => invoice.external)?.sentAt ?? null) : null;
}

const codes: Readonly<Record<WaitingCode, true>> = {
  draft_open: true,
  approval_open: true,
  undo_window: true,
  acceptance_open: true,
  signature_open: true,
  invoice_review: true,
  invoice_issuing: true,
  requisites_incomplete: true,
  delivery_pending: true,
  payment_due: true,
  payment_overdue: true,
  reminders_paused: true,
  promise_open: true,
  dispute_open: true,
  bank_data_stale: true,
  address_dead: true,
  manual_collection: true,
  preparation: true,
  failed_activity: true,
  nothing: true,
};

/** The code as the process recorded it; a deal whose process has not spoken yet is being prepared. */
export function plainWaitingCode(waitingFor: string | null): WaitingCode {
  return waitingFor !== null && Object.hasOwn(codes, waitingFor) ? (waitingFor as WaitingCode) : 'preparation';
}

/** The holder by name. Roles that hold as such (finance, admin) are told by the first person who has them. */
export function holderOf(deal: Pick<DealRow, 'holderType' | 'holderId' | 'ownerId'>, people: People, code: WaitingCode): HolderView {
  const named = (id: string | null): HolderView => {
    const name = people.get(id ?? '')?.name;
    return name === undefined ? { type: 'system' } : { type: 'user', name };
  };
  if (code === 'dispute_open' || code === 'address_dead') return named(deal.ownerId);
  switch (deal.holderType) {
    case 'user':
      return named(deal.holderId);
    case 'customer':
    case 'bank':
    case 'none':
      return { type: deal.holderType };
    case 'system':
    case null: {
      const inRole = [...people.values()].find(person => person.active && (person.roles as readonly string[]).includes(deal.holderId ?? ''));
      return inRole ? { type: 'user', name: inRole.name } : { type: 'system' };
    }
  }
}

const nextCodes: Readonly<Record<string, NextCode>> = {
  undo_window: 'undo_window_ends',
  reminder_50: 'reminder_50',
  reminder_80: 'reminder_80',
  escalation: 'escalation',
  stuck: 'stuck_mark',
  approver_turn: 'approver_turn',
  round_expiry: 'round_expires',
  quote_expiry: 'quote_expires',
  pause_begins: 'pause_begins',
  pause_over: 'pause_ends',
  dispute_over: 'pause_ends',
  promise_over: 'promise_due',
  overdue: 'overdue',
  retry: 'retry',
};

/** What comes next by itself, from the process's own name for it: a deadline, or the rung of a letter. */
export function nextOf(deal: Pick<DealRow, 'nextAt' | 'nextCode'>, { invoices }: Pick<DealFile, 'invoices'>): NextView | null {
  const { nextAt: at, nextCode } = deal;
  if (at === null || nextCode === null) return null;
  const [, kind, rung] = /^(rung|end):(.+)$/.exec(nextCode) ?? [];
  if (rung !== undefined) return letterOrStop({ rung, ends: kind === 'end' }, at);
  // The end of a pause is of interest for what follows it, and a rung that is passed over for the one that is not.
  const [planned] =
    nextCode === 'pause_over' || nextCode.startsWith('skip:')
      ? invoices
          .filter(invoice => invoice.status === 'open')
          .flatMap(invoice => invoice.plan ?? [])
          .filter(step => step.outcome === 'will_send' && step.at >= at)
          .toSorted((a, b) => (a.at < b.at ? -1 : 1))
      : [];
  if (planned) return letterOrStop(planned, planned.at);
  const known = nextCodes[nextCode];
  return known ? { code: known, at } : null;
}

/** A plan from before policies were data says of no rung whether it ends the letters: the one at +21 did. */
function letterOrStop({ rung, ends = rung === '+21' }: Readonly<{ rung: string; ends?: boolean }>, at: string): NextView {
  return ends ? { code: 'letters_stop', at } : { code: 'letter', at, rung };
}
