import type { PolicyWarning } from '../../../domain/approval/check-holders.ts';
import type { PolicyProblem } from '../../../domain/approval/check-policy.ts';
import type { ApprovalFacts } from '../../../domain/approval/facts.ts';
import type { ApprovalRole, FactTest, PolicyRow, PolicyRows } from '../../../domain/approval/policy.ts';
import type { ApprovalRules, RuleField, RuleValue } from '../../../domain/approval/rules.ts';
import type { WorkingHours } from '../../../domain/calendar/working-hours.ts';
import type { StaffFrame } from './frame-view.ts';

export type HeldRole = 'seller' | ApprovalRole | 'finance' | 'admin';

/** What a change would leave to worry about: a role of the table without a holder, or nobody to administer. */
export type SettingsWarning = PolicyWarning | Readonly<{ code: 'no_admin' }>;

/** `hours`: of their own, null where the company's hold; `zone`: theirs where it is not the company's. */
export type PersonSetting = Readonly<{ id: string; name: string; roles: readonly HeldRole[]; superiorName: string | null; active: boolean; hours: WorkingHours | null; zone: string | null }>;
/** `runs`: today is one of its days. */
export type CoverSetting = Readonly<{ id: string; name: string; byName: string; fromOn: string; toOn: string; runs: boolean }>;
/** Who holds a role, in the order in which they are asked; `cover` where somebody stands in today. */
export type RolePool = Readonly<{ role: ApprovalRole; holders: readonly Readonly<{ name: string; cover: Readonly<{ byName: string; untilOn: string }> | null }>[] }>;

/** Who put a version of the table in force: a person, a machine by its key, or the set-up of the company. */
export type TableAuthor = Readonly<{ kind: 'person' | 'key'; name: string }> | Readonly<{ kind: 'set_up' }>;

/** The approval table as people read it, with everything that decides who is asked. `faults` are what a check finds in the table in force; `author` is null where nobody noted it. */
export type ApprovalSettingsView = Readonly<{
  frame: StaffFrame;
  mayChange: boolean;
  currency: string;
  table: Readonly<{ version: number; sinceAt: string; author: TableAuthor | null; rows: PolicyRows; faults: readonly PolicyProblem[] }>;
  warnings: readonly SettingsWarning[];
  rules: ApprovalRules;
  pools: readonly RolePool[];
  people: readonly PersonSetting[];
  covers: readonly CoverSetting[];
}>;

/** Why a form of the settings came back. The words are in `settings.problem.<code>`; what they need stands beside it. */
export type SettingsProblem = Readonly<{
  field: string | null;
  code:
    | ('condition_required' | 'value_unreadable' | 'value_not_lawful' | 'roles_required' | 'text_required' | 'text_too_long')
    | ('row_impossible' | 'row_needless' | 'other_impossible' | 'other_needless' | 'other_at_fault' | 'empty_route' | 'row_gone' | 'place_gone' | 'form_stale')
    | ('circle' | 'person_required' | 'person_not_allowed' | 'covers_himself' | 'date_unreadable' | 'ends_before' | 'cover_overlaps' | 'cover_gone')
    | ('hours_no_weekdays' | 'hours_no_time' | 'hours_ends_before' | 'hours_overlap' | 'zone_unknown')
    | ('hours_unreadable' | 'out_of_bounds');
  /** The other row that is meant. */
  row?: PolicyRow | undefined;
  names?: readonly string[];
  days?: Readonly<{ fromOn: string; toOn: string }>;
  /** The other line of hours that is meant, counted from one. */
  line?: number;
  bounds?: Readonly<{ from: number; to: number }>;
}>;

export type SettingsForm = Readonly<{ problems: readonly SettingsProblem[]; values: Readonly<Record<string, string>> }>;

/** The form of one row, new where `rowId` is null. `values` are by field name, as typed or as the row has them. */
export type RowFormView = Readonly<{
  frame: StaffFrame;
  currency: string;
  /** Of the table that the form was made from. */
  version: string;
  rowId: string | null;
  /** The row as it stands in the table, null for a new one. */
  row: PolicyRow | null;
  slots: number;
  others: PolicyRows;
  form: SettingsForm;
  conflict: SettingConflict | null;
}>;

