const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Answers `dd.mm.yyyy` (a time of day after it is dropped) as an ISO date, or null where no such day exists. */
export function parseDottedDate(text: string): string | null {
  const parts = /^(\d{2})\.(\d{2})\.(\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/u.exec(text.trim());
  if (parts === null) return null;
  return existingDay(parts[3] ?? '', parts[2] ?? '', parts[1] ?? '');
}

/** Answers `yyyy-mm-dd` unchanged, or null where no such day exists. */
export function parseIsoDate(text: string): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text.trim());
  if (parts === null) return null;
  return existingDay(parts[1] ?? '', parts[2] ?? '', parts[3] ?? '');
}

function existingDay(year: string, month: string, day: string): string | null {
  const y = Number(year);
  const isLeapYear = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  const length = month === '02' && isLeapYear ? 29 : daysOfMonth[Number(month) - 1];
  if (y < 1900 || length === undefined || Number(day) < 1 || Number(day) > length) return null;
  return `${year}-${month}-${day}`;
}
