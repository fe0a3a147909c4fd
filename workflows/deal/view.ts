import { deadlines, nextLetter } from './deadlines.ts';
import { isPaused } from './silence.ts';
import { type Billing, type DealState, isSettled, remainingMinor } from './state.ts';

export type Stage = 'quoting' | 'approving' | 'accepting' | 'invoicing' | 'collecting' | 'paid' | 'manual_collection' | 'written_off' | 'lost' | 'cancelled';

export type WaitingFor =
  | 'draft_open'
  | 'preparation'
  | 'approval_open'
  | 'undo_window'
  | 'acceptance_open'
  | 'signature_open'
  | 'invoice_issuing'
  | 'invoice_review'
  | 'requisites_incomplete'
  | 'delivery_pending'
  | 'payment_due'
  | 'payment_overdue'
  | 'manual_collection'
  | 'failed_activity'
  | 'nothing';

export type Holder = Readonly<{ type: 'user' | 'customer' | 'system' | 'none'; id: string }>;

/** What pages, lists and the Web UI say of a deal: derived from its state alone. */
export type DealView = Readonly<{
  stage: Stage;
  waitingFor: WaitingFor;
  holder: Holder;
  since: string;
  nextAt: string | null;
  nextCode: string | null;
  nextRungAt: string | null;
  overdue: boolean;
  paused: boolean;
  stuckCode: string | null;
  ownerId: string;
  packageId: string | null;
  packageVersion: number | null;
  amountMinor: number;
  closedAt: string | null;
}>;

type Waiting = Readonly<{ stage: Stage; waitingFor: WaitingFor; holder: Holder; since: string }>;

const engine: Holder = { type: 'system', id: 'engine' };
const finance: Holder = { type: 'system', id: 'finance' };
const admin: Holder = { type: 'system', id: 'admin' };

/** Stage, holder, since when and what comes next; a failing activity goes before all else (INV-7). */
export function viewOf(state: DealState): DealView {
  const waiting = waitingOf(state);
  const [stuck] = Object.values(state.stuck);
  // What is watched over is no promise to anybody: it is told when it comes to something.
  const next = deadlines(state).find(due => due.command?.type !== 'watch_due');
  const { phase } = state;
  const invoices = phase.status === 'billing' ? Object.values(phase.invoices) : [];
  const stuckStep = phase.status === 'approving' && phase.open?.stuck === true;
  return {
    ...waiting,
    ...(stuck ? { waitingFor: 'failed_activity' as const, holder: admin, since: stuck.since } : {}),
    nextAt: stuck?.retryAt ?? next?.at ?? null,
    nextCode: stuck ? 'retry' : (next?.code ?? null),
    nextRungAt: nextLetter(state)?.at ?? null,
    overdue: invoices.some(invoice => invoice.overdue && !isSettled(invoice)),
    paused: phase.status === 'billing' && isPaused(phase),
    stuckCode: stuck?.code ?? (stuckStep ? 'approval_stuck' : null),
    ownerId: state.ownerId,
    packageId: state.package?.packageId ?? null,
    packageVersion: state.package?.version ?? null,
    amountMinor: invoices.length > 0 ? invoices.reduce((sum, i) => sum + remainingMinor(i), 0) : (state.package?.grossMinor ?? 0),
    closedAt: phase.status === 'closed' ? phase.since : null,
  };
}

function waitingOf(state: DealState): Waiting {
  const { phase } = state;
  const owner: Holder = { type: 'user', id: state.ownerId };
  switch (phase.status) {
    case 'quoting':
      return phase.preparing ? { stage: 'quoting', waitingFor: 'preparation', holder: engine, since: phase.since } : { stage: 'quoting', waitingFor: 'draft_open', holder: owner, since: phase.since };
    case 'approving':
      if (!phase.open) return { stage: 'approving', waitingFor: 'preparation', holder: engine, since: phase.since };
      return phase.open.decision
        ? { stage: 'approving', waitingFor: 'undo_window', holder: { type: 'user', id: phase.open.decision.byId }, since: phase.open.openedAt }
        : { stage: 'approving', waitingFor: 'approval_open', holder: { type: 'user', id: phase.open.personId }, since: phase.open.openedAt };
    case 'accepting':
      return phase.mode === 'customer_accepts'
        ? { stage: 'accepting', waitingFor: 'acceptance_open', holder: { type: 'customer', id: state.customerId }, since: phase.since }
        : { stage: 'accepting', waitingFor: 'signature_open', holder: owner, since: phase.since };
    case 'billing':
      return billingWaits(phase, state, owner);
    case 'closed':
      return { stage: phase.closing, waitingFor: 'nothing', holder: { type: 'none', id: 'none' }, since: phase.since };
  }
}

/** The deal stands where its worst invoice stands (Q2C.md 1): manual collection, then collecting, then what is not yet issued. */
function billingWaits(phase: Billing, state: DealState, owner: Holder): Waiting {
  const invoices = Object.values(phase.invoices);
  const manual = invoices.find(i => i.status === 'manual');
  if (manual) return { stage: 'manual_collection', waitingFor: 'manual_collection', holder: owner, since: manual.issuedAt };
  const open = invoices.find(i => i.status === 'open');
  if (open) return { stage: 'collecting', waitingFor: open.overdue ? 'payment_overdue' : 'payment_due', holder: { type: 'customer', id: state.customerId }, since: open.issuedAt };
  const refused = phase.instalments?.find(i => i.state === 'refused');
  if (refused) return { stage: 'invoicing', waitingFor: 'requisites_incomplete', holder: finance, since: refused.since };
  const review = phase.instalments?.find(i => i.state === 'review');
  if (review) return { stage: 'invoicing', waitingFor: 'invoice_review', holder: finance, since: review.since };
  const waiting = phase.instalments?.find(i => i.state === 'waiting');
  if (waiting) return { stage: 'invoicing', waitingFor: 'delivery_pending', holder: owner, since: waiting.since };
  return { stage: 'invoicing', waitingFor: 'invoice_issuing', holder: engine, since: phase.since };
}
