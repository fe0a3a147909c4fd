/** A promise of a sum by a day, and what was received: days are of the customer's calendar, sums minor units. */
export type PromiseFacts = Readonly<{ madeOn: string; payOn: string; amountMinor: number }>;
export type Received = Readonly<{ receivedOn: string; amountMinor: number }>;

/** Was the promise kept: did at least the sum come, in one payment or in several, from the day of the promise to the day named? What was taken back counts against it. */
export function wasKept({ madeOn, payOn, amountMinor }: PromiseFacts, received: readonly Received[]): boolean {
  const inTime = received.filter(({ receivedOn }) => madeOn <= receivedOn && receivedOn <= payOn);
  return inTime.reduce((sum, each) => sum + each.amountMinor, 0) >= amountMinor;
}
