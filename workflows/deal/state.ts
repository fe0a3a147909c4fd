import type { ChaseLimits } from '../../domain/dunning/chase-limits.ts';
import type { ClockCount, InstalmentPlan, PackageRef, RouteStep, RungPlan, WatchPlan } from '../ports.ts';
import type { Closing, Decision } from './events.ts';

export type Quoting = Readonly<{ status: 'quoting'; since: string; preparing: boolean; returned: string | null }>;

export type OpenStep = Readonly<{
  taskId: string;
  personId: string;
  /** How the person came to the step; absent in deals from before it was carried. */
  personVia?: string;
  superiorId: string | null;
  openedAt: string;
  remindAt: readonly string[];
  dueAt: string;
  stuckAt: string;
  /** What its clock has counted, and by whose week it runs on; absent in deals from before people had hours of their own. */
  clock?: ClockCount;
  /** When the covers that are known give it to somebody else; absent in deals from before that was waited for. */
  turnsAt?: string | null;
  reminded: number;
  escalated: boolean;
  stuck: boolean;
  decision: Readonly<{ decision: Decision; byId: string; byType: string; actsAt: string; noteId: string | null }> | null;
}>;

export type Approving = Readonly<{
  status: 'approving';
  since: string;
  round: number;
  version: number;
  packageId: string;
  expiresAt: string;
  undoSeconds: number;
  steps: readonly RouteStep[];
  /** The position of the step in hand; `open` is null while its person is being found. */
  position: number;
  open: OpenStep | null;
  repackaging: boolean;
}>;

export type Accepting = Readonly<{ status: 'accepting'; since: string; mode: 'customer_accepts' | 'contract_signed'; validUntilAt: string; repackaging: boolean }>;

export type Instalment = InstalmentPlan & Readonly<{ state: 'waiting' | 'review' | 'issuing' | 'refused' | 'issued'; invoiceId: string | null; since: string }>;

/**
 * The part of a debt that a promise or a dispute takes out of the chase; null: all of it. A promise is kept when as much as `keptAtMinor` is paid on
 * the invoice, or, where that is null, the whole; promises made together share a `scheduleId`.
 */
export type Claim = Readonly<{ amountMinor: number | null; paidBeforeMinor: number | null; keptAtMinor: number | null; scheduleId: string | null }>;

export type Pause = Readonly<{
  pauseId: string;
  kind: 'pause' | 'promise' | 'dispute';
  scope: 'deal' | 'invoice';
  invoiceId: string | null;
  fromAt: string;
  untilAt: string;
  /** False where it begins later. */
  begun?: false;
  /** Absent in deals from before promises and disputes of a part: such an interval covers everything. */
  claim?: Claim;
}>;

export type InvoiceState = Readonly<{
  invoiceId: string;
  /** `void`: nothing is owed any more, and nothing was paid. */
  status: 'open' | 'paid' | 'manual' | 'void';
  issuedAt: string;
  dueOn: string;
  overdueFromAt: string;
  overdue: boolean;
  /** What it is for, without what was credited. */
  totalMinor: number;
  paidMinor: number;
  allocationIds: readonly string[];
  creditIds?: readonly string[];
  /** How often the customer has promised; what the policy allowed when the ladder was planned last. */
  customerPromises?: number;
  limits?: ChaseLimits;
  /** How often the customer has said that it has paid, the pause that the last time brought, and the payment orders it sent then; absent where there are none. */
  paymentClaims?: Readonly<{ times: number; pauseId: string; documentIds?: readonly string[] }>;
  rungs: readonly RungPlan[];
  /** Rung → its final fate; what stands here never fires again. */
  settled: Readonly<Record<string, string>>;
  heldUntil: Readonly<Record<string, string>>;
  /** What is still watched over; a watch that was raised, or whose matter is settled, is gone. Absent in deals from before there were watches. */
  watches?: readonly WatchPlan[];
  /** When it was first opened, and when its receipt was confirmed. */
  viewedAt?: string;
  receivedAt?: string;
  /** The letter with the invoice: its number, which grows with every new address, how often it was started, and how it stands. */
  letter?: InvoiceLetter;
  /** Rungs that finance lets go without fresh bank data, and how often a person has had the letter of a rung sent again. */
  waived?: readonly string[];
  resent?: Readonly<Record<string, number>>;
}>;

export type InvoiceLetter = Readonly<{ no: number; tries: number; state: 'on_its_way' | 'sent' | 'verify' | 'returned' }>;

export type Billing = Readonly<{
  status: 'billing';
  since: string;
  deliveredOn: string | null;
  instalments: readonly Instalment[] | null;
  invoices: Readonly<Record<string, InvoiceState>>;
  pauses: readonly Pause[];
}>;

export type Closed = Readonly<{ status: 'closed'; since: string; closing: Closing; invoices: Readonly<Record<string, InvoiceState>> }>;

export type Phase = Quoting | Approving | Accepting | Billing | Closed;

/** The whole state of a deal's process: small, plain JSON, ids and instants only; carried whole through continue-as-new. */
export type DealState = Readonly<{
  n: number;
  dealId: string;
  customerId: string;
  ownerId: string;
  currency: string;
  acceptance: 'none' | 'customer_accepts' | 'contract_signed';
  round: number;
  package: PackageRef | null;
  /** Task → its decision, once acted on, so that a late answer meets the first outcome. */
  decided: Readonly<Record<string, Decision>>;
  stuck: Readonly<Record<string, Readonly<{ code: string; since: string; retryAt: string }>>>;
  phase: Phase;
}>;

export type DealIdentity = Pick<DealState, 'dealId' | 'customerId' | 'ownerId' | 'currency' | 'acceptance'>;

/** A deal before its first event. */
export function initialState(identity: DealIdentity, at: string): DealState {
  return { ...identity, n: 0, round: 0, package: null, decided: {}, stuck: {}, phase: { status: 'quoting', since: at, preparing: false, returned: null } };
}

/** What an invoice is still owed, in minor units; never below zero. */
export function remainingMinor(invoice: Pick<InvoiceState, 'totalMinor' | 'paidMinor'>): number {
  return Math.max(0, invoice.totalMinor - invoice.paidMinor);
}

/** True where nothing is to be collected on an invoice any more. */
export function isSettled({ status }: Pick<InvoiceState, 'status'>): boolean {
  return status === 'paid' || status === 'void';
}
