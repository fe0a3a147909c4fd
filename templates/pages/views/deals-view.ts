import type { Money } from '../../../domain/money/money.ts';
import type { ApprovalRole, StaffFrame } from './frame-view.ts';
import type { DealStage, HolderView, NextView, WaitingCode } from './waiting-view.ts';

export type FunnelCell = Readonly<{ stage: DealStage; count: number; sum: Money; url: string; current: boolean }>;
export type FilterLink = Readonly<{ code: 'all' | 'overdue' | 'stuck' | 'paused' | 'mine' | 'closed'; count: number; url: string; current: boolean }>;

/** One deal of the list. `remaining` differs from `sum` once money has come; `overdueDays` counts from the due date of its worst invoice. */
export type DealRow = Readonly<{
  url: string;
  customerName: string;
  title: string;
  sum: Money | null;
  remaining: Money | null;
  /** What of it the customer disputes at present. */
  disputed: Money | null;
  stage: DealStage;
  waitingFor: WaitingCode | null;
  /** Whose decision is awaited, at `approval_open`. */
  role: ApprovalRole | null;
  holder: HolderView;
  sinceAt: string | null;
  overdue: Readonly<{ days: number; dueOn: string }> | null;
  stuckSinceAt: string | null;
  pausedUntilAt: string | null;
  next: NextView | null;
}>;

export type DealsPageView = Readonly<{
  frame: StaffFrame;
  open: Readonly<{ count: number; sum: Money }>;
  funnel: readonly FunnelCell[];
  filters: readonly FilterLink[];
  query: string;
  /** Kept as hidden fields of the search form, so that a search stays within the filter. */
  kept: readonly Readonly<{ name: string; value: string }>[];
  /** What is late or stuck stands first. */
  attention: readonly DealRow[];
  onTrack: readonly DealRow[];
  totalFound: number;
  csvUrl: string;
  previousUrl: string | null;
  nextUrl: string | null;
}>;
