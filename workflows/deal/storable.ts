/** A text that Postgres can keep: without U+0000 and without half of a surrogate pair. */
const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

/** No message of ours goes deeper; what does would exhaust whoever walks through it. */
const deepest = 8;

/**
 * Where a message holds a text, or the name of a field, that no database can keep; as a JSON pointer, or null where all can be kept.
 * Whoever holds a Temporal client can send anything, and an event that cannot be recorded would stop its deal for good.
 */
export function unstorableAt(value: unknown, at = '#', depth = 0): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : at;
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= deepest) return at;
  for (const [name, held] of Object.entries(value)) {
    if (!isStorable(name)) return at;
    const found = unstorableAt(held, `${at}/${name}`, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
