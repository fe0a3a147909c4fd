import { Temporal } from 'temporal-polyfill/implementation';

/**
 * The instant of a local time "HH:MM" of a date in a zone. A time that a clock change leaves out is read an hour later,
 * one that comes twice is the first.
 */
export function localInstant(onDate: string, time: string, zone: string): string {
  return remembered(`instant of ${onDate}T${time} ${zone}`, () => toInstant(Temporal.PlainDateTime.from(`${onDate}T${time}`).toZonedDateTime(zone).epochMilliseconds));
}

/** The local date of an instant in a zone. */
export function dateInZone(at: string, zone: string): string {
  return remembered(`day of ${at} ${zone}`, () => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString());
}

/** The local time "HH:MM" of an instant in a zone. */
export function timeInZone(at: string, zone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** True for a zone of the time-zone database, such as Asia/Almaty. */
export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}

/** An instant in the one written form of the engine, 2026-12-01T05:00:00.000Z, from milliseconds since 1970. */
export function toInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

const answers = new Map<string, string>();
const answersMost = 20_000;

/**
 * Zones do not change while a program runs, and they are slow to answer: the ladders of thousands of invoices ask for the same few hundred
 * days again and again. What was asked once is kept, up to a number; the answer is the same either way.
 */
function remembered(question: string, ask: () => string): string {
  const known = answers.get(question);
  if (known !== undefined) return known;
  if (answers.size >= answersMost) answers.clear();
  const answer = ask();
  answers.set(question, answer);
  return answer;
}
