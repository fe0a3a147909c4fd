import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Language, languages } from './language.ts';

/** A sentence, or its forms by the plural category of `count` (Russian: one, few, many; English: one, other; Kazakh: other). */
export type Entry = string | Readonly<Record<string, string>>;
type Catalogue = ReadonlyMap<string, Entry>;

const folder = import.meta.dirname;
const loaded = new Map<Language, Catalogue>();

/** All entries of a language; the key is `<file>.<key in the file>`, so `words.stage.paid` stands in `words.json`. Read once. */
export function catalogue(language: Language): Catalogue {
  const known = loaded.get(language);
  if (known) return known;
  const entries = new Map<string, Entry>();
  for (const file of readdirSync(path.join(folder, language))
    .filter(name => name.endsWith('.json'))
    .sort()) {
    const area = path.basename(file, '.json');
    const parsed: Record<string, Entry> = JSON.parse(readFileSync(path.join(folder, language, file), 'utf8'));
    for (const [key, entry] of Object.entries(parsed)) entries.set(`${area}.${key}`, entry);
  }
  loaded.set(language, entries);
  return entries;
}

/** Every language with its catalogue, for the checks that hold them equal. */
export function allCatalogues(): ReadonlyArray<readonly [Language, Catalogue]> {
  return languages.map(language => [language, catalogue(language)] as const);
}
