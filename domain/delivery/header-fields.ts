/** The fields of a block of headers, by their names in lower case, folded lines put together; of a name that comes twice the first counts. */
export function headerFields(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name, value] = /^([!-9;-~]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || fields.has(name.toLowerCase())) continue;
    fields.set(name.toLowerCase(), value.trim());
  }
  return fields;
}

/** Blocks of headers that blank lines keep apart (RFC 3464, 2.1). */
export function headerBlocks(text: string): ReadonlyMap<string, string>[] {
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .map(headerFields)
    .filter(fields => fields.size > 0);
}
