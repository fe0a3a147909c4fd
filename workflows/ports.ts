import type { ChaseLimits } from '../domain/dunning/chase-limits.ts';
import type { DealEvent } from './deal/events.ts';
import type { DealView } from './deal/view.ts';
import type { SignInLetterInput } from './staff-sign-in/messages.ts';
import type { StepUpCodeInput } from './step-up/messages.ts';
import type { TaskLinkInput } from './task-link/messages.ts';

/** What the deal's process needs from outside. activities/ implements these; only ids, codes, instants and sums pass through. */

export type PackageRef = Readonly<{ packageId: string; version: number; hash: string; grossMinor: number; validUntilAt: string }>;
/** An approval of an earlier version that still holds, because nothing that its role judges has changed (Q2C.md 3). */
export type KeptApproval = Readonly<{ taskId: string; version: number; byId: string; at: string }>;
/** `why`: the rows of the policy table that put the role on the route; their words stay in the database. */
export type RouteStep = Readonly<{ role: string; why: string[]; kept?: KeptApproval | null }>;
/** What the clock of a step has counted: `usedMs` of working time until `fromAt`, and from then on by the week that is kept under `weekId`. */
export type ClockCount = Readonly<{ weekId: string; fromAt: string; usedMs: number }>;
/**
 * `clock` and `turnsAt` are absent in plans of before people had hours of their own and covers were waited for.
 * `turnsAt`: when the covers that are known give the step to somebody else; null where none of them will.
 */
export type OpenStepPlan = Readonly<{
  taskId: string;
  personId: string;
  personVia: string;
  superiorId: string | null;
  remindAt: string[];
  dueAt: string;
  stuckAt: string;
  clock?: ClockCount;
  turnsAt?: string | null;
}>;
/** `firstStep`: the first step that must be asked; null where the approvals of all of them still hold. */
export type RoundPlan = Readonly<{ package: PackageRef; policyVersion: number; undoSeconds: number; expiresAt: string; steps: RouteStep[]; firstStep: OpenStepPlan | null }>;
export type Refusal = Readonly<{ refused: string; field?: string }>;
export type InstalmentPlan = Readonly<{ no: number; trigger: 'now' | 'delivery'; review: string | null }>;
/** `outcome`: will_send, skipped, covered_by_pause (overtaken by a later rung while a pause ran), or the fate a rung has had. */
export type RungPlan = Readonly<{
  rung: string;
  at: string;
  outcome: string;
  reason: string | null;
  /** Whether letters stop with it and a person begins; in plans from before policies were data, the rung +21 does. */
  ends?: boolean;
}>;
export type WatchKind = 'not_sent' | 'never_opened' | 'opened_unpaid';
/** `at`: when somebody is to look, as far as it is known; `afterMs`: how long after the sending or the opening, which may still be to come. */
export type WatchPlan = Readonly<{ kind: WatchKind; at: string | null; afterMs: number | null }>;
/** `watches`: absent in histories from before there were any. `limits`: what the policy allows when the ladder is planned; absent in plans from before it was carried. */
export type InvoiceFacts = Readonly<{ invoiceId: string; totalMinor: number; paidMinor: number; dueOn: string; overdueFromAt: string; rungs: RungPlan[]; watches?: WatchPlan[]; limits?: ChaseLimits }>;
/** `dropped`: rungs that are held or wait for the mail server, and that the plan has no more; absent where there are none, and in plans from before they were told. */
export type ReminderPlan = InvoiceFacts & Readonly<{ dropped?: Readonly<{ rung: string; dueAt: string }>[] }>;

/** A letter that an event asks for, and that nobody's answer waits for: kept with its event, the n-th, and sent beside the process. */
export type Notice = Readonly<{ n: number; letter: LetterInput }>;
export type RecordInput = Readonly<{ dealId: string; events: DealEvent[]; notices: Notice[]; view: DealView; now: string }>;
export type RoundInput = Readonly<{ dealId: string; round: number; ownerId: string; now: string }>;
export type StepInput = Readonly<{ dealId: string; packageId: string; version: number; round: number; position: number; role: string; ownerId: string; now: string }>;
/** The step in hand, as it was opened and last planned: whoever was handed it keeps it, and what its clock has counted stays counted. */
export type ReplanStepInput = Omit<StepInput, 'packageId'> &
  Readonly<{
    taskId: string;
    personId: string;
    personVia: string;
    openedAt: string;
    roundStartedAt: string;
    remindAt: readonly string[];
    dueAt: string;
    stuckAt: string;
    clock?: ClockCount;
  }>;
export type StepReplan = OpenStepPlan & Readonly<{ expiresAt: string }>;
export type ReminderPlanInput = Readonly<{ dealId: string; invoiceId: string; settled: Record<string, string>; now: string }>;

