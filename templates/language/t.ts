import { formatInteger } from '../format/numbers.ts';
import { catalogue } from './catalogues.ts';
import type { Language } from './language.ts';

export type Params = Readonly<Record<string, string | number>>;

const rules = new Map<Language, Intl.PluralRules>();

/**
 * The sentence of a key in a language, with `{name}` filled from the parameters; whole numbers are grouped.
 * An entry with plural forms is chosen by the parameter `count`, and its number never parts from its word.
 * A missing key or parameter throws: a page with a hole in a sentence must not leave the house.
 */
export function t(language: Language, key: string, params: Params = {}): string {
  return fill(sentence(language, key, params), params);
}

/** Does the language have this key? For codes that may come from outside, such as a bank's reason. */
export function hasText(language: Language, key: string): boolean {
  return catalogue(language).has(key);
}

/** The unfilled sentence behind a key, already in the right plural form. */
export function sentence(language: Language, key: string, params: Params = {}): string {
  const entry = catalogue(language).get(key);
  if (entry === undefined) throw new Error(`The ${language} catalogue has no text for ${key}`);
  if (typeof entry === 'string') return entry;
  const count = Number(params['count']);
  if (!Number.isFinite(count)) throw new Error(`${key} has plural forms and needs the number "count"`);
  const form = entry[pluralRules(language).select(count)] ?? entry['many'] ?? entry['other'];
  if (form === undefined) throw new Error(`The ${language} text of ${key} has no form for ${count}`);
  return form.replace('{count} ', '{count}\u00A0');
}

/** Puts the parameters into a sentence; `write` prepares each value (the HTML renderer escapes it). Quotes of a value that is itself quoted become inner ones. */
export function fill(text: string, params: Params, write: (value: string) => string = value => value): string {
  return text.replace(/([«“]?)\{(\w+)\}/g, (_, quote: string, name: string) => {
    const value = params[name];
    if (value === undefined || value === null) throw new Error(`The text "${text}" needs the parameter "${name}"`);
    return quote + write(typeof value === 'number' ? formatInteger(value) : withInnerQuotes(value, quote));
  });
}

function withInnerQuotes(value: string, quote: string): string {
  if (quote === '«') return value.replaceAll('«', '„').replaceAll('»', '“');
  if (quote === '“') return value.replaceAll('“', '‘').replaceAll('”', '’');
  return value;
}

function pluralRules(language: Language): Intl.PluralRules {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return known;
}
