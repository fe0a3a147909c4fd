import type { HeldDebt, InstalmentPlan, InvoiceFacts, OpenStepPlan, PackageRef, RouteStep, StepReplan, WatchKind } from '../ports.ts';
import type { Claim } from './state.ts';

export type Actor = Readonly<{ type: 'user' | 'api_key' | 'customer' | 'system' | 'bank' | 'signal'; id: string; via?: string }>;
export type Decision = 'approved' | 'rejected' | 'changes_requested';
export type Closing = 'paid' | 'lost' | 'cancelled' | 'written_off';
/** The customer was right, and the sum is credited; or was not, and the ladder goes on. */
export type DisputeOutcome = 'upheld' | 'rejected';

type Step = Readonly<{ taskId: string; version: number; round: number; position: number; role: string }>;
type Noted = Readonly<{ noteId: string | null }>;

/** Everything that can happen to a deal, by name and data. The numbers, times and actors are put on by the process. */
export type Happening =
  | { type: 'deal.created'; data: { entryStage: string } }
  | { type: 'deal.submitted'; data: { round: number } }
  | { type: 'deal.submit_refused'; data: { code: string; field: string | null } }
  | { type: 'deal.draft_changed'; data: { draftRevision: number } }
  | { type: 'quote.version_created'; data: PackageRef }
  | { type: 'approval.round_started'; data: { round: number; packageId: string; version: number; policyVersion: number; undoSeconds: number; expiresAt: string; steps: RouteStep[] } }
  | { type: 'approval.requested'; data: Step & OpenStepPlan }
  | { type: 'approval.reminded'; data: Step & { mark: number } }
  | { type: 'approval.escalated'; data: Step & { superiorId: string | null } }
  | { type: 'approval.stuck'; data: Step }
  | { type: 'approval.decided'; data: Step & Noted & { decision: Decision; actsAt: string; evidenceId: string | null } }
  | { type: 'approval.recalled'; data: Step }
  | { type: 'approval.handed_over'; data: Step & Noted & { fromUserId: string; toUserId: string } }
  | { type: 'approval.step_closed'; data: Step & { decision: Decision } }
  | { type: 'approval.replanned'; data: Step & StepReplan & { fromUserId: string; newSuperiorId?: string } }
  | { type: 'approval.superseded'; data: { round: number; version: number; taskId: string | null; personId: string | null } }
  | { type: 'approval.withdrawn'; data: Noted & { round: number; version: number; taskId: string | null; personId: string | null } }
  | { type: 'approval.expired'; data: { round: number; version: number } }
  | { type: 'deal.returned'; data: { round: number; decision: 'rejected' | 'changes_requested' | 'expired' | 'withdrawn'; role: string | null; noteId: string | null } }
  | { type: 'deal.approved'; data: { round: number; version: number } }
  | { type: 'quote.accepted'; data: { by: 'customer' | 'staff' } }
  | { type: 'contract.signed'; data: Record<string, never> }
  | { type: 'quote.expired'; data: Record<string, never> }
  | { type: 'deal.delivered'; data: { on: string } }
  | { type: 'billing.planned'; data: { instalments: InstalmentPlan[] } }
  | { type: 'invoice.review_required'; data: { instalment: number; review: string } }
  | { type: 'invoice.released'; data: { instalment: number } }
  | { type: 'invoice.refused'; data: { instalment: number; code: string; field: string | null } }
  | { type: 'invoice.issued'; data: { instalment: number; external: boolean } & InvoiceFacts }
  | { type: 'document.created'; data: { kind: 'quote' | 'invoice'; subjectId: string; documentIds: string[] } }
  | { type: 'invoice.sent'; data: { invoiceId: string; attempt?: number } }
  | { type: 'invoice.undeliverable'; data: { invoiceId: string; outcome: string; reason: string | null; attempt?: number } }
  | { type: 'invoice.viewed'; data: { invoiceId: string } }
  | { type: 'invoice.reposted'; data: { invoiceId: string; letterNo: number } }
  | { type: 'receipt.confirmed'; data: { invoiceId: string } }
  | { type: 'letter.returned'; data: { invoiceId: string; rung: string | null; reason: 'address_dead' | 'returned'; code: string | null } }
  | { type: 'letter.complained'; data: { invoiceId: string; rung: string | null } }
  | { type: 'letter.settled'; data: Noted & { letterId: string; invoiceId: string; rung: string | null; outcome: 'arrived' | 'send_again'; reasonText: string | null } }
  | { type: 'address.changed'; data: Record<string, never> }
  | { type: 'watch.raised'; data: { invoiceId: string; watch: WatchKind; reason: string } }
  | { type: 'invoice.overdue'; data: { invoiceId: string } }
  | { type: 'reminder.planned'; data: InvoiceFacts }
  | { type: 'reminder.sent'; data: Rung }
  | { type: 'reminder.skipped'; data: Rung & { noteId?: string | null; reasonText?: string | null } }
  | { type: 'reminder.released'; data: Rung & Noted & { reasonText: string | null } }
  | { type: 'reminder.held'; data: Rung & { heldUntil: string } }
  | { type: 'reminder.unresolved'; data: Rung & { outcome: 'verify' | 'undeliverable' } }
  | { type: 'collection.manual_started'; data: Rung }
  | { type: 'reminder.paused'; data: Noted & { pauseId: string; scope: 'deal' | 'invoice'; invoiceId: string | null; fromAt: string; untilAt: string; reasonText: string | null; replaces?: string[] } }
  | { type: 'reminder.pause_begun'; data: { pauseId: string; scope: 'deal' | 'invoice'; invoiceId: string | null } }
  | { type: 'reminder.resumed'; data: { scope: 'deal' | 'invoice'; invoiceId: string | null; automatic: boolean; pauseId: string | null } }
  | { type: 'promise.made'; data: { pauseId: string; invoiceId: string; payOn: string; amountMinor: number | null; fromAt: string; untilAt: string; claim?: Claim; replaces?: string[] } }
  | { type: 'promise.kept'; data: { pauseId: string; invoiceId: string } }
  | { type: 'promise.broken'; data: { pauseId: string; invoiceId: string; lapsed?: string[] } }
  | { type: 'dispute.opened'; data: Noted & { pauseId: string; invoiceId: string; amountMinor: number | null; fromAt: string; untilAt: string; reasonText: string | null; claim?: Claim } }
  | { type: 'payment.claimed'; data: Noted & { pauseId: string; invoiceId: string; paidOn: string; amountMinor: number | null; documentId: string | null; fromAt: string; untilAt: string } }
  | { type: 'payment_order.added'; data: { pauseId: string; invoiceId: string; documentId: string } }
  | { type: 'dispute.resolved'; data: { pauseId: string; invoiceId: string; outcome?: DisputeOutcome } }
  | { type: 'payment.received'; data: { invoiceId: string; paymentId: string; allocationId: string; amountMinor: number } }
  | { type: 'invoice.paid'; data: { invoiceId: string } }
  | { type: 'invoice.credited'; data: Noted & { invoiceId: string; creditId: string; amountMinor: number; isVoid: boolean } }
  | { type: 'invoice.closed'; data: { invoiceId: string; status: 'paid' | 'void' } }
  | {
      type: 'hold.lifted';
      data: Noted & {
        hold: 'shipment';
        approverId: string;
        role: string;
        version: number | null;
        overdueMinor: number;
        overdueDays: number;
        debts: HeldDebt[];
        holdIds: string[];
        reasonText: string | null;
      };
    }
  | { type: 'deal.handed_over'; data: Noted & { fromUserId: string; toUserId: string } }
  | { type: 'deal.closed'; data: Noted & { closing: Closing; reasonText: string | null } }
  | { type: 'deal.stuck'; data: { what: string; code: string; retryAt: string } }
  | { type: 'deal.unstuck'; data: { what: string } }
  | { type: 'command.refused'; data: { command: string; code: string } };

/** `dueAt`: the instant the plan had for the rung; `attempt`: counts from two where a person has had its letter sent again. */
export type Rung = Readonly<{ invoiceId: string; rung: string; dueAt: string; reason: string | null; attempt?: number }>;

/** A happening with its number, time, actor and the command that caused it (INV-6). */
export type DealEvent = Happening & Readonly<{ n: number; at: string; actor: Actor; commandId: string | null }>;