/** Short, repeat-safe database steps: local activities (temporal.md 4.6). */
export type RecordPorts = {
  /** Writes the events with their numbers and the read model in one transaction; a repeat changes nothing. */
  record(input: RecordInput): Promise<void>;
  /** Freezes the draft as a version, plans the route from the policy table and opens its first step. */
  prepareRound(input: RoundInput): Promise<RoundPlan | Refusal>;
  /** Freezes the draft without a route, for deals that enter at invoicing. */
  freezePackage(input: { dealId: string; now: string }): Promise<PackageRef | Refusal>;
  /** Finds the person of a step and the instants of its clock. */
  openStep(input: StepInput): Promise<OpenStepPlan>;
  /** The same anew after a change of people, covers or calendar, on the day of a cover, or after a hand-over; the time that has been used stays used. */
  replanStep(input: ReplanStepInput): Promise<StepReplan>;
  /** Which invoices the package makes, when, and which of them a person must look at first. */
  planBilling(input: { dealId: string; packageId: string; now: string }): Promise<InstalmentPlan[]>;
  /** Gives number, reference and due date in one transaction and plans the ladder; asked twice it answers the same invoice. */
  issueInvoice(input: { dealId: string; packageId: string; instalment: number; deliveredOn: string | null; now: string }): Promise<InvoiceFacts | Refusal>;
  /** The ladder of an invoice from policy, calendar, pauses and the ledger, as of now. */
  planReminders(input: ReminderPlanInput): Promise<ReminderPlan>;
  /** May this person release the deal's shipments, and over which debts: by the policy, the people and the ledger of this moment. */
  weighLift(input: LiftInput): Promise<LiftWeighed>;
};

/** An invoice past its due date, or one whose hold is in force: what it is owed, and for how many days on the customer's calendar. */
export type HeldDebt = Readonly<{ invoiceId: string; overdueMinor: number; overdueDays: number }>;
export type LiftInput = Readonly<{ dealId: string; approverId: string | null; ownerId: string; now: string }>;
/** `again`: the same person has lifted it already. A refusal is a rule's "no", in a sentence for whoever asked. */
export type LiftWeighed =
  | Readonly<{ outcome: 'may'; approverId: string; role: string; debts: HeldDebt[]; holdIds: string[] }>
  | Readonly<{ outcome: 'again' }>
  | Readonly<{ outcome: 'refused'; code: 'not_entitled' | 'hold_not_in_force'; sentence: string; data: Readonly<Record<string, unknown>> }>;

export type DocumentInput = Readonly<{ dealId: string; kind: 'quote' | 'invoice'; subjectId: string; now: string }>;

export type DocumentPorts = {
  /** Prints the document in every language; the same input makes the same document. */
  renderDocument(input: DocumentInput): Promise<{ documentIds: string[] }>;
};

export type LetterKind =
  | 'approval_request'
  | 'approval_reminder'
  | 'approval_escalated'
  | 'approval_stuck'
  | 'approval_superseded'
  | 'approval_withdrawn'
  | 'round_expired'
  | 'deal_rejected'
  | 'invoice'
  | 'owner_overdue'
  | 'promise_broken'
  | 'payment_claimed'
  | 'head_task'
  | 'manual_collection'
  | 'payment_received'
  | 'thank_you'
  | 'reminder_copy'
  | 'customer_held'
  | 'delivery_problem';

/** `letterKey` is stable across retries and names the letter: the same key never makes a second letter. */
export type LetterInput = Readonly<{ dealId: string; letterKey: string; kind: LetterKind; subjectId: string; detail: string | null; toUserId: string | null; now: string }>;
export type LetterOutcome = Readonly<{ outcome: 'sent' | 'verify' | 'undeliverable' | 'skipped'; reason: string | null }> | Readonly<{ outcome: 'retry'; reason: string; retryAfterSeconds: number }>;
/** `bankDataWaived`: finance has decided that the letter goes without fresh bank data; every other check stands. */
export type RungInput = Readonly<{ dealId: string; invoiceId: string; rung: string; dueAt: string; legalAt: string | null; ownerId: string; now: string; bankDataWaived?: boolean }>;
export type RungOutcome =
  | Readonly<{ outcome: 'sent' | 'skipped' | 'verify' | 'undeliverable' | 'done'; reason: string | null }>
  | Readonly<{ outcome: 'held'; reason: string; heldUntil: string }>
  | Readonly<{ outcome: 'retry'; reason: string; retryAfterSeconds: number }>;

export type LetterPorts = {
  sendLetter(input: LetterInput): Promise<LetterOutcome>;
  /** One rung of one invoice through the critical section of Q2C.md 6: check, claim, effect, letter, outcome. */
  sendRung(input: RungInput): Promise<RungOutcome>;
};

/** Links and codes that let colleagues in or confirm what they decide, each in a letter of its own to the address on record. */
export type SignInPorts = {
  /** A link that signs its person in, once, within 15 minutes. */
  sendSignInLetter(input: SignInLetterInput): Promise<LetterOutcome>;
  /** A new link to an approval step that still waits for its person. */
  sendTaskLink(input: TaskLinkInput): Promise<LetterOutcome>;
  /** The code that confirms one decision, within 10 minutes. */
  sendStepUpCode(input: StepUpCodeInput): Promise<LetterOutcome>;
};
