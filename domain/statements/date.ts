import { isIsoDate } from '../calendar/iso-date.ts';

/** Answers `dd.mm.yyyy` (a time of day after it is dropped) as an ISO date, or null where no such day exists. */
export function parseDottedDate(text: string): string | null {
  const parts = /^(\d{2})\.(\d{2})\.(\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/u.exec(text.trim());
  return parts === null ? null : parseIsoDate(`${parts[3]}-${parts[2]}-${parts[1]}`);
}

/** Answers `yyyy-mm-dd` unchanged, or null where no such day exists. */
export function parseIsoDate(text: string): string | null {
  const on = text.trim();
  return isIsoDate(on) ? on : null;
}
