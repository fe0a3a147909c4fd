import type { ReminderPolicyProblemCode } from '../../../domain/dunning/check-reminder-policy.ts';
import type { ComparedRung, PlanDifference } from '../../../domain/dunning/compare-plans.ts';
import type { LadderRung } from '../../../domain/dunning/ladder.ts';
import type { AppliesTo, ReminderPolicy, Segment } from '../../../domain/dunning/policy.ts';
import type { StaffFrame } from './frame-view.ts';

/** What takes a version on: invoices to come alone, those of a segment besides, or all open ones. */
export type TakenOnBy = 'new_deals' | 'all_open' | Readonly<{ segment: Segment }>;

/** When a rung goes for the example invoice; `goes` false where a later one of its day goes instead. */
export type ExampleRung = Readonly<{ rung: string; at: string; goes: boolean }>;

/** A policy in force as people read it. `sinceAt` null: the built-in one, which nobody has saved yet. */
export type PolicySetting = Readonly<{
  policyId: string;
  policy: ReminderPolicy;
  version: number;
  sinceAt: string | null;
  authorName: string | null;
  example: readonly ExampleRung[];
  open: Readonly<{ inForce: number; earlier: number }>;
}>;

export type AdoptionSetting = Readonly<{ policyId: string; appliesTo: AppliesTo; version: number; scope: TakenOnBy; at: string; total: number; done: number; failed: number }>;

/** `/settings/reminders`: every ladder in words, with the dates of an invoice issued today. */
export type ReminderSettingsView = Readonly<{ frame: StaffFrame; mayChange: boolean; exampleDueOn: string; policies: readonly PolicySetting[]; adoptions: readonly AdoptionSetting[] }>;

/** Why a form came back. The words are in `reminders.problem.<code>`. */
export type ReminderProblem = Readonly<{
  field: string | null;
  code: ReminderPolicyProblemCode | 'days_unreadable' | 'hour_unreadable' | 'number_unreadable' | 'dates_unreadable' | 'claims_nobody' | 'scope_required' | 'rung_gone';
  /** The rung at fault, where it is not the one in hand. */
  rung?: string;
  /** The other rung that is meant. */
  otherRung?: string;
  /** The other policy that is meant. */
  otherPolicy?: Readonly<{ policyId: string; appliesTo: AppliesTo }>;
  most?: number;
}>;
export type ReminderForm = Readonly<{ problems: readonly ReminderProblem[]; values: Readonly<Record<string, string>> }>;

/** A form of one policy: `rung` is the rung as it stands, null for a new one. */
export type RungFormView = Readonly<{ frame: StaffFrame; policyId: string; version: number; rung: LadderRung | null; form: ReminderForm }>;
/** The rules of a policy beside its ladder; `policyId` null: of a new one. */
export type RulesFormView = Readonly<{ frame: StaffFrame; policyId: string | null; appliesTo: AppliesTo; version: number; form: ReminderForm }>;

/** What each choice of who takes the version on would do. */
export type TakingOn = Readonly<{ scope: TakenOnBy; invoices: number; difference: PlanDifference }>;
export type ChangedInvoice = Readonly<{ customerName: string; dealTitle: string; number: string | null; rungs: readonly ComparedRung[] }>;

/** A change before it is put in force, or a version in force before open invoices take it on (`before` null). */
export type ReminderPreviewView = Readonly<{
  frame: StaffFrame;
  policyId: string;
  version: number;
  before: ReminderPolicy | null;
  after: ReminderPolicy;
  examples: Readonly<{ before: readonly ExampleRung[]; after: readonly ExampleRung[] }>;
  stale: boolean;
  form: ReminderForm;
  takingOn: readonly TakingOn[];
  changed: readonly ChangedInvoice[];
  changedTotal: number;
  /** When all open invoices were counted; it may be a little while ago. */
  countedAt: string;
  action: string;
  hidden: Readonly<Record<string, string>>;
  mayMend: boolean;
}>;
