import type { InstalmentPlan, InvoiceFacts, LiftWeighed, OpenStepPlan, PackageRef, ReminderPlan, RoundPlan, StepReplan, WatchKind } from '../ports.ts';
import type { Actor, Decision, DisputeOutcome } from './events.ts';

/** What people, machines and integrators ask of a deal. */
export type Request =
  | { type: 'submit' }
  | { type: 'change_package'; draftRevision: number }
  | { type: 'decide_step'; decision: Decision; taskId: string; version: number; noteId: string | null; evidenceId: string | null }
  | { type: 'hand_over_step'; taskId: string; version: number; toUserId: string; noteId: string | null }
  | { type: 'recall'; taskId: string }
  | { type: 'withdraw'; noteId: string | null }
  | { type: 'approvers_changed' }
  | { type: 'accept' }
  | { type: 'mark_signed' }
  | { type: 'mark_delivered'; on: string }
  | { type: 'release_invoice'; instalment: number }
  | { type: 'close'; closing: 'lost' | 'cancelled' | 'written_off'; noteId: string | null; reasonText: string | null }
  | { type: 'hand_over_deal'; toUserId: string; noteId: string | null }
  | (Ledger & { type: 'pause_reminders'; invoiceId: string | null; fromAt: string | null; untilAt: string; noteId: string | null; reasonText: string | null })
  | { type: 'resume_reminders'; invoiceId: string | null; pauseId: string | null }
  | (Ledger & { type: 'promise_to_pay'; invoiceId: string; parts: readonly PromisePart[] })
  | (Ledger & { type: 'dispute'; invoiceId: string; amountMinor: number | null; untilAt: string | null; noteId: string | null; reasonText: string | null })
  | { type: 'claim_payment'; invoiceId: string; paidOn: string; amountMinor: number | null; documentId: string | null; untilAt: string | null; noteId: string | null }
  | { type: 'add_payment_order'; invoiceId: string; documentId: string }
  | { type: 'resolve_dispute'; pauseId: string; invoiceId: string | null; outcome: DisputeOutcome | null }
  | { type: 'payment_recorded'; invoiceId: string; paymentId: string; allocationId: string; amountMinor: number }
  | { type: 'invoice_credited'; invoiceId: string; creditId: string; amountMinor: number; isVoid: boolean; noteId: string | null }
  | { type: 'pauses_changed'; invoiceId: string | null }
  | { type: 'address_changed' }
  | { type: 'invoice_viewed'; invoiceId: string }
  | { type: 'confirm_receipt'; invoiceId: string }
  | { type: 'letter_reported'; invoiceId: string; rung: string | null; meaning: 'address_dead' | 'returned' | 'complaint'; code: string | null }
  | (AnyLadder & { type: 'settle_letter'; letterId: string; invoiceId: string; rung: string | null; outcome: 'arrived' | 'send_again'; noteId: string | null; reasonText: string | null })
  | { type: 'decide_held'; outcome: 'send_now' | 'skip'; invoiceId: string; rung: string; noteId: string | null; reasonText: string | null }
  | { type: 'reminder_policy_changed' }
  | { type: 'lift_hold'; hold: 'shipment'; approverId: string | null; noteId: string | null; reasonText: string | null };

/** False in deals from before the ledger of pauses, where every interval stood beside the others and covered everything. The shell says so; where it does not, the ledger holds. */
type Ledger = { ledger?: boolean };

/** True in deals from before, which took it that a letter goes again whose rung their ladder had no more. The shell says so. */
type AnyLadder = { anyLadder?: boolean };

/** One promise, or one part of a schedule. Without `untilAt` it holds to the end of its day of grace; without a sum it is for everything owed. */
export type PromisePart = Readonly<{ payOn: string; untilAt: string | null; amountMinor: number | null }>;

/** What the outside answered: results of activities, fed back as facts. */
export type Fact =
  | { type: 'create'; entryStage: EntryStage; submit: boolean; invoices: InvoiceFacts[] }
  | { type: 'round_prepared'; plan: RoundPlan }
  | { type: 'package_frozen'; package: PackageRef }
  | { type: 'package_refused'; code: string; field: string | null }
  | { type: 'step_opened'; position: number; version: number; plan: OpenStepPlan }
  | { type: 'step_replanned'; taskId: string; plan: StepReplan }
  | { type: 'billing_planned'; instalments: InstalmentPlan[] }
  | { type: 'invoice_issued'; instalment: number; facts: InvoiceFacts }
  | { type: 'invoice_refused'; instalment: number; code: string; field: string | null }
  | { type: 'reminders_planned'; facts: ReminderPlan }
  | { type: 'lift_weighed'; asked: Extract<Request, { type: 'lift_hold' }>; weighed: LiftWeighed }
  | { type: 'document_created'; kind: 'quote' | 'invoice'; subjectId: string; documentIds: string[] }
  | { type: 'invoice_letter_finished'; invoiceId: string; outcome: string; reason: string | null }
  | RungFinished
  | { type: 'effect_failed'; what: string; code: string; retryAt: string }
  | { type: 'effect_recovered'; what: string }
  | { type: 'refuse'; command: string; code: string };

/** `dueAt`: when it was due by the plan that called for it, where a new plan has left the rung behind meanwhile. Deals from before lost what became of such a rung. */
export type RungFinished = { type: 'rung_finished'; invoiceId: string; rung: string; outcome: RungFate; reason: string | null; heldUntil: string | null; dueAt?: string };
export type RungFate = 'sent' | 'skipped' | 'held' | 'verify' | 'undeliverable' | 'done';
export type EntryStage = 'quoting' | 'approving' | 'invoicing' | 'collecting';

/** A deadline is a command like any other; the loop gives it when its instant has come. */
export type Deadline =
  | { type: 'remind_step'; taskId: string; mark: number }
  | { type: 'escalate_step'; taskId: string }
  | { type: 'stuck_step'; taskId: string }
  | { type: 'act_on_decision'; taskId: string }
  | { type: 'expire_round'; round: number; version: number }
  | { type: 'expire_quote' }
  | { type: 'invoice_overdue'; invoiceId: string }
  | { type: 'skip_rung'; invoiceId: string; rung: string }
  | { type: 'pause_begins'; pauseId: string }
  | { type: 'pause_over'; pauseId: string }
  | { type: 'watch_due'; invoiceId: string; watch: WatchKind };

export type Command = Request | Fact | Deadline;

/** When and by whom a command is given; a decision reads no clock of its own. */
export type Given = Readonly<{ now: string; actor: Actor; commandId: string | null }>;

export const system: Actor = { type: 'system', id: 'process' };
