import type { WorkCalendar } from '../calendar/work-calendar.ts';
import { addWorkingMinutes } from '../calendar/working-time.ts';

/** Issued and not sent (DT1), sent and never opened (DT5), opened and not paid (DT4). */
export const watchKinds = ['not_sent', 'never_opened', 'opened_unpaid'] as const;
export type WatchKind = (typeof watchKinds)[number];

/** `at`: when somebody is to look, as far as it is known. `afterMs`: how long after the sending or the opening, which may still be to come. */
export type PlannedWatch = Readonly<{ kind: WatchKind; at: string | null; afterMs: number | null }>;

export type WatchFacts = Readonly<{
  issuedAt: string;
  /** Issued and sent by another system: nobody here waits for its letter. */
  external: boolean;
  sentAt: string | null;
  viewedAt: string | null;
  createdNotSentWorkingMinutes: number;
  neverOpenedDays: number;
  openedUnpaidDays: number;
  /** The company's calendar, in whose working time the sending is waited for. */
  calendar: WorkCalendar;
}>;

const dayMs = 86_400_000;

/** What is watched over an invoice from now on (Q2C.md 4). A watch whose matter is settled already is not among them. */
export function planWatches(facts: WatchFacts): PlannedWatch[] {
  const { issuedAt, external, sentAt, viewedAt, calendar } = facts;
  const notSent: PlannedWatch[] =
    external || sentAt !== null || viewedAt !== null ? [] : [{ kind: 'not_sent', at: addWorkingMinutes(issuedAt, facts.createdNotSentWorkingMinutes, calendar), afterMs: null }];
  const neverOpened: PlannedWatch[] = external || viewedAt !== null ? [] : [after('never_opened', sentAt, facts.neverOpenedDays)];
  return [...notSent, ...neverOpened, after('opened_unpaid', viewedAt, facts.openedUnpaidDays)];
}

function after(kind: WatchKind, fromAt: string | null, days: number): PlannedWatch {
  const afterMs = days * dayMs;
  return { kind, at: fromAt === null ? null : new Date(Date.parse(fromAt) + afterMs).toISOString(), afterMs };
}
