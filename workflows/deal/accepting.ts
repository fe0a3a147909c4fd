import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Given } from './commands.ts';
import type { Happening } from './events.ts';
import { wrongStage } from './quoting.ts';
import type { Accepting, DealState } from './state.ts';

/** The customer's yes, on the page or noted by staff; a second yes changes nothing. An expired quote is not accepted (Q19). */
export function decideAccept(state: DealState, given: Given): Happening[] {
  const { phase } = state;
  if (phase.status === 'billing') return [];
  if (phase.status !== 'accepting' || phase.mode !== 'customer_accepts') throw wrongStage('accepted', state);
  refuseOutdated(phase, state, given.now);
  return [{ type: 'quote.accepted', data: { by: given.actor.type === 'customer' ? 'customer' : 'staff' } }];
}

/** The signed contract; it starts invoicing by itself (CT6). */
export function decideSigned(state: DealState, given: Given): Happening[] {
  const { phase } = state;
  if (phase.status === 'billing') return [];
  if (phase.status !== 'accepting' || phase.mode !== 'contract_signed') throw wrongStage('marked as signed', state);
  refuseOutdated(phase, state, given.now);
  return [{ type: 'contract.signed', data: {} }];
}

/** The end of the quote's validity: a deal that nobody accepted is lost. */
export function decideQuoteExpiry(state: DealState, now: string): Happening[] {
  const { phase } = state;
  if (phase.status !== 'accepting' || phase.repackaging || now < phase.validUntilAt) return [];
  return [
    { type: 'quote.expired', data: {} },
    { type: 'deal.closed', data: { closing: 'lost', noteId: null, reasonText: null } },
  ];
}

/** Only the latest version can be accepted: not one that a changed draft is just replacing, and not one whose validity is over. */
function refuseOutdated({ validUntilAt, repackaging }: Accepting, state: DealState, now: string): void {
  if (repackaging) throw new RuleViolation('version_superseded', 'The quote is being replaced by a new version.', { current_version: state.package?.version ?? 0 });
  if (now >= validUntilAt) throw new RuleViolation('wrong_stage', 'The quote is no longer valid; make a new version.', { valid_until: validUntilAt });
}
