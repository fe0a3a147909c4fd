import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Every minute of a span with the date and the time it has in a zone, by the platform's own idea of zones: slow, plain, and nothing of the engine in it. */
export class MinuteClock {
  readonly originMs: number;
  /** Minutes since local midnight, and the local date in days since 1970, of each minute of the span. */
  readonly #clocks: Int16Array;
  readonly #days: Int32Array;
  readonly #midnights = new Map<number, number>();

  constructor(zone: string, fromMs: number, days: number) {
    this.originMs = fromMs;
    const minutes = days * 24 * 60;
    this.#clocks = new Int16Array(minutes);
    this.#days = new Int32Array(minutes);
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
    // Zones change their clocks on whole hours of universal time here, so one look an hour is enough.
    for (let hour = 0; hour < minutes / 60; hour += 1) {
      const [date = '', time = ''] = local.format(fromMs + hour * hourMs).split(', ');
      const [hours = 0, past = 0] = time.split(':').map(Number);
      if (past !== 0) throw new Error('the zones of this test stand at whole hours');
      for (let minute = 0; minute < 60; minute += 1) this.#take(hour * 60 + minute, dayNo(date), hours * 60 + minute);
    }
  }

  #take(at: number, day: number, clock: number): void {
    this.#clocks[at] = clock;
    this.#days[at] = day;
    if (!this.#midnights.has(day)) this.#midnights.set(day, at);
  }

  clockOf(minute: number): number {
    return this.#clocks[minute] ?? -1;
  }

  dayOf(minute: number): number {
    return this.#days[minute] ?? -1;
  }

  /** The first minute of a day that shows that time; one that a clock change leaves out is read an hour later. */
  minuteAt(day: number, clock: number): number {
    const midnight = this.#midnights.get(day);
    if (midnight === undefined) throw new Error('the span of the clock is too short');
    for (let minute = midnight; this.#days[minute] === day; minute += 1) if (this.#clocks[minute] === clock) return minute;
    return this.minuteAt(day, clock + 60);
  }

  instantOf(minute: number): string {
    return new Date(this.originMs + minute * minuteMs).toISOString();
  }

  minuteOf(instant: string): number {
    const minute = (Date.parse(instant) - this.originMs) / minuteMs;
    if (!Number.isSafeInteger(minute)) throw new Error(`${instant} is no whole minute`);
    return minute;
  }
}

/** A date as days since 1970. */
export function dayNo(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

export function dateOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The days that are worked, looked up one by one. */
export function workedDays({ workingWeekdays, nonWorkingOn, workingOverridesOn }: WorkCalendar): (day: number) => boolean {
  const off = new Set(nonWorkingOn.map(dayNo)),
    on = new Set(workingOverridesOn.map(dayNo));
  return day => on.has(day) || (workingWeekdays.includes(weekdayNo(day)) && !off.has(day));
}

/** Monday is 1. The first day of 1970 was a Thursday. */
export const weekdayNo = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

export function clockNo(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
