import type { PayerType } from '../../../domain/dunning/policy.ts';
import type { Money } from '../../../domain/money/money.ts';
import type { PayerFigures } from '../../../domain/payers/payer-figures.ts';
import type { PayerJudgement } from '../../../domain/payers/payer-type.ts';
import type { TermsSuggestion } from '../../../domain/payers/suggest-terms.ts';
import type { ApprovalRole, Difference, DocumentLink, FormState, StaffFrame, TaskOutcome } from './frame-view.ts';
import type { StoryEntry } from './story-view.ts';
import type { HumanTaskKind } from './tasks-view.ts';
import type { DealStage, HolderView, NextView, RungName, WaitingCode } from './waiting-view.ts';

/** A step of the rail: `skipped` where policy did not need it. */
export type RailStep = Readonly<{ stage: DealStage; state: 'done' | 'now' | 'ahead' | 'skipped'; fromOn: string | null; toOn: string | null }>;

/** The sentence under the rail. `sum` and `dueOn` where money is awaited, `role` where an approval is. */
export type DealWaiting = Readonly<{
  code: WaitingCode;
  holder: HolderView;
  sinceAt: string;
  sum: Money | null;
  role: ApprovalRole | null;
  overdueDays: number;
  next: NextView | null;
  pausedUntilAt: string | null;
}>;

/** A part that fails just now; the deal goes on or waits, and says why. */
export type FailingPart = Readonly<{
  part: 'pdf' | 'letter' | 'message' | 'record' | 'plan' | 'other';
  cause: 'browser_missing' | 'mail_down' | 'telegram_down' | 'telegram_token' | 'database_down' | 'unknown';
  attempts: number;
  sinceAt: string;
  nextTryAt: string | null;
}>;

export type ApprovalStep = Readonly<{
  role: ApprovalRole;
  personName: string | null;
  status: TaskOutcome;
  dueAt: string | null;
  decidedAt: string | null;
  escalatedAt: string | null;
  /** The version on which an approval was given that still holds for this one. */
  keptFromVersion: number | null;
  comment: string | null;
  why: readonly string[];
}>;

export type RungEffect = 'tell_owner' | 'shipment_hold' | 'head_task' | 'stop_letters' | 'collection_task';
/** `done` is the outcome of a rung that has no letter. */
export type RungOutcome = 'planned' | 'will_send' | 'sent' | 'done' | 'skipped' | 'held' | 'covered_by_pause' | 'verify' | 'undeliverable';
export type RungReason =
  | 'paid'
  | 'paused'
  | 'promised'
  | 'disputed'
  | 'claimed'
  | 'later_rung'
  | 'before_issue'
  | 'unsubscribed'
  | 'no_address'
  | 'undeliverable'
  | 'bank_data_stale'
  | 'quiet_hours'
  | 'late'
  | 'minimum_gap'
  | 'closed'
  | 'decided'
  | 'policy'
  | 'uncertain';
export type LetterTone = 'soft' | 'neutral' | 'businesslike' | 'official' | 'escalation' | 'none';
/** One rung of the ladder: when it was or will be, what it does besides its letter, and its fate. */
export type LadderRung = Readonly<{
  rung: RungName;
  at: string;
  movedFromAt: string | null;
  tone: LetterTone;
  effects: readonly RungEffect[];
  outcome: RungOutcome;
  reason: RungReason | null;
  untilAt: string | null;
  isNext: boolean;
}>;

export type DealInvoice = Readonly<{
  id: string;
  number: string | null;
  url: string | null;
  status: 'draft' | 'review' | 'open' | 'paid' | 'void' | 'uncollectible';
  delivery: 'created' | 'sent' | 'viewed' | 'bounced';
  /** Whether the customer has said that it has the invoice. */
  received: boolean;
  issuedOn: string | null;
  dueOn: string | null;
  gross: Money;
  remaining: Money;
  /** What of it the customer disputes at present. */
  disputed: Money | null;
  overdueDays: number;
  reviewReason: string | null;
  ladder: readonly LadderRung[];
  customerZone: string;
  /** `none`: the account has no feed, letters go after the ledger check alone. */
  bankData: Readonly<{ bank: string; completeTo: string | null }> | null;
}>;

