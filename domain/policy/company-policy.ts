import type { ApprovalRole } from '../approval/policy.ts';

/**
 * The company's rules that are data: versioned, changeable without a deploy (Q2C.md 11). The limits of a typical deal are rows of the approval
 * policy, and how reminders go says the reminder policy. `slaMinutes`, `roundWorkingDays`, `keepUnchangedApprovals`, `undo.linkSeconds` and
 * `stepUp` are what the approval policy begins with: rounds are planned by its own versions (domain/approval/rules.ts).
 */
export type CompanyPolicy = Readonly<{
  zone: string;
  workingWeekdays: readonly number[];
  workingTime: readonly (readonly [string, string])[];
  /** Working time per step, and the working days after which a round expires. */
  slaMinutes: Readonly<Record<ApprovalRole, number>>;
  roundWorkingDays: number;
  /** Whether an approval holds for a later version in which nothing that its role judges has changed. */
  keepUnchangedApprovals: boolean;
  undo: Readonly<{ linkSeconds: number; apiKeySeconds: number }>;
  /**
   * Above this sum with VAT, in minor units of the company's currency, a decision by link takes a code from a letter besides; null is off.
   * Off by default: it makes the letter of a moment part of every large decision, and that is for the company to choose.
   */
  stepUp: Readonly<{ aboveMinor: number | null }>;
  /** Whose word releases shipments that a debt has stopped, beside the money itself; never the seller's of the deal. */
  shipmentOverDebt: Readonly<{ approverRoles: readonly ApprovalRole[] }>;
  quoteValidityDays: number;
  paymentTermsDays: number;
  pauseMaxDays: number;
  smallDifferenceMinor: number;
  watches: Readonly<{ createdNotSentWorkingMinutes: number; openedUnpaidDays: number; neverOpenedDays: number }>;
}>;

export const defaultCompanyPolicy: CompanyPolicy = {
  zone: 'Asia/Almaty',
  workingWeekdays: [1, 2, 3, 4, 5],
  workingTime: [
    ['09:00', '13:00'],
    ['14:00', '18:00'],
  ],
  slaMinutes: { manager: 240, lawyer: 960, cfo: 480, director: 480 },
  roundWorkingDays: 15,
  keepUnchangedApprovals: true,
  undo: { linkSeconds: 60, apiKeySeconds: 0 },
  stepUp: { aboveMinor: null },
  shipmentOverDebt: { approverRoles: ['cfo', 'director'] },
  quoteValidityDays: 14,
  paymentTermsDays: 14,
  pauseMaxDays: 180,
  smallDifferenceMinor: 5_000,
  watches: { createdNotSentWorkingMinutes: 120, openedUnpaidDays: 7, neverOpenedDays: 7 },
};
