import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allCatalogues, catalogue, type Entry } from '../../../templates/language/catalogues.ts';
import { hasText, t } from '../../../templates/language/t.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const sources = globSync(['templates/**/*.{hbs,ts}', 'api/**/*.ts', 'activities/**/*.ts'], { cwd: root, exclude: ['templates/render/**'] }).map(
  file => [file, readFileSync(path.join(root, file), 'utf8')] as const,
);
const russian = catalogue('ru');

const parameters = (entry: Entry): string[] => {
  const texts = typeof entry === 'string' ? [entry] : Object.values(entry);
  return [...new Set(texts.flatMap(text => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')))].sort();
};

describe('a text that quotes', () => {
  it('has inner quotes within its own, as the language has them', () => {
    const params = { subject: '«Көктем» МКК: “Water” first', address: 'buyer@example.kz' };
    expect(t('ru', 'pages.story.letter_sent', params)).toContain('«„Көктем“ МКК: “Water” first»');
    expect(t('en', 'pages.story.letter_sent', params)).toContain('“«Көктем» МКК: ‘Water’ first”');
  });
});

describe('the catalogues', () => {
  it('say the same things in every language', () => {
    for (const [language, entries] of allCatalogues()) expect([...entries.keys()].sort(), language).toEqual([...russian.keys()].sort());
  });

  it('ask for the same parameters in every language', () => {
    for (const [language, entries] of allCatalogues()) {
      for (const [key, entry] of entries) expect(parameters(entry), `${language} ${key}`).toEqual(parameters(russian.get(key) ?? ''));
    }
  });

  it('hold exactly the plural forms their language has for whole numbers', () => {
    const forms = { ru: ['few', 'many', 'one'], kk: ['other'], en: ['one', 'other'] };
    for (const [language, entries] of allCatalogues()) {
      for (const [key, entry] of entries) if (typeof entry !== 'string') expect(Object.keys(entry).sort(), `${language} ${key}`).toEqual(forms[language]);
    }
  });

  it('leave no text empty and none untranslated', () => {
    for (const [language, entries] of allCatalogues()) {
      for (const [key, entry] of entries) expect(typeof entry === 'string' ? entry : Object.values(entry).join(''), `${language} ${key}`).not.toBe('');
    }
    for (const [key, entry] of catalogue('en')) expect(JSON.stringify(entry), key).not.toMatch(/[а-яәғқңөұүһі]/iu);
  });

  it('have every sentence that a template or a page asks for', () => {
    const asked = sources.flatMap(([file, source]) =>
      [...source.matchAll(/(?:\{\{#?t(?:Bold)?|\((?:t|tBold|plural)|\{\{plural|\bt\(\w+(?:\.\w+)*,)\s*'([\w.+-]+)'/g)].map(([, key = '']) => ({ file, key })),
    );
    expect(asked.length).toBeGreaterThan(200);
    expect(asked.filter(({ key }) => !hasText('ru', key))).toEqual([]);
  });

  it('have every group of words that a template asks for', () => {
    const groups = sources.flatMap(([file, source]) => [...source.matchAll(/[({]word '([\w]+)'/g)].map(([, group = '']) => ({ file, group })));
    expect(groups.length).toBeGreaterThan(5);
    expect(groups.filter(({ group }) => ![...russian.keys()].some(key => key.startsWith(`words.${group}.`)))).toEqual([]);
  });

  it('hold no sentence for letters and documents that nothing says', () => {
    const said = sources.map(([, source]) => source).join('\n');
    const stem = (key: string): string => key.slice(0, key.lastIndexOf('.') + 1);
    const unused = [...russian.keys()].filter(key => /^(emails|documents)\./.test(key) && !said.includes(`'${key}'`) && !said.includes(`\`${stem(key)}$`));
    expect(unused).toEqual([]);
  });
});

describe('t', () => {
  it('chooses the plural form and keeps the number with its word', () => {
    expect([1, 3, 5, 11, 21, 1250].map(count => t('ru', 'words.days', { count }))).toEqual(['1\u00A0день', '3\u00A0дня', '5\u00A0дней', '11\u00A0дней', '21\u00A0день', '1\u202F250\u00A0дней']);
    expect(t('kk', 'words.days', { count: 1 })).toBe('1\u00A0күн');
    expect(t('en', 'words.days', { count: 1 })).toBe('1\u00A0day');
  });

  it('refuses a sentence with a hole in it', () => {
    expect(() => t('ru', 'words.no_such_thing')).toThrow('no text');
    expect(() => t('ru', 'words.waiting.approval_open')).toThrow('role_genitive');
    expect(() => t('ru', 'words.days')).toThrow('count');
  });
});
