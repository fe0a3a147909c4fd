import type { Money } from '../../../domain/money/money.ts';
import type { ApprovalRole } from './frame-view.ts';
import type { HumanTaskKind } from './tasks-view.ts';
import type { RungName } from './waiting-view.ts';

/**
 * What happened, as the story of a deal tells it. Each kind carries just the raw values that its sentence needs;
 * the sentences are in `pages.story.<what>`. A kind that is missing here breaks the build of whoever maps the events.
 */
export type StoryFact =
  | Readonly<{
      what:
        | 'deal_created'
        | 'draft_changed'
        | 'route_superseded'
        | 'submit_refused'
        | 'submit_without_approver'
        | 'round_expired'
        | 'approval_withdrawn'
        | 'deal_marked_stuck'
        | 'quote_accepted'
        | 'quote_declined'
        | 'quote_expired'
        | 'contract_signed'
        | 'goods_delivered'
        | 'address_changed';
    }>
  | Readonly<{
      what:
        | 'reminders_resumed'
        | 'reminders_stopped'
        | 'deal_paid'
        | 'deal_cancelled'
        | 'deal_lost'
        | 'deal_written_off'
        | 'shipment_held'
        | 'shipment_hold_over'
        | 'command_refused'
        | 'time_moved'
        | 'crm_told'
        | 'other';
    }>
  | Readonly<{ what: 'package_submitted'; version: number; sum: Money }>
  | Readonly<{
      what: 'approval_opened' | 'approval_reminded' | 'approval_escalated' | 'approval_approved' | 'approval_rejected' | 'approval_changes_requested' | 'approval_recalled';
      role: ApprovalRole;
      personName: string | null;
    }>
  | Readonly<{ what: 'shipment_released'; sum: Money; overdueDays: number; role: ApprovalRole; personName: string | null; packageVersion: number | null }>
  | Readonly<{ what: 'approvals_kept'; roles: readonly ApprovalRole[] }>
  | Readonly<{ what: 'approval_handed_over' | 'approval_covered'; role: ApprovalRole; personName: string; fromName: string }>
  | Readonly<{ what: 'invoice_issued'; number: string; sum: Money; dueOn: string }>
  | Readonly<{
      what:
        | 'invoice_review'
        | 'invoice_released'
        | 'invoice_sent'
        | 'invoice_viewed'
        | 'receipt_confirmed'
        | 'invoice_voided'
        | 'invoice_bounced'
        | 'invoice_reposted'
        | 'invoice_unconfirmed'
        | 'invoice_arrived'
        | 'invoice_again'
        | 'invoice_credited'
        | 'letter_complained';
      number: string | null;
    }>
  | Readonly<{
      what: 'rung_sent' | 'rung_crossed' | 'rung_skipped' | 'rung_held' | 'rung_released' | 'rung_undeliverable' | 'rung_returned' | 'rung_verify' | 'rung_arrived' | 'rung_again';
      rung: RungName;
      address: string | null;
    }>
  | Readonly<{ what: 'letter_sent'; subject: string; address: string }>
  | Readonly<{ what: 'message_sent'; subject: string; personName: string | null }>
  | Readonly<{ what: 'message_unconfirmed'; personName: string | null }>
  | Readonly<{ what: 'message_undeliverable'; personName: string | null; obstacle: 'blocked' | 'no_chat' | 'refused' }>
  | Readonly<{ what: 'reminders_paused'; untilAt: string }>
  | Readonly<{ what: 'payment_promised' | 'promise_kept' | 'promise_broken'; payOn: string; sum: Money | null }>
  | Readonly<{ what: 'payment_claimed'; paidOn: string; sum: Money | null }>
  | Readonly<{ what: 'payment_order_added' }>
  | Readonly<{ what: 'invoice_disputed' | 'dispute_resolved'; sum: Money | null }>
  | Readonly<{ what: 'payment_received' | 'payment_unmatched'; sum: Money; payerName: string }>
  | Readonly<{
      what: 'task_opened' | 'task_done';
      task: HumanTaskKind;
      personName: string | null;
    }>;

/** One line of the story. `who` is a name, or null where the engine did it by itself; `words` are the comment or reason given. */
export type StoryEntry = StoryFact & Readonly<{ at: string; who: string | null; words: string | null; letter: Readonly<{ subject: string; text: string }> | null }>;
