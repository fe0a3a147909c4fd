import type { HoldScope } from './hold-scope.ts';
import { type DunningLadder, defaultLadder } from './ladder.ts';
import type { QuietDays, QuietHours } from './quiet-time.ts';

export const segments = ['retail', 'corporate', 'state'] as const;
export type Segment = (typeof segments)[number];
/** How a customer has paid so far: late for the first time, late as a rule, or silent (Q2C.md 6). */
export const payerTypes = ['accidental', 'chronic', 'problem'] as const;
export type PayerType = (typeof payerTypes)[number];

/** The policy of everybody whom no other policy claims. */
export const defaultPolicyId = 'default';

/** Whom a policy is for; both lists empty: nobody, except for the default one, which is for everybody else. */
export type AppliesTo = Readonly<{ segments: readonly Segment[]; payerTypes: readonly PayerType[] }>;

/** How reminders go: plain data, versioned, changeable without a deploy (Q2C.md 6 and 11). Days and hours are those of the customer. */
export type ReminderPolicy = Readonly<{
  rungs: DunningLadder;
  /** After a pause or downtime: one letter, the right one, or every missed one, a day apart. */
  onMissed: 'skip_to_current' | 'send_in_order';
  /** Between two letters to one customer. */
  minGapHours: number;
  /** Letters of one hour leave within so many minutes from it, each customer always at the same one; 0: all at once. */
  spreadMinutes: number;
  quietHours: QuietHours;
  quietDays: QuietDays;
  /** Bank statements must reach to within so many working days before a letter leaves. */
  freshnessWorkingDays: number;
  /** A letter held so long for want of statements is for finance to decide. */
  holdWorkingDays: number;
  /** A promise covers its day and so many days after it. */
  graceDays: number;
  promise: Readonly<{ customerMaxDays: number; customerMaxTimes: number; staffMaxDays: number }>;
  /** After a customer's word that it has paid letters rest so many working days; it may say so so often of one invoice. */
  paymentClaim: Readonly<{ restWorkingDays: number; maxTimes: number }>;
  /** What a shipment hold stops: the deal of the overdue invoice, or every deal of its customer. */
  shipmentHoldScope: HoldScope;
  appliesTo: AppliesTo;
}>;

/** A policy under its name; a version never changes. Version 0 is the built-in default, in force where no other was ever saved. */
export type NamedPolicy = Readonly<{ policyId: string; version: number; policy: ReminderPolicy }>;

/** The default of Q2C.md 6 and 11; it needs no setting. */
export const defaultReminderPolicy: ReminderPolicy = {
  rungs: defaultLadder,
  onMissed: 'skip_to_current',
  minGapHours: 20,
  spreadMinutes: 0,
  quietHours: { from: '20:00', until: '09:00' },
  quietDays: { nonWorking: true, weekdays: [], on: [] },
  freshnessWorkingDays: 1,
  holdWorkingDays: 2,
  graceDays: 1,
  promise: { customerMaxDays: 14, customerMaxTimes: 2, staffMaxDays: 60 },
  paymentClaim: { restWorkingDays: 1, maxTimes: 3 },
  shipmentHoldScope: 'deal',
  appliesTo: { segments: [], payerTypes: [] },
};