export type DealPayment = Readonly<{ payerName: string; receivedOn: string; amount: Money; how: 'reference' | 'number' | 'sum' | 'subset' | 'manual' | 'import' }>;

/** Which forms the person may use now; each posts to `/deals/{id}/<verb>`. */
export type DealVerb =
  | 'submit'
  | 'accept'
  | 'decline'
  | 'mark_signed'
  | 'mark_delivered'
  | 'pause_reminders'
  | 'resume_reminders'
  | 'promise_to_pay'
  | 'agree_schedule'
  | 'release'
  | 'lift_hold'
  | 'cancel'
  | 'lose'
  | 'withdraw'
  | 'write_off'
  | 'hand_over'
  | 'decide_payer_type'
  | 'fast_forward';

export type DealPageView = Readonly<{
  frame: StaffFrame;
  id: string;
  title: string;
  stage: DealStage;
  gross: Money | null;
  rail: readonly RailStep[];
  waiting: DealWaiting | null;
  closed: Readonly<{ at: string; reason: string | null }> | null;
  failing: readonly FailingPart[];
  approval: Readonly<{ round: number; version: number; steps: readonly ApprovalStep[] }> | null;
  invoices: readonly DealInvoice[];
  payments: readonly DealPayment[];
  remaining: Money | null;
  story: readonly StoryEntry[];
  /** Older events are folded behind one line; 0 where all are shown. */
  earlierEvents: number;
  earlierUrl: string | null;
  versions: Readonly<{ current: number; frozenOn: string; previous: Readonly<{ version: number; frozenOn: string }> | null; differences: readonly Difference[] }> | null;
  owner: Readonly<{ name: string }>;
  approvedBy: readonly string[];
  customer: Readonly<{
    name: string;
    taxId: Readonly<{ type: 'kz_bin' | 'kz_iin' | 'other'; value: string }> | null;
    segment: 'corporate' | 'retail' | 'state';
    contactName: string | null;
    email: string | null;
    phone: string | null;
    /** Since when the customer wants no reminders before the due date, and how they said so. */
    courtesyStopped: Readonly<{ at: string; via: 'one_click' | 'page' }> | null;
  }>;
  /** How the customer pays: the type in force and who decided on it, what the history speaks for, and its figures. */
  payer: Readonly<{
    type: PayerType | null;
    decided: Readonly<{ by: string; at: string; reason: string }> | null;
    proposed: PayerJudgement & Readonly<{ terms: TermsSuggestion | null }>;
    figures: PayerFigures;
  }>;
  holds: readonly Readonly<{ type: 'shipment'; scope: 'deal' | 'customer'; sinceAt: string }>[];
  /** Open work for people; `url` leads to where the person signed in can say something about it. */
  work: readonly Readonly<{ kind: HumanTaskKind; holder: 'me' | 'finance' | Readonly<{ name: string }>; sinceAt: string; url: string | null }>[];
  /** Shipments that a debt has stopped, and whose word lets them go: `whoMay` by name, by one of the `roles` of the policy. */
  heldShipments: Readonly<{
    sinceAt: string;
    overdue: Money;
    overdueDays: number;
    whoMay: readonly Readonly<{ name: string; role: ApprovalRole }>[];
    roles: readonly ApprovalRole[];
  }> | null;
  documents: readonly DocumentLink[];
  temporalUrl: string | null;
  source: Readonly<{ name: string; url: string | null }> | null;
  may: readonly DealVerb[];
  handOverTo: readonly Readonly<{ id: string; name: string }>[];
  /** Bounds of the date fields: the deal's own tomorrow, the last day of a pause, the last day of a promise. */
  bounds: Readonly<{ tomorrowOn: string; pauseLatestOn: string; promiseLatestOn: string }>;
  /** The deal's own clock; `ahead` in whole days. `off` says why fast-forward cannot be used, null where it can. */
  clock: Readonly<{ nowAt: string; aheadDays: number; off: 'disabled' | 'unavailable' | null; nextRung: Readonly<{ rung: RungName; at: string }> | null }>;
  /** The form that was sent back, if one was. */
  form: (FormState & Readonly<{ verb: DealVerb; invoiceId?: string }>) | null;
  /** Names the forms of this showing of the page: one of them sent twice as it is asks for one thing. */
  nonce: string;
}>;
