import type { TaskOutcome } from '../views/frame-view.ts';

/** The meaning (colour and shape) of each outcome of an approval step; the word beside it is in `task_status`. */
export const stepMeaning: Readonly<Record<TaskOutcome, 'good' | 'notice' | 'late' | 'stopped' | null>> = {
  waiting: null,
  open: 'notice',
  approved: 'good',
  rejected: 'late',
  changes_requested: 'notice',
  handed_over: 'stopped',
  expired: 'late',
  superseded: 'stopped',
};
