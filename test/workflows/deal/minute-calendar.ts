import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import type { PersonalWeek } from './approval-company.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Working time minute by minute, by the platform's own idea of zones: slow, plain, and nothing of the engine in it. Without a week of a person it is the company's. */
export class MinuteCalendar {
  /** The start of every working minute of the span, in order. */
  readonly #minutes: number[] = [];
  /** The last working minute of each day that is worked, in order. */
  readonly #lastOf = new Map<string, number>();

  constructor(calendar: WorkCalendar, span: { fromMs: number; days: number }, person: PersonalWeek = { zone: calendar.zone, hours: null }) {
    for (let hour = span.fromMs; hour < span.fromMs + span.days * 24 * hourMs; hour += hourMs) {
      // Zones change their clocks on whole hours of universal time here, so one look an hour is enough.
      const { date, clock } = wallClock(person.zone, hour);
      const spans = spansOf(date, calendar, person.hours);
      if (spans.length === 0) continue;
      for (let minute = 0; minute < 60; minute += 1) {
        const now = addMinutes(clock, minute);
        if (now >= '24:00') throw new Error('the zones of this test stand at whole hours');
        if (!spans.some(([start, end]) => start <= now && now < end)) continue;
        this.#minutes.push(hour + minute * minuteMs);
        this.#lastOf.set(date, hour + minute * minuteMs);
      }
    }
  }

  /** When that much working time is over. What has passed of a working minute is carried along, past the break where one comes. */
  after(fromMs: number, ms: number): number {
    const [place, offsetMs] = this.#begin(fromMs);
    const restMs = offsetMs > 0 ? minuteMs - offsetMs : 0;
    if (ms <= restMs) return (this.#minutes[place] ?? 0) + offsetMs + ms;
    const whole = Math.ceil((ms - restMs) / minuteMs) - 1;
    const last = this.#minutes[place + (offsetMs > 0 ? 1 : 0) + whole];
    if (place < 0 || last === undefined) throw new Error('the span of the calendar is too short');
    return last + (ms - restMs - whole * minuteMs);
  }

  /** The working time from one instant to a later one. */
  between(fromMs: number, untilMs: number): number {
    const [first] = this.#begin(fromMs);
    const [last] = this.#begin(untilMs);
    if (first < 0 || last < 0) throw new Error('the span of the calendar is too short');
    const minutes = this.#minutes.slice(first, last + 1).filter(minute => minute < untilMs);
    return minutes.reduce((ms, minute) => ms + Math.min(minute + minuteMs, untilMs) - Math.max(minute, fromMs), 0);
  }

  /** The place of the working minute that an instant lies in, and how far in; the next working minute where it lies in none. */
  #begin(fromMs: number): readonly [place: number, offsetMs: number] {
    let [low, high] = [0, this.#minutes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#minutes[middle] ?? 0) + minuteMs > fromMs) high = middle;
      else low = middle + 1;
    }
    const minute = this.#minutes[low];
    return minute === undefined ? [-1, 0] : [low, Math.max(0, fromMs - minute)];
  }

  /** The end of the n-th working day after the local date of an instant. */
  endOfWorkingDay(fromMs: number, n: number, zone: string): number {
    const today = wallClock(zone, fromMs).date;
    const [, last] = [...this.#lastOf].filter(([date]) => date > today)[n - 1] ?? [];
    if (last === undefined) throw new Error('the span of the calendar is too short');
    return last + minuteMs;
  }
}

/** Days off are everybody's; hours of one's own know nothing of days that the company works out of turn. */
function spansOf(date: string, calendar: WorkCalendar, hours: PersonalWeek['hours']): readonly (readonly [string, string])[] {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  const outOfTurn = calendar.workingOverridesOn.includes(date);
  const off = calendar.nonWorkingOn.includes(date) && !outOfTurn;
  if (hours) return off ? [] : hours.filter(line => line.weekdays.includes(weekday)).map(({ from, to }) => [from, to] as const);
  return outOfTurn || (calendar.workingWeekdays.includes(weekday) && !off) ? calendar.workingTime : [];
}

const formats = new Map<string, Intl.DateTimeFormat>();
const seen = new Map<string, { date: string; clock: string }>();

/** What calendar and clock on a wall in a zone show in the hour of an instant: the date, and the time at the full hour. */
export function wallClock(zone: string, ms: number): { date: string; clock: string } {
  const hour = ms - (ms % hourMs);
  const key = `${zone} ${hour}`;
  const known = seen.get(key);
  if (known) return known;
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  formats.set(zone, format);
  const [date = '', clock = ''] = format.format(hour).split(', ');
  seen.set(key, { date, clock });
  return { date, clock };
}

function addMinutes(clock: string, minutes: number): string {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  const total = hour * 60 + minute + minutes;
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
}
