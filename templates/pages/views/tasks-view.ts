import type { Money } from '../../../domain/money/money.ts';
import type { ApprovalRole, FormState, StaffFrame, TaskOutcome } from './frame-view.ts';
import type { TaskPageView } from './task-view.ts';
import type { RungName } from './waiting-view.ts';

/** Work for a person that no timer can do. */
export type HumanTaskKind =
  | 'call'
  | 'not_sent'
  | 'never_opened'
  | 'check_address'
  | 'letter_refused'
  | 'complaint'
  | 'letter_verify'
  | 'overdue_review'
  | 'manual_collection'
  | 'held_letter'
  | 'stale_bank_data'
  | 'payment_claim'
  | 'other';
/** What a person can say about a piece of work on the page itself; `action` is the address of the form, and names it. */
export type WorkForm =
  | Readonly<{ of: 'done'; action: string }>
  | Readonly<{ of: 'settle'; action: string; letterId: string; subject: string | null; address: string }>
  | Readonly<{ of: 'held'; action: string; reminderId: string; rung: RungName }>;
/** A piece of work with what whoever does it has to know; a fact that does not concern its kind is null. */
export type WorkItem = Readonly<{
  id: string;
  kind: HumanTaskKind;
  customerName: string;
  openedAt: string | null;
  sentAt: string | null;
  phone: string | null;
  address: string | null;
  deadReason: string | null;
  /** What the customer said of its payment (a null sum: all of the rest), and the payment orders that it sent. */
  claim: Readonly<{ paidOn: string; sum: Money | null; orders: readonly Readonly<{ name: string; url: string }>[] }> | null;
  forms: readonly WorkForm[];
}>;
/** What waits for the person signed in, nearest deadline first. `workingMinutesLeft` is null where the task has no clock. */
export type OpenTaskRow = Readonly<{
  url: string;
  kind: 'approval' | 'review' | HumanTaskKind;
  role: ApprovalRole | null;
  customerName: string;
  title: string;
  sum: Money | null;
  dueAt: string | null;
  workingMinutesLeft: number | null;
  coverFor: string | null;
}>;
export type DecidedTaskRow = Readonly<{
  url: string;
  customerName: string;
  title: string;
  sum: Money | null;
  decision: Exclude<TaskOutcome, 'waiting' | 'open'>;
  decidedAt: string;
  comment: string | null;
}>;
/** An absence now or to come: `mine` where somebody stands in for the person signed in, else the other way round. */
export type MyCover = Readonly<{ mine: boolean; name: string; fromOn: string; toOn: string; runs: boolean }>;
/** The decisions that wait with one role, by person; `oldestMinutes` is working time. */
export type LoadGroup = Readonly<{ role: ApprovalRole; waiting: number; rows: readonly Readonly<{ name: string; waiting: number; late: number; oldestSince: string; oldestMinutes: number }>[] }>;
/** How long a role takes to decide: half of its decisions take no longer than `half`, nine of ten no longer than `most`. Minutes of working time, and by the clock. */
export type PaceRow = Readonly<{ role: ApprovalRole; decided: number; half: Pace; most: Pace }>;
export type Pace = Readonly<{ workingMinutes: number; clockMinutes: number }>;
/** `load` and `pace` are null for those whom they do not concern; `mayLook` where there is something to read in one go. */
export type TasksPageView = Readonly<{
  frame: StaffFrame;
  open: readonly OpenTaskRow[];
  work: readonly WorkItem[];
  /** The form that came back, by its address. */
  form: (FormState & Readonly<{ action: string; subjectId: string | null }>) | null;
  nonce: string;
  decided: readonly DecidedTaskRow[];
  covers: readonly MyCover[];
  load: readonly LoadGroup[] | null;
  pace: readonly PaceRow[] | null;
  mayLook: boolean;
}>;

/** One question of the reading view. It leads to the page where it is decided, or to the deal while no letter has brought a link. */
export type LookEntry = Readonly<{ url: string; mayDecide: boolean; question: Omit<TaskPageView, 'frame' | 'nonce' | 'form'> }>;
export type LookPageView = Readonly<{ frame: StaffFrame; entries: readonly LookEntry[]; waiting: number }>;
