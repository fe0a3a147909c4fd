/** An amount of money: a safe integer of minor units (tiyn, cents) with its ISO 4217 currency. Plain JSON, so it may cross every boundary. */
export type Money = Readonly<{ amountMinor: number; currency: string }>;
