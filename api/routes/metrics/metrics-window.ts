import { readPolicy } from '../../../db/read/company-rules.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import { addDays, daysBetween, isIsoDate } from '../../../domain/calendar/iso-date.ts';
import { dateInZone, localInstant, toInstant } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';

/** The days that figures are about. `asOfAt` null: up to now, of each deal by its own clock. */
export type MetricsWindow = Readonly<{ fromOn: string; fromAt: string; asOfAt: string | null; nowAt: string; zone: string }>;
type Asked = Readonly<{ from_on?: string | undefined; as_of?: string | undefined }>;

const usualDays = 90;
const longestDays = 731;

/** What a request asks figures of; the last 90 days where it says nothing. Throws `validation_failed` where the days run backwards or are more than two years. */
export async function readWindow(db: Db, { from_on, as_of }: Asked, nowAt: string): Promise<MetricsWindow> {
  const { zone } = await readPolicy(db);
  const asOfAt = as_of === undefined ? null : endOf(as_of, zone);
  const lastOn = dateInZone(asOfAt ?? nowAt, zone);
  const fromOn = from_on ?? addDays(lastOn, 1 - usualDays);
  const days = daysBetween(fromOn, lastOn) + 1;
  if (days < 1) throw new RuleViolation('validation_failed', 'The first day lies after what the figures are as of.', { pointer: '?from_on' });
  if (days > longestDays) throw new RuleViolation('validation_failed', `Figures are made of at most ${longestDays} days; these are ${days}.`, { pointer: '?from_on' });
  return { fromOn, fromAt: localInstant(fromOn, '00:00', zone), asOfAt, nowAt, zone };
}

/** A date stands for its last moment. */
function endOf(asOf: string, zone: string): string {
  return isIsoDate(asOf) ? toInstant(Date.parse(localInstant(addDays(asOf, 1), '00:00', zone)) - 1) : toInstant(Date.parse(asOf));
}
