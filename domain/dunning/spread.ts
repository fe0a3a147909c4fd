/** Prime and start of FNV-1a, the plainest hash that scatters names well. */
const [prime, start] = [16_777_619, 2_166_136_261];

/** The minute, from 0 and below `spreadMinutes`, at which a customer is written to after the hour of a rung: always the same one, so that what meets for one customer still meets. */
export function minuteOfCustomer(customerId: string, spreadMinutes: number): number {
  let hash = start;
  for (const letter of customerId) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), prime) >>> 0;
  return spreadMinutes > 0 ? hash % spreadMinutes : 0;
}

/** A local time "HH:MM" so many minutes later; at midnight the day is over, and it stays at its last minute. */
export function minutesAfter(time: string, minutes: number): string {
  const [hours = 0, past = 0] = time.split(':').map(Number);
  const total = Math.min(hours * 60 + past + minutes, 24 * 60 - 1);
  return [Math.floor(total / 60), total % 60].map(part => String(part).padStart(2, '0')).join(':');
}
