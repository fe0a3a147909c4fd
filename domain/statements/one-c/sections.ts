/** `Ключ=Значение` of the file: the key as written and in upper case, for keys are compared without case. */
export type Field = Readonly<{ tag: string; key: string; value: string; line: number }>;

/** `СекцияРасчСчет` … or `СекцияДокумент=<kind>` …, with the line it was opened on and its text as written. */
export type Section = Readonly<{ kind: string; line: number; fields: readonly Field[]; rawText: string; isClosed: boolean; accountsBefore: number }>;

export type ExchangeFile = Readonly<{ header: readonly Field[]; accounts: readonly Section[]; documents: readonly Section[]; hasEndMark: boolean; lastLine: number }>;

/** The first field that carries one of the keys and is not empty, in the order of the keys. */
export function fieldOf(fields: readonly Field[], ...keys: readonly string[]): Field | undefined {
  for (const key of keys) {
    const found = fields.find(field => field.key === key && field.value !== '');
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value of {@link fieldOf}, or undefined. */
export function valueOf(fields: readonly Field[], ...keys: readonly string[]): string | undefined {
  return fieldOf(fields, ...keys)?.value;
}
