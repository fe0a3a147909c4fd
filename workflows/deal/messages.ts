import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { InvoiceFacts } from '../ports.ts';
import type { EntryStage } from './commands.ts';
import type { PlanEffect, SlowEffect } from './effects.ts';
import type { Actor } from './events.ts';
import type { DealState } from './state.ts';

/** The contract of a deal's process: one plain-JSON argument per message, the body of the route plus `command_id` and `actor` (API.md). */
export type Message = Readonly<{ command_id: string; actor: Actor } & Record<string, unknown>>;

/** What an update answers: the number of the last recorded event and what the deal now waits for. */
export type Answer = Readonly<{
  revision: number;
  stage: string;
  next_letter: { invoice_id: string; rung: string; at: string } | null;
  paused_until: string | null;
  decision: string | null;
  acts_at: string | null;
}>;

export const messageNames = [
  'submit',
  'change_package',
  'approve',
  'reject',
  'request_changes',
  'hand_over',
  'recall',
  'withdraw',
  'approvers_changed',
  'accept',
  'decline',
  'cancel',
  'lose',
  'write_off',
  'pause_reminders',
  'resume_reminders',
  'promise_to_pay',
  'dispute',
  'claim_payment',
  'add_payment_order',
  'resolve_dispute',
  'payment_recorded',
  'invoice_credited',
  'pauses_changed',
  'address_changed',
  'invoice_viewed',
  'confirm_receipt',
  'letter_reported',
  'settle_letter',
  'send_held_reminder',
  'skip_held_reminder',
  'reminder_policy_changed',
  'mark_signed',
  'mark_delivered',
  'release_invoice',
  'lift_hold',
] as const;

export type MessageName = (typeof messageNames)[number];

export const dealUpdate = (name: MessageName) => defineUpdate<Answer, [Message]>(name);
export const dealSignal = (name: MessageName) => defineSignal<[Message]>(name);

/** The whole state, for tests and for a look at one deal; lists and pages read Postgres. */
export const stateQuery = defineQuery<DealState>('state');

export type DealStart = Readonly<{
  dealId: string;
  customerId: string;
  ownerId: string;
  currency: string;
  acceptance: DealState['acceptance'];
  entryStage: EntryStage;
  submit: boolean;
  /** Invoices issued elsewhere, for deals that enter at collecting; their ladders are planned by the process. */
  invoices: InvoiceFacts[];
  actor: Actor;
  /** Whether decisions by raw signal count; only the demo sets it (API.md). */
  signalDecisions: boolean;
  /** Everything a run hands to the next one; absent at the first start. */
  carried?: Carried;
}>;

export type Carried = Readonly<{
  state: DealState;
  /** Command ids already handled, oldest first, with the revision they led to. */
  seen: readonly (readonly [string, number])[];
  /** Documents, letters and plans that wait for their next try. */
  slow: readonly Readonly<{ effect: SlowEffect | PlanEffect; startAt: string; failures: number }>[];
}>;
