export type DealStage = 'quoting' | 'approving' | 'accepting' | 'invoicing' | 'collecting' | 'paid' | 'manual_collection' | 'written_off' | 'lost' | 'cancelled';

/** What a deal waits for. The short words are in `words.waiting.<code>`, the sentences of the deal page in `pages.waiting.<code>`. */
export type WaitingCode =
  | 'draft_open'
  | 'approval_open'
  | 'undo_window'
  | 'acceptance_open'
  | 'signature_open'
  | 'invoice_review'
  | 'invoice_issuing'
  | 'requisites_incomplete'
  | 'delivery_pending'
  | 'payment_due'
  | 'payment_overdue'
  | 'reminders_paused'
  | 'promise_open'
  | 'dispute_open'
  | 'bank_data_stale'
  | 'address_dead'
  | 'manual_collection'
  | 'preparation'
  | 'failed_activity'
  | 'nothing';

/** Who holds the ball: a person by name, the customer, the bank, or the engine itself. */
export type HolderView = Readonly<{ type: 'user' | 'customer' | 'bank' | 'system' | 'none'; name?: string; coverFor?: string }>;

/** What happens next by itself, and when. The words are in `pages.next.<code>`. */
export type NextCode =
  | 'reminder_50'
  | 'reminder_80'
  | 'escalation'
  | 'stuck_mark'
  | 'approver_turn'
  | 'round_expires'
  | 'quote_expires'
  | 'letter'
  | 'letters_stop'
  | 'promise_due'
  | 'pause_begins'
  | 'pause_ends'
  | 'held_letter_decision'
  | 'undo_window_ends'
  | 'retry'
  | 'overdue'
  | 'delivery'
  | 'task';
export type NextView = Readonly<{ code: NextCode; at: string | null; rung?: RungName }>;

/** The number of days of a rung: -3, 0, +7. */
export type RungName = string;
