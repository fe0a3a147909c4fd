import { setImmediate } from 'node:timers/promises';
import type { WorkCalendar } from '../../domain/calendar/work-calendar.ts';
import { type ComparedRung, comparePlans, isChanged, type PlanDifference, sumUp } from '../../domain/dunning/compare-plans.ts';
import { readCalendar, readPolicy } from '../read/company-rules.ts';
import { readFates } from '../read/ladder-facts.ts';
import { policiesOf } from '../read/reminder-policies.ts';
import type { Db } from '../unit-of-work.ts';
import { type AdoptableInvoice, type Adopting, listAdoptable } from './adoptable-invoices.ts';
import { readSilencesOf } from './intervals.ts';
import { ladderOfInvoice } from './ladder-of-invoice.ts';

export type PreviewedInvoice = AdoptableInvoice & Readonly<{ rungs: readonly ComparedRung[] }>;
/** `all` are the invoices that would be bound to the version, `changed` those of them whose ladder would be another one, by deal. */
export type AdoptionPreview = Readonly<{ all: readonly PreviewedInvoice[]; changed: readonly PreviewedInvoice[]; difference: PlanDifference }>;

/**
 * What an adoption would do to each open invoice in its scope: its ladder by the policy it has and by the one it would get, both by the one planner.
 * `nowOf` answers a deal's own now from how far its clock is ahead. Nothing is written, and the queries are as many for one invoice as for all.
 */
export async function previewAdoption(db: Db, adopting: Adopting, nowOf: (deal: { clockAheadMs: number }) => string): Promise<AdoptionPreview> {
  const adoptable = await listAdoptable(db, adopting);
  const company = await readPolicy(db);
  const calendars = new Map<string, WorkCalendar>();
  for (const zone of new Set(adoptable.map(each => each.zone))) calendars.set(zone, await readCalendar(db, company, zone));
  const rows = adoptable.map(each => each.row);
  const [policyOf, fates] = [await policiesOf(db, rows), Map.groupBy(await readFates(db, rows.map(idOf)), fate => fate.invoiceId)];
  const silences = await readSilencesOf(db, rows);
  const compared: PreviewedInvoice[] = [];
  for (const [place, each] of adoptable.entries()) {
    // Planning takes its time, and others have a right to be answered meanwhile.
    if (place % plannedAtOnce === 0) await setImmediate();
    const { row, zone, courtesyStopped } = each;
    const calendar = calendars.get(zone) ?? (await readCalendar(db, company, zone));
    const now = nowOf(each);
    const subject = { row, zone, calendar, courtesyStopped, pauses: silences.get(row.id) ?? [], fates: fates.get(row.id) ?? [], now };
    const plans = { was: ladderOfInvoice({ ...subject, named: policyOf(row) }), now: ladderOfInvoice({ ...subject, named: adopting.next }) };
    compared.push({ ...each, rungs: comparePlans(plans, { now, zone }) });
  }
  const changed = compared.filter(({ rungs }) => rungs.some(isChanged)).sort((a, b) => (`${a.row.dealId} ${a.row.id}` < `${b.row.dealId} ${b.row.id}` ? -1 : 1));
  return { all: compared, changed, difference: sumUp(compared.map(({ rungs }) => rungs)) };
}

const plannedAtOnce = 25;

const idOf = ({ id }: { id: string }): string => id;
