import { type AppliesTo, defaultPolicyId, type PayerType, type Segment } from './policy.ts';

/** By what a policy claims a customer, the most particular first. */
export const policyClaims = ['segment_and_payer_type', 'payer_type', 'segment', 'default'] as const;
export type PolicyClaim = (typeof policyClaims)[number];

export type Payer = Readonly<{ segment: Segment; payerType: PayerType | null }>;
/** A policy that could be chosen: its name and whom it is for. */
export type Claiming = Readonly<{ policyId: string; appliesTo: AppliesTo }>;
export type PolicyChoice = Readonly<{ policyId: string; reason: PolicyClaim }>;

/**
 * The policy of a customer (Q2C.md 6, Segments): one for segment and payer type together goes before one for the payer type, that before
 * one for the segment, and the default one is for everybody else. Of two that claim alike, which a check refuses, the first by name is taken.
 */
export function chooseReminderPolicy(policies: readonly Claiming[], payer: Payer): PolicyChoice {
  const claims = policies
    .flatMap(({ policyId, appliesTo }) => {
      const reason = claimOn(appliesTo, payer);
      return reason === null ? [] : [{ policyId, reason }];
    })
    .sort((a, b) => policyClaims.indexOf(a.reason) - policyClaims.indexOf(b.reason) || (a.policyId < b.policyId ? -1 : 1));
  return claims[0] ?? { policyId: defaultPolicyId, reason: 'default' };
}

/** The kind of claim a policy makes, whoever the customer is; null where it is for nobody in particular. */
export function kindOfClaim({ segments, payerTypes }: AppliesTo): Exclude<PolicyClaim, 'default'> | null {
  if (segments.length > 0) return payerTypes.length > 0 ? 'segment_and_payer_type' : 'segment';
  return payerTypes.length > 0 ? 'payer_type' : null;
}

function claimOn(appliesTo: AppliesTo, { segment, payerType }: Payer): Exclude<PolicyClaim, 'default'> | null {
  const { segments, payerTypes } = appliesTo;
  const fitsSegment = segments.length === 0 || segments.includes(segment);
  const fitsType = payerTypes.length === 0 || (payerType !== null && payerTypes.includes(payerType));
  return fitsSegment && fitsType ? kindOfClaim(appliesTo) : null;
}
