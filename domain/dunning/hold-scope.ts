/** What a shipment hold stops: the shipments of the deal whose invoice is overdue, or every shipment to its customer. */
export type HoldScope = 'deal' | 'customer';
