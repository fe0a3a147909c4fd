/** A rounding of numerator/denominator (denominator above zero) to an integer. It is named at every call, never assumed. */
export type Rounding = (numerator: bigint, denominator: bigint) => bigint;

/** To the nearest integer, a half away from zero: the rule of VAT and of line sums (formats: VAT, rounding). */
export const halfUp: Rounding = (numerator, denominator) => {
  const sign = numerator < 0n ? -1n : 1n;
  return sign * ((sign * numerator * 2n + denominator) / (denominator * 2n));
};
