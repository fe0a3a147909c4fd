import type { DealFile, EventRow } from '../../../db/pages/read-deal-file.ts';
import type { Stage } from '../../../db/schema/deals.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { RailStep } from '../../../templates/pages/views/deal-view.ts';

const way = ['quoting', 'approving', 'accepting', 'invoicing', 'collecting', 'paid'] as const;
type WayStage = (typeof way)[number];

/** The stages of the deal as a rail with the days it came to each; a stage that its policy or its entry passed over is skipped. */
export function railOf(file: DealFile, zone: string): RailStep[] {
  const came = arrivals(file);
  const { stage } = file.deal;
  const closedOtherwise = stage === 'lost' || stage === 'cancelled' || stage === 'written_off';
  const stages: Stage[] = closedOtherwise
    ? [...way.filter(each => came.has(each) && each !== 'paid'), stage]
    : stage === 'manual_collection'
      ? ['quoting', 'approving', 'accepting', 'invoicing', 'collecting', 'manual_collection', 'paid']
      : [...way];
  // A stage that this deal will not have is not announced; once it is behind, the rail says that it was passed over.
  const shown = stages.filter((each, index) => each !== 'accepting' || index < stages.indexOf(stage) || asksAcceptance(file));
  const nowIndex = shown.indexOf(stage);
  return shown.map((each, index): RailStep => {
    const at = came.get(each) ?? (index === nowIndex ? file.deal.waitingSince : null);
    const next =
      shown
        .slice(index + 1)
        .map(later => came.get(later))
        .find(later => later !== undefined) ?? null;
    const fromOn = at ? dateInZone(at, zone) : null;
    if (index === nowIndex) return { stage: each, state: 'now', fromOn: dateInZone(at ?? file.deal.createdAt, zone), toOn: null };
    if (index > nowIndex) return { stage: each, state: 'ahead', fromOn: null, toOn: null };
    return at ? { stage: each, state: 'done', fromOn, toOn: next ? dateInZone(next, zone) : null } : { stage: each, state: 'skipped', fromOn: null, toOn: null };
  });
}

/** The instant the deal last came to each stage it has been at. */
function arrivals({ deal, events }: DealFile): ReadonlyMap<Stage, string> {
  const came = new Map<Stage, string>();
  const entry = deal.entryStage;
  if (entry === 'quoting' || entry === 'approving') came.set('quoting', deal.createdAt);
  if (entry === 'invoicing') came.set('invoicing', deal.createdAt);
  for (const event of events) {
    const stage = stageBegunBy(event);
    if (stage === 'accepting' && !asksAcceptance({ deal })) came.set('invoicing', event.at);
    else if (stage && !(stage === 'collecting' && came.has('collecting'))) came.set(stage, event.at);
  }
  if (deal.closedAt) came.set(deal.stage, deal.closedAt);
  return came;
}

function stageBegunBy({ type, data }: EventRow): WayStage | 'manual_collection' | null {
  switch (type) {
    case 'deal.submitted':
      return 'approving';
    case 'deal.approved':
      return 'accepting';
    case 'quote.accepted':
    case 'contract.signed':
      return 'invoicing';
    case 'invoice.issued':
      return 'collecting';
    case 'collection.manual_started':
      return data['invoiceId'] ? 'manual_collection' : null;
    default:
      return null;
  }
}

function asksAcceptance({ deal }: Pick<DealFile, 'deal'>): boolean {
  return (deal.draft?.acceptance ?? 'none') !== 'none';
}