/** `slots`: how many lines of hours the form offers; `companyHours` hold for whoever has none of their own. */
export type PersonFormView = Readonly<{
  frame: StaffFrame;
  id: string;
  name: string;
  seen: string;
  superiors: readonly Readonly<{ id: string; name: string }>[];
  companyHours: WorkingHours;
  slots: number;
  form: SettingsForm;
}>;
/** The form of the rules of rounds; `version` is that of the table it was made from, `values` are by field name, as typed or as they are in force. */
export type RuleFormView = Readonly<{ frame: StaffFrame; currency: string; version: string; form: SettingsForm }>;
export type CoverFormView = Readonly<{
  frame: StaffFrame;
  people: readonly Readonly<{ id: string; name: string }>[];
  todayOn: string;
  seen: string;
  form: SettingsForm;
  conflict: SettingConflict | null;
}>;

/**
 * What somebody else changed while a form was being filled in. Each thing stands as it was when the form was made, as it is now and as the
 * form would have it; `by` where it is known who changed it, `others` are rows of the table besides the one in hand.
 */
export type SettingConflict = Readonly<{
  by: Readonly<{ name: string; at: string }> | null;
  parts: readonly ConflictPart[];
  others: readonly Readonly<{ kind: 'added' | 'removed' | 'changed'; row: PolicyRow }>[];
}>;
/** `stays`: only somebody else changed it, and it stays changed: the form does not put the former back. */
export type ConflictPart = Readonly<{ what: SettingSubject; began: SettingValue | null; now: SettingValue | null; yours: SettingValue | null; stays?: true }>;

/** One thing that a change touches, before and after; null where there is nothing on that side. */
export type SettingDifference = Readonly<{ what: SettingSubject; before: SettingValue | null; after: SettingValue | null }>;
export type SettingSubject =
  | 'when'
  | 'roles'
  | 'text_ru'
  | 'text_kk'
  | 'text_en'
  | 'place'
  | 'held'
  | 'superior'
  | 'active'
  | 'hours'
  | 'zone'
  | 'cover'
  | `sla_${ApprovalRole}`
  | 'final_limit'
  | 'undo'
  | 'step_up'
  | 'keep';
export type SettingValue =
  | Readonly<{ tests: readonly FactTest[] }>
  | Readonly<{ roles: readonly HeldRole[] }>
  | Readonly<{ reason: string; first: FactTest | null }>
  | Readonly<{ following: PolicyRow | null }>
  | Readonly<{ name: string | null }>
  | Readonly<{ yes: boolean }>
  | Readonly<{ hours: WorkingHours | null }>
  | Readonly<{ cover: Omit<CoverSetting, 'id' | 'runs'> }>
  | Readonly<{ rule: RuleField; is: RuleValue }>;

/** Who would decide on a deal by the table in force and by the next one. */
export type RoutePreview = Readonly<{ deal: Readonly<{ title: string; customerName: string }> | null; facts: ApprovalFacts; before: readonly ApprovalRole[]; after: readonly ApprovalRole[] }>;
/** An open step that would pass from one person to another; `toName` null: nobody could decide it. */
export type MovedStep = Readonly<{ dealTitle: string; role: ApprovalRole; fromName: string; toName: string | null }>;

export type RetimedStep = Readonly<{ dealTitle: string; role: ApprovalRole; dueAt: string | null }>;

/** What a change would do, before it is done. `problems` forbid it; `conflict`: somebody else has changed the same meanwhile. */
export type ChangePreviewView = Readonly<{
  frame: StaffFrame;
  currency: string;
  about: Readonly<{ kind: 'table'; version: number }> | Readonly<{ kind: 'person'; name: string }> | Readonly<{ kind: 'cover' }>;
  conflict: SettingConflict | null;
  problems: readonly SettingsProblem[];
  differences: readonly SettingDifference[];
  routes: Readonly<{ examples: readonly RoutePreview[]; recent: readonly RoutePreview[]; recentTotal: number }> | null;
  steps: readonly MovedStep[] | null;
  /** The open tasks that get another deadline, for the working time of their person changes, with the one they have. */
  retimed?: readonly RetimedStep[];
  warnings: readonly SettingsWarning[];
  action: string;
  /** The whole change once more, as hidden fields of the form that puts it in force. */
  hidden: Readonly<Record<string, string>>;
  /** Whether there is a form to go back to. */
  mayMend: boolean;
}>;
