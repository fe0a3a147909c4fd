import type { Money } from '../../../domain/money/money.ts';

export type PageLanguage = 'ru' | 'kk' | 'en';

/** How a page is to be read: its language, and the IANA zone in which it tells every time. */
export type PageReader = Readonly<{ language: PageLanguage; zone: string }>;

/** Whom to ask; stands in the footer of every page, always in the same place. */
export type HelpContact = Readonly<{ name: string; position?: string; phone?: string; email?: string; hours?: string }>;

/** What was just done, said once on top of the page that the form leads back to. */
export type DoneCode =
  | 'entered'
  | 'signed_out'
  | 'submitted'
  | 'paused'
  | 'resumed'
  | 'promised'
  | 'promised_part'
  | 'scheduled'
  | 'payment_claimed'
  | 'order_added'
  | 'released'
  | 'hold_lifted'
  | 'cancelled'
  | 'lost'
  | 'withdrawn'
  | 'written_off'
  | 'accepted'
  | 'declined'
  | 'signed'
  | 'delivered'
  | 'handed_over'
  | 'payer_type_decided'
  | 'fast_forwarded'
  | 'disputed'
  | 'receipt_confirmed'
  | 'task_done'
  | 'letter_settled'
  | 'letter_released'
  | 'letter_dropped'
  | 'decision_recalled'
  | 'link_sent'
  | 'table_changed'
  | 'person_changed'
  | 'cover_added'
  | 'cover_removed'
  | 'reminders_changed'
  | 'reminders_adopted';

/** The frame of staff pages: header with sections, the person signed in, footer. `path` is the page's own path with its query. */
export type StaffFrame = Readonly<{
  companyName: string;
  path: string;
  nowAt: string;
  help: HelpContact;
  person: Readonly<{ name: string }> | null;
  csrf: string;
  section: 'start' | 'deals' | 'tasks' | 'settings' | 'inbox' | 'none';
  openTasks: number;
  inbox: boolean;
  /** Whether the person signed in may read the settings. */
  settings: boolean;
  done: DoneCode | null;
}>;

/** The frame of pages opened by a link from a letter: no sections, no sign-in. */
export type PublicFrame = Readonly<{ companyName: string; companyLine?: string; path: string; nowAt: string; help: HelpContact; done: DoneCode | null }>;

/** Why a form was sent back. The words are in `pages.problem.<code>`. */
export type ProblemCode =
  | 'decision_required'
  | 'comment_required'
  | 'person_required'
  | 'person_not_allowed'
  | 'reason_required'
  | 'reason_too_long'
  | 'payer_type_required'
  | 'proposal_changed'
  | 'date_required'
  | 'date_unreadable'
  | 'not_in_future'
  | 'too_far_ahead'
  | 'amount_unreadable'
  | 'amount_out_of_range'
  | 'too_many_promises'
  | 'amount_required'
  | 'day_twice'
  | 'schedule_untied'
  | 'day_ahead'
  | 'day_long_ago'
  | 'claim_open'
  | 'too_many_claims'
  | 'claim_over'
  | 'too_many_orders'
  | 'file_unknown'
  | 'file_too_large'
  | 'file_empty'
  | 'file_required'
  | 'invoice_changed'
  | 'invoice_closed'
  | 'email_unreadable'
  | 'code_required'
  | 'code_wrong'
  | 'code_worn_out'
  | 'code_dead'
  | 'code_for_other'
  | 'too_many_codes'
  | 'form_expired'
  | 'undo_window_over'
  | 'not_entitled'
  | 'not_approver'
  | 'hold_not_in_force'
  | 'wrong_stage'
  | 'reminder_gone'
  | 'stays_open'
  | 'try_again';

/** One problem of a form; `field` is the field's name, or null where the whole form is meant. `left` counts the tries that remain, `nextAt` is when it may be tried again. */
export type FormProblem = Readonly<{ field: string | null; code: ProblemCode; latestOn?: string; limit?: Money; left?: number; nextAt?: string }>;

/** What a form sent back carries: the problems and every typed value by field name. */
export type FormState = Readonly<{ problems: readonly FormProblem[]; values: Readonly<Record<string, string>> }>;

/** One condition of two versions. A value is raw: text, money or a number with its unit. */
export type Difference = Readonly<{ what: DifferenceSubject; before: DifferenceValue; after: DifferenceValue }>;
export type DifferenceSubject =
  | Readonly<{ code: 'gross' | 'net' | 'margin' | 'discount' | 'due' | 'instalments' | 'contract' | 'special_terms' | 'delivery' | 'acceptance' }>
  | Readonly<{ line: string; part?: 'qty' | 'unit_price' | 'discount' | 'vat' }>;
export type DifferenceValue =
  | Readonly<{ money: Money }>
  | Readonly<{ text: string }>
  | Readonly<{ percent: string }>
  | Readonly<{ days: number }>
  | Readonly<{ qty: string; unit: string }>
  | Readonly<{ absent: true }>;

/** A document that may be opened. */
export type DocumentLink = Readonly<{ kind: 'quote' | 'invoice' | 'contract'; number?: string; version?: number; madeAt?: string; url: string; bytes?: number }>;

export type ApprovalRole = 'manager' | 'lawyer' | 'cfo' | 'director';
export type TaskOutcome = 'waiting' | 'open' | 'approved' | 'rejected' | 'changes_requested' | 'handed_over' | 'expired' | 'superseded';
