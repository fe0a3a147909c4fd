const dayMs = 86_400_000;

/**
 * The years that business is done in. What lies outside is a slip of the pen, or the "for ever" of another system, which has no next day
 * and no instant in every zone.
 */
export const [firstDay, lastDay] = ['1900-01-01', '2199-12-31'] as const;

/** True for a date of the calendar written as 2026-12-01, within the years that business is done in. */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < firstDay || text > lastDay) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

/** The date that many days later, or earlier for a negative number. */
export function addDays(onDate: string, days: number): string {
  return new Date(Date.parse(`${onDate}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Days from one date to another; negative where `toOn` is the earlier. */
export function daysBetween(fromOn: string, toOn: string): number {
  return Math.round((Date.parse(`${toOn}T00:00:00Z`) - Date.parse(`${fromOn}T00:00:00Z`)) / dayMs);
}

/** Day of the week, Monday = 1 … Sunday = 7. */
export function weekdayOf(onDate: string): number {
  return new Date(Date.parse(`${onDate}T00:00:00Z`)).getUTCDay() || 7;
}

/** The last day of the date's month. */
export function endOfMonth(onDate: string): string {
  const [year, month] = onDate.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 0, 0)).toISOString().slice(0, 10);
}
