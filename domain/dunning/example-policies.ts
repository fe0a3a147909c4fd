import { aLetter, theEnd } from './ladder.ts';
import { defaultReminderPolicy, type ReminderPolicy } from './policy.ts';

const business = { basis: 'business_days' } as const;

/** Policies to start from, beside the default one; an installation has them only where somebody saves them. */
export const examplePolicies = {
  /** For customers who pay late as a rule: shipments stop and a schedule is offered from the third day on, and a person begins sooner. */
  strict: {
    ...defaultReminderPolicy,
    rungs: [
      aLetter(-5, 'soft'),
      aLetter(0, 'neutral'),
      aLetter(3, 'official', { does: ['owner_told', 'shipment_hold', 'letter'] }),
      aLetter(14, 'escalation', { recipients: ['customer', 'finance'], does: ['head_task', 'letter'] }),
      theEnd(17),
    ],
    promise: { ...defaultReminderPolicy.promise, customerMaxDays: 7, customerMaxTimes: 1 },
    shipmentHoldScope: 'customer',
    appliesTo: { segments: [], payerTypes: ['chronic'] },
  },
  /** For customers who are silent: official from the first day on, shipments stop with it, and a person begins after two weeks. */
  official: {
    ...defaultReminderPolicy,
    rungs: [
      aLetter(-3, 'soft'),
      aLetter(0, 'neutral'),
      aLetter(1, 'official', { does: ['owner_told', 'shipment_hold', 'letter'] }),
      aLetter(7, 'official', { recipients: ['customer', 'head'] }),
      theEnd(14),
    ],
    promise: { ...defaultReminderPolicy.promise, customerMaxDays: 7, customerMaxTimes: 1 },
    shipmentHoldScope: 'customer',
    appliesTo: { segments: [], payerTypes: ['problem'] },
  },
  /** For state customers, whose treasuries pay by working days. */
  state: {
    ...defaultReminderPolicy,
    rungs: [
      aLetter(-5, 'soft', business),
      aLetter(0, 'neutral', business),
      aLetter(5, 'businesslike', { ...business, does: ['owner_told', 'letter'] }),
      aLetter(10, 'official', { ...business, does: ['shipment_hold', 'letter'] }),
      aLetter(15, 'escalation', { ...business, does: ['head_task', 'letter'] }),
      theEnd(20, business),
    ],
    appliesTo: { segments: ['state'], payerTypes: [] },
  },
} as const satisfies Readonly<Record<string, ReminderPolicy>>;
