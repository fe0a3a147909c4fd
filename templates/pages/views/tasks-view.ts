import type { Money } from '../../../domain/money/money.ts';
import type { ApprovalRole, StaffFrame, TaskOutcome } from './frame-view.ts';
import type { TaskPageView } from './task-view.ts';

/** What waits for the person signed in, nearest deadline first. `workingMinutesLeft` is null where the task has no clock. */
export type OpenTaskRow = Readonly<{
  url: string;
  kind: 'approval' | 'review' | 'call' | 'check_address' | 'overdue_review' | 'manual_collection' | 'held_letter' | 'stale_bank_data' | 'letter_verify' | 'other';
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
  decided: readonly DecidedTaskRow[];
  covers: readonly MyCover[];
  load: readonly LoadGroup[] | null;
  pace: readonly PaceRow[] | null;
  mayLook: boolean;
}>;

/** One question of the reading view. It leads to the page where it is decided, or to the deal while no letter has brought a link. */
export type LookEntry = Readonly<{ url: string; mayDecide: boolean; question: Omit<TaskPageView, 'frame' | 'nonce' | 'form'> }>;
export type LookPageView = Readonly<{ frame: StaffFrame; entries: readonly LookEntry[]; waiting: number }>;
