import type { ApprovalRole } from '../approval/policy.ts';
import type { HoldScope } from '../dunning/hold-scope.ts';
import { type DunningLadder, defaultLadder } from '../dunning/ladder.ts';

/**
 * The company's rules that are data: versioned, changeable without a deploy (Q2C.md 11). The limits of a typical deal are rows of the approval
 * policy. `slaMinutes`, `roundWorkingDays`, `keepUnchangedApprovals`, `undo.linkSeconds` and `stepUp` are what that policy begins with:
 * rounds are planned by its own versions (domain/approval/rules.ts).
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
  quoteValidityDays: number;
  paymentTermsDays: number;
  dunning: Readonly<{
    ladder: DunningLadder;
    sendTime: string;
    quietFrom: string;
    quietUntil: string;
    minGapHours: number;
    missed: 'skip_to_current' | 'send_in_order';
    holdWorkingDays: number;
    /** What a shipment hold stops; absent in policies of before, and then the deal alone. */
    shipmentHoldScope?: HoldScope;
  }>;
  promise: Readonly<{ customerMaxDays: number; customerMaxTimes: number; staffMaxDays: number; graceDays: number }>;
  pauseMaxDays: number;
  smallDifferenceMinor: number;
  freshnessWorkingDays: number;
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
  quoteValidityDays: 14,
  paymentTermsDays: 14,
  dunning: { ladder: defaultLadder, sendTime: '10:00', quietFrom: '20:00', quietUntil: '09:00', minGapHours: 20, missed: 'skip_to_current', holdWorkingDays: 2, shipmentHoldScope: 'deal' },
  promise: { customerMaxDays: 14, customerMaxTimes: 2, staffMaxDays: 60, graceDays: 1 },
  pauseMaxDays: 180,
  smallDifferenceMinor: 5_000,
  freshnessWorkingDays: 1,
  watches: { createdNotSentWorkingMinutes: 120, openedUnpaidDays: 7, neverOpenedDays: 7 },
};
