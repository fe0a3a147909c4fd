import type { Money } from '../../../domain/money/money.ts';
import type { ApprovalRole, StaffFrame, TaskOutcome } from './frame-view.ts';

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
export type TasksPageView = Readonly<{ frame: StaffFrame; open: readonly OpenTaskRow[]; decided: readonly DecidedTaskRow[] }>;
