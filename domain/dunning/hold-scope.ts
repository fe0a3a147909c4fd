/** What a shipment hold stops: the shipments of the deal whose invoice is overdue, or every shipment to its customer. */
export type HoldScope = 'deal' | 'customer';

/** The scope by the policy in force; policies of before the question was asked hold the deal alone. */
export function holdScopeOf({ shipmentHoldScope }: Readonly<{ shipmentHoldScope?: HoldScope | undefined }>): HoldScope {
  return shipmentHoldScope ?? 'deal';
}
