import { setImmediate } from 'node:timers/promises';
import type { WorkCalendar } from '../../domain/calendar/work-calendar.ts';
import { addUp, type ComparedRung, comparePlans, isChanged, type PlanDifference, sumUp } from '../../domain/dunning/compare-plans.ts';
import type { Segment } from '../../domain/dunning/policy.ts';
import type { CompanyPolicy } from '../../domain/policy/company-policy.ts';
import { readCalendar, readPolicy } from '../read/company-rules.ts';
import { readFates } from '../read/ladder-facts.ts';
import { policiesOf } from '../read/reminder-policies.ts';
import type { Db } from '../unit-of-work.ts';
import { type AdoptableInvoice, type Adopting, walkAdoptable } from './adoptable-invoices.ts';
import { readSilencesOf } from './intervals.ts';
import { ladderOfInvoice } from './ladder-of-invoice.ts';

export type PreviewedInvoice = AdoptableInvoice & Readonly<{ rungs: readonly ComparedRung[] }>;
/** How many invoices would be bound to the version, and what that does to their letters. */
export type CountedInvoices = Readonly<{ invoices: number; difference: PlanDifference }>;
/** `invoicesChanged`: those whose ladder would be another one; `dealsChanged`: their deals. */
export type AdoptionCounts = CountedInvoices & Readonly<{ bySegment: ReadonlyMap<Segment, CountedInvoices>; invoicesChanged: number; dealsChanged: number }>;
/** A deal's own now, from how far its clock is ahead. */
type NowOf = (deal: { clockAheadMs: number }) => string;
export type ChangedDeal = Readonly<{ dealId: string; invoices: readonly PreviewedInvoice[] }>;

const nothing: CountedInvoices = { invoices: 0, difference: sumUp([]) };
/** What is read in one go, and how many ladders are planned before others have their turn. */
const readAtOnce = 500,
  shownAtOnce = 100,
  plannedAtOnce = 10;

/** What an adoption would do to all open invoices in its scope. Nothing is written, and no more than some hundreds of them are in hand at once. */
export async function countAdoption(db: Db, adopting: Adopting, nowOf: NowOf): Promise<AdoptionCounts> {
  const bySegment = new Map<Segment, CountedInvoices>();
  let [invoicesChanged, dealsChanged, lastDealId] = [0, 0, ''];
  for await (const some of walkPreview(db, adopting, { nowOf, afterDealId: null, atOnce: readAtOnce })) {
    for (const [segment, theirs] of Map.groupBy(some, each => each.segment)) bySegment.set(segment, plus(bySegment.get(segment) ?? nothing, theirs));
    const changed = some.filter(hasChanged).map(each => each.row.dealId);
    invoicesChanged += changed.length;
    // They come in the order of their deals, so a deal that was counted is the last one.
    for (const dealId of changed) if (dealId !== lastDealId) [dealsChanged, lastDealId] = [dealsChanged + 1, dealId];
  }
  const all = [...bySegment.values()];
  return { invoices: all.reduce((sum, each) => sum + each.invoices, 0), difference: addUp(all.map(each => each.difference)), bySegment, invoicesChanged, dealsChanged };
}

/** The first deals behind a deal whose ladders would be other ones, at most `limit`: both plans of each of their invoices that change. Only what comes before them is planned with them. */
export async function readChangedDeals(db: Db, adopting: Adopting, { nowOf, afterDealId, limit }: { nowOf: NowOf; afterDealId: string | null; limit: number }): Promise<ChangedDeal[]> {
  const changed = new Map<string, PreviewedInvoice[]>();
  for await (const some of walkPreview(db, adopting, { nowOf, afterDealId, atOnce: shownAtOnce })) {
    for (const each of some.filter(hasChanged)) changed.set(each.row.dealId, [...(changed.get(each.row.dealId) ?? []), each]);
    // The last deal may go on in what is read next.
    if (changed.size > limit) break;
  }
  return [...changed].slice(0, limit).map(([dealId, invoices]) => ({ dealId, invoices }));
}

type Walk = Readonly<{ nowOf: NowOf; afterDealId: string | null; atOnce: number }>;

/** Each invoice with its ladder by the policy it has and by the one it would get, both by the one planner, in the order of their deals. */
async function* walkPreview(db: Db, adopting: Adopting, { nowOf, ...part }: Walk): AsyncGenerator<PreviewedInvoice[]> {
  const calendarIn = calendars(db, await readPolicy(db));
  for await (const adoptable of walkAdoptable(db, adopting, part)) {
    const rows = adoptable.map(each => each.row);
    const [policyOf, fates] = [await policiesOf(db, rows), Map.groupBy(await readFates(db, rows.map(idOf)), fate => fate.invoiceId)];
    const silences = await readSilencesOf(db, rows);
    const compared: PreviewedInvoice[] = [];
    for (const [place, each] of adoptable.entries()) {
      // Planning takes its time, and others have a right to be answered meanwhile.
      if (place % plannedAtOnce === 0) await setImmediate();
      const { row, zone, courtesyStopped } = each;
      const now = nowOf(each);
      const subject = { row, zone, calendar: await calendarIn(zone), courtesyStopped, pauses: silences.get(row.id) ?? [], fates: fates.get(row.id) ?? [], now };
      const plans = { was: ladderOfInvoice({ ...subject, named: policyOf(row) }), now: ladderOfInvoice({ ...subject, named: adopting.next }) };
      compared.push({ ...each, rungs: comparePlans(plans, { now, zone }) });
    }
    yield compared;
  }
}

/** The calendar of each zone, read once. */
function calendars(db: Db, company: CompanyPolicy): (zone: string) => Promise<WorkCalendar> {
  const known = new Map<string, WorkCalendar>();
  return async zone => {
    const calendar = known.get(zone) ?? (await readCalendar(db, company, zone));
    known.set(zone, calendar);
    return calendar;
  };
}

function plus(counted: CountedInvoices, more: readonly PreviewedInvoice[]): CountedInvoices {
  return { invoices: counted.invoices + more.length, difference: addUp([counted.difference, sumUp(more.map(({ rungs }) => rungs))]) };
}

const hasChanged = ({ rungs }: PreviewedInvoice): boolean => rungs.some(isChanged);
const idOf = ({ id }: { id: string }): string => id;
