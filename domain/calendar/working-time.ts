import { addDays } from './iso-date.ts';
import { isWorkingDay, nextWorkingDay, type WorkCalendar, workingHoursOn } from './work-calendar.ts';
import { dateInZone, localInstant, toInstant } from './zone.ts';

const minuteMs = 60_000;

/**
 * The instant at which that much working time has passed since `fromAt`: Friday 17:00 and four hours is Monday 12:00.
 * A span that ends with the working day ends that day, not the next morning. Zero minutes answer `fromAt`. Time is real time, clock changes included.
 */
export function addWorkingMinutes(fromAt: string, minutes: number, calendar: WorkCalendar): string {
  if (!(minutes >= 0)) throw new RangeError(`Working time cannot be ${minutes} minutes.`);
  let cursorMs = Date.parse(fromAt);
  let leftMs = Math.round(minutes * minuteMs);
  if (leftMs === 0) return toInstant(cursorMs);
  for (let onDate = firstDay(fromAt, calendar); ; onDate = nextWorkingDay(onDate, calendar)) {
    for (const [startMs, endMs] of workingSpans(onDate, calendar)) {
      const beginMs = Math.max(startMs, cursorMs);
      if (beginMs >= endMs) continue;
      if (leftMs <= endMs - beginMs) return toInstant(beginMs + leftMs);
      leftMs -= endMs - beginMs;
      cursorMs = endMs;
    }
  }
}

/** Working minutes from a to b, a fraction where the instants are not whole minutes; negative where b is the earlier. */
export function workingMinutesBetween(a: string, b: string, calendar: WorkCalendar): number {
  const [fromMs, untilMs] = [Date.parse(a), Date.parse(b)];
  if (untilMs < fromMs) return -workingMinutesBetween(b, a, calendar);
  const lastOn = dateInZone(b, calendar.zone);
  let totalMs = 0;
  for (let onDate = dateInZone(a, calendar.zone); onDate <= lastOn; onDate = addDays(onDate, 1)) {
    for (const [startMs, endMs] of workOf(onDate, calendar)) totalMs += Math.max(0, Math.min(endMs, untilMs) - Math.max(startMs, fromMs));
  }
  return totalMs / minuteMs;
}

/** The instant at which the working day of a date ends. */
export function endOfWorkingDay(onDate: string, calendar: WorkCalendar): string {
  const last = workingHoursOn(onDate, calendar).at(-1);
  if (!last) throw new RangeError('The calendar has no working time.');
  return endInstant(onDate, last[1], calendar.zone);
}

function firstDay(fromAt: string, calendar: WorkCalendar): string {
  const spans = [...calendar.workingTime, ...Object.values(calendar.timeByWeekday ?? {}).flat()];
  if (spans.every(([start, end]) => start >= end)) throw new RangeError('The calendar has no working time.');
  const onDate = dateInZone(fromAt, calendar.zone);
  return isWorkingDay(onDate, calendar) ? onDate : nextWorkingDay(onDate, calendar);
}

const reckoned = new WeakMap<WorkCalendar, Map<string, readonly [number, number][]>>();

/** The working spans of a date, none on a day off. Figures ask for the same days again and again, so each is reckoned once per calendar. */
function workOf(onDate: string, calendar: WorkCalendar): readonly [number, number][] {
  const days = reckoned.get(calendar) ?? new Map<string, readonly [number, number][]>();
  reckoned.set(calendar, days);
  const known = days.get(onDate) ?? (isWorkingDay(onDate, calendar) ? workingSpans(onDate, calendar) : []);
  days.set(onDate, known);
  return known;
}

/** The hours of a date as instants, in order. A clock change may push hours of the night onto later ones; no minute counts twice. */
function workingSpans(onDate: string, calendar: WorkCalendar): [number, number][] {
  const { zone } = calendar;
  const spans: [number, number][] = [];
  for (const [start, end] of workingHoursOn(onDate, calendar)) {
    const [startMs, endMs] = [Date.parse(localInstant(onDate, start, zone)), Date.parse(endInstant(onDate, end, zone))];
    const doneMs = spans.at(-1)?.[1] ?? startMs;
    spans.push([Math.max(startMs, doneMs), Math.max(endMs, doneMs)]);
  }
  return spans;
}

function endInstant(onDate: string, time: string, zone: string): string {
  return time === '24:00' ? localInstant(addDays(onDate, 1), '00:00', zone) : localInstant(onDate, time, zone);
}
