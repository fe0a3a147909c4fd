import type { Money } from '../../../domain/money/money.ts';
import type { AfterApproval } from '../../../domain/quote/after-approval.ts';
import type { ApprovalRole, Difference, DocumentLink, FormState, PublicFrame, TaskOutcome } from './frame-view.ts';

/** One of the four figures on top; `usual` is what the policy calls typical, `before` the last version this person saw. */
export type KeyFigure =
  | Readonly<{ what: 'gross'; sum: Money; before: Money | null }>
  | Readonly<{ what: 'discount' | 'margin'; percent: string; usualPercent: string | null }>
  | Readonly<{ what: 'due'; days: number; usualDays: number | null }>
  | Readonly<{ what: 'due_text'; text: string }>;

/** One voice so far, in the order of the route; the reader's own step has `isReader`. */
export type Voice = Readonly<{
  name: string | null;
  isReader: boolean;
  coverFor: string | null;
  role: ApprovalRole | 'seller';
  status: TaskOutcome | 'submitted';
  at: string | null;
  comment: string | null;
  /** The version on which an approval was given that still holds for this one. */
  keptFromVersion: number | null;
  /** The version that these words were about, where it is not the one in question. */
  earlierVersion: number | null;
}>;

/** How a step came to its reader. `covers` run from the reader upwards to the holder of the role; `byName` is null where the reader is meant. */
export type CameBy =
  | Readonly<{ via: 'role' }>
  | Readonly<{ via: 'cover'; covers: readonly Readonly<{ name: string; byName: string | null; untilOn: string }>[] }>
  | Readonly<{ via: 'pool'; name: string }>
  | Readonly<{ via: 'handed_over'; name: string; comment: string | null }>
  | Readonly<{ via: 'superior'; name: string; at: string }>;

export type Decision = 'approve' | 'reject' | 'request_changes' | 'hand_over';

/** The code asked for: to which address it went, until when it is good (null: it is dead), and whether it took another's place just now. */
export type CodeAsked = Readonly<{ address: string; untilAt: string | null; anew: boolean }>;

/** A decision on this package takes a code from a letter besides: its sum is above this limit, or, where that is null, of another currency. */
export type StepUpView = Readonly<{ above: Money | null; code: CodeAsked | null }>;

/** What every state of a task page knows. */
type TaskBase = Readonly<{
  frame: PublicFrame;
  /** The path of this page without its query, `/t/<token>`: forms post to it and below it. */
  url: string;
  deal: Readonly<{ title: string; customerName: string; ownerName: string }>;
  version: number;
  frozenOn: string;
  role: ApprovalRole;
  gross: Money;
  personName: string;
  /** What the deal meets once the last approver has agreed. */
  afterLast: AfterApproval;
}>;

/** The question itself. `asks` names what is unusual; empty for a typical package. */
export type TaskPageView = TaskBase &
  Readonly<{
    asks: Readonly<{ discountPercent: string | null; dueDays: number | null; specialTerms: boolean; customContract: boolean }>;
    dueAt: string;
    /** Working time left in minutes; 0 or less where the SLA is over. */
    workingMinutesLeft: number;
    /** Share of the SLA that is used, 0 to 100. */
    usedPercent: number;
    figures: readonly KeyFigure[];
    why: readonly string[];
    came: CameBy;
    /** When the step came to the reader because people or covers had changed. */
    movedAt: string | null;
    /** Against the last version this person has seen; `seen` is null where that is only the version before. */
    differences: Readonly<{ sinceVersion: number; seen: Readonly<{ at: string; how: 'decided' | 'asked' }> | null; list: readonly Difference[] }> | null;
    voices: readonly Voice[];
    documents: readonly DocumentLink[];
    /** Who decides after this step; null where it is the last one. */
    nextPersonName: string | null;
    nextRole: ApprovalRole | null;
    reminders: readonly string[];
    /** Who may decide too once the step is late, and whether that is so already. */
    superiorName: string | null;
    escalated: boolean;
    /** When the round ends unanswered. */
    expiresAt: string;
    /** Whether approvals that a change does not touch hold for the next version. */
    keepsApprovals: boolean;
    /** `awayUntilOn`: the last day of their absence, where they are away. */
    handOverTo: readonly Readonly<{ id: string; name: string; role: ApprovalRole | null; awayUntilOn: string | null }>[];
    nonce: string;
    undoSeconds: number;
    stepUp: StepUpView | null;
    form: FormState | null;
  }>;

/** A newer version: whether what was approved here still holds for it; else where it asks the reader, and what is different about it. `newUrl` is null where no letter has brought a link yet. */
export type LaterVersion = Readonly<{ version: number; kept: boolean; newUrl: string | null; differences: readonly Difference[] }>;

/** After a decision, by this link or by anyone. `recallUntilAt` where the reader may still take it back. */
export type TaskDecidedView = TaskBase &
  Readonly<{
    decision: Exclude<TaskOutcome, 'waiting' | 'open' | 'superseded'>;
    decidedByName: string | null;
    byReader: boolean;
    justNow: boolean;
    decidedAt: string;
    comment: string | null;
    handedToName: string | null;
    /** The step left the reader because people or covers had changed, by nobody's hand. */
    moved: boolean;
    later: LaterVersion | null;
    recall: Readonly<{ untilAt: string; nonce: string }> | null;
    nextPersonName: string | null;
    nextRole: ApprovalRole | null;
    form: FormState | null;
  }>;

/** The version has been replaced: what changed, and where the new question stands, if this person is asked again. */
export type TaskSupersededView = TaskBase & Readonly<{ currentVersion: number; differences: readonly Difference[]; newUrl: string | null; keptApproval: boolean }>;

/** Unknown, expired and revoked links look the same. POST /t/<token>/new-link mails only the address on record. */
export type TaskDeadView = Readonly<{ frame: PublicFrame; url: string; sent: boolean }>;
