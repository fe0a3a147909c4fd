const plainId = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The workflow id of a deal (API.md, Identity): `deal:<source>:<external_id>`, with the deal's own id in the place of an
 * external id that is missing, too long, or made of other characters.
 */
export function dealWorkflowId(deal: { source: string; externalId: string | null; dealId: string }): string {
  return `deal:${deal.source}:${deal.externalId !== null && plainId.test(deal.externalId) ? deal.externalId : deal.dealId}`;
}

export const dealTaskQueues = { deals: 'deals', documents: 'documents', letters: 'letters' } as const;

/** How many payment orders may come with one word of a customer's that it has paid: one is enough, and more than these nobody reads. */
export const paymentOrdersMax = 5;

/** The id of a pause, a promise, a dispute or the rest after a claim of payment: of one deal, so that a command id used for several deals names an interval of each. */
export function intervalId(prefix: 'pau' | 'pro' | 'dis' | 'clm', dealId: string, commandId: string): string {
  return `${prefix}_${dealId.replace(/^deal_/, '')}_${commandId}`;
}
