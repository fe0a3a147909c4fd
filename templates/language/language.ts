/** The languages people read here. Every template, letter and document exists in each of them. */
export const languages = ['ru', 'kk', 'en'] as const;

export type Language = (typeof languages)[number];

/** Is this one of our languages? For values from queries, headers and the database. */
export function isLanguage(value: unknown): value is Language {
  return languages.some(language => language === value);
}
