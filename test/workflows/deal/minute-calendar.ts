import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Working time minute by minute, by the platform's own idea of zones: slow, plain, and nothing of the engine in it. */
export class MinuteCalendar {
  /** The start of every working minute of the span, in order. */
  readonly #minutes: number[] = [];
  /** The last working minute of each day that is worked, in order. */
  readonly #lastOf = new Map<string, number>();

  constructor(calendar: WorkCalendar, fromMs: number, days: number) {
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: calendar.zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
    for (let hour = fromMs; hour < fromMs + days * 24 * hourMs; hour += hourMs) {
      // Zones change their clocks on whole hours of universal time here, so one look an hour is enough.
      const [date = '', time = ''] = local.format(hour).split(', ');
      for (let minute = 0; minute < 60; minute += 1) this.#take(calendar, { at: hour + minute * minuteMs, date, clock: addMinutes(time, minute) });
    }
  }

  #take(calendar: WorkCalendar, { at, date, clock }: { at: number; date: string; clock: string }): void {
    if (clock >= '24:00') throw new Error('the zones of this test stand at whole hours');
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
    const works = calendar.workingOverridesOn.includes(date) || (calendar.workingWeekdays.includes(weekday) && !calendar.nonWorkingOn.includes(date));
    if (!works || !calendar.workingTime.some(([start, end]) => start <= clock && clock < end)) return;
    this.#minutes.push(at);
    this.#lastOf.set(date, at);
  }

  /** When that many working minutes are over. What has passed of a working minute is carried along, past the break where one comes. */
  after(fromMs: number, minutes: number): number {
    const [first, offsetMs] = this.#begin(fromMs);
    const last = offsetMs > 0 ? this.#minutes[first + minutes] : this.#minutes[first + minutes - 1];
    if (first < 0 || last === undefined) throw new Error('the span of the calendar is too short');
    return offsetMs > 0 ? last + offsetMs : last + minuteMs;
  }

  /** The place of the working minute that an instant lies in, and how far in; the next working minute where it lies in none. */
  #begin(fromMs: number): readonly [place: number, offsetMs: number] {
    const place = this.#minutes.findIndex(minute => minute + minuteMs > fromMs);
    return [place, Math.max(0, fromMs - (this.#minutes[place] ?? fromMs))];
  }

  /** The end of the n-th working day after the local date of an instant. */
  endOfWorkingDay(fromMs: number, n: number, zone: string): number {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(fromMs);
    const [, last] = [...this.#lastOf].filter(([date]) => date > today)[n - 1] ?? [];
    if (last === undefined) throw new Error('the span of the calendar is too short');
    return last + minuteMs;
  }
}

function addMinutes(clock: string, minutes: number): string {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  const total = hour * 60 + minute + minutes;
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
}
