import type { ApprovalEvent } from './approval-events.ts';

/**
 * One way of a package from its submission to the approval of all; `rounds` counts the rounds in which the deal has been asked about so far.
 * A package that is changed after its approval sets out again at that change.
 */
export type RoundTime = Readonly<{ dealId: string; round: number; rounds: number; submittedAt: string; approvedAt: string }>;

type OnTheWay = Readonly<{ submittedAt: string | null; approved: boolean; rounds: readonly number[] }>;

const notSubmitted: OnTheWay = { submittedAt: null, approved: false, rounds: [] };

/** The rounds that ended in an approval. Events of one deal stand in their order; those of different deals may be mixed. */
export function roundTimes(events: readonly ApprovalEvent[]): RoundTime[] {
  const deals = new Map<string, OnTheWay>();
  const approved: RoundTime[] = [];
  for (const event of events) {
    const next = afterEvent(deals.get(event.dealId) ?? notSubmitted, event);
    if (event.type === 'deal.approved' && next.submittedAt !== null) {
      approved.push({ dealId: event.dealId, round: event.data.round, rounds: next.rounds.length, submittedAt: next.submittedAt, approvedAt: event.at });
    }
    deals.set(event.dealId, next);
  }
  return approved;
}

function afterEvent(deal: OnTheWay, event: ApprovalEvent): OnTheWay {
  switch (event.type) {
    case 'deal.submitted':
      return { ...deal, submittedAt: event.at, approved: false };
    case 'approval.requested':
      return { ...deal, rounds: withRound(deal.rounds, event.data.round) };
    case 'deal.approved':
      return { ...deal, approved: true, rounds: withRound(deal.rounds, event.data.round) };
    case 'approval.superseded':
      return deal.approved ? { ...deal, submittedAt: event.at, approved: false } : deal;
    case 'deal.returned':
    case 'deal.closed':
      return { ...deal, submittedAt: null, approved: false };
    case 'approval.escalated':
    case 'approval.recalled':
    case 'approval.handed_over':
    case 'approval.replanned':
    case 'approval.decided':
    case 'approval.withdrawn':
    case 'approval.expired':
      return deal;
  }
}

const withRound = (rounds: readonly number[], round: number): readonly number[] => (rounds.includes(round) ? rounds : [...rounds, round]);
