import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LetterWriter, letterWriter, renderLetter } from '../../../templates/emails/render-letter.ts';
import type { ReminderLetter } from '../../../templates/emails/views.ts';
import { type Language, languages } from '../../../templates/language/language.ts';
import { faultsOf, type ReminderKind } from './lint-reminder.ts';
import { otherReminders, sampleViews, severalReminders } from './sample-views.ts';

const kinds = ['reminder_minus_3', 'reminder_0', 'reminder_plus_3', 'reminder_plus_7', 'reminder_plus_14'] as const;
const situations: readonly Readonly<{ kind: ReminderKind; view: ReminderLetter }>[] = [
  ...kinds.map(kind => ({ kind, view: sampleViews[kind] })),
  ...kinds.map(kind => ({ kind, view: severalReminders[kind] })),
  ...otherReminders,
];
const lint = ({ kind, view }: (typeof situations)[number], language: Language, write: LetterWriter['renderLetter'] = renderLetter) =>
  faultsOf({ kind, view, language, letter: write(kind, view, { language, zone: 'Asia/Almaty' }) });

describe('every reminder to a customer, of one invoice and of several, in every situation', () => {
  it.each(languages)('has the remaining sum, the link of each invoice, one pay button and a text part, fits a phone and threatens nobody before +14, in %s', language => {
    expect(situations.map(situation => [situation.kind, lint(situation, language)])).toEqual(situations.map(({ kind }) => [kind, []]));
  });

  it('leaves no hole in its sentences and repeats none of them', () => {
    for (const language of languages) {
      for (const { kind, view } of situations) {
        const { subject, text } = renderLetter(kind, view, { language, zone: 'Asia/Almaty' });
        expect(subject, `${kind} ${language}`).toMatch(/^[^\n{}]{10,160}$/);
        expect(text, `${kind} ${language}`).not.toMatch(/[{}]|undefined|\[object|NaN|\.\.|,,| ,/);
        const sentences = text.split('\n').filter(line => line.length > 60 && !line.startsWith('http'));
        expect(new Set(sentences).size, `${kind} ${language}`).toBe(sentences.length);
      }
    }
  });

  it('announces a hold, management and lawyers only where its view has them in force', () => {
    for (const language of languages) {
      const texts = kinds.map(kind => renderLetter(kind, { ...sampleViews[kind], holds: [] }, { language, zone: 'Asia/Almaty' })).map(({ subject, text }) => `${subject}\n${text}`);
      for (const text of texts) expect(text, language).not.toMatch(/приостановлен|жөнелту|suspended/i);
      for (const text of texts.slice(0, 4)) expect(text, language).not.toMatch(/руководств|басшыл|management/i);
      const undated = renderLetter('reminder_plus_14', { ...sampleViews.reminder_plus_14, escalated: [{ number: '2026-000118', legalOn: null }] }, { language, zone: 'Asia/Almaty' });
      expect(`${undated.subject}\n${undated.text}`, language).not.toMatch(/юрист|заңгер|lawyer/i);
    }
  });
});

describe('the lint itself', () => {
  const source = path.join(import.meta.dirname, '..', '..', '..', 'templates', 'emails');
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'letters-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  let made = 0;
  /** The templates with one file changed, and what the lint says of the letters that come out. */
  function faultsWith(file: string, change: (text: string) => string, language: Language = 'ru'): string[] {
    made += 1;
    const copy = path.join(folder, String(made));
    cpSync(source, copy, { recursive: true });
    const before = readFileSync(path.join(source, file), 'utf8');
    const after = change(before);
    expect(after, `${file} has nothing of the kind`).not.toBe(before);
    writeFileSync(path.join(copy, file), after);
    const { renderLetter: write } = letterWriter(copy);
    return [...new Set(situations.flatMap(situation => lint(situation, language, write)))];
  }
  const without = (words: string | RegExp) => (text: string) => text.replace(words, '');

  it.each([
    ['the pay part', 'reminder_plus_3.hbs', without('{{> pay}}'), 'html without a pay button'],
    ['the button of the pay part', 'partials/html/button.hbs', without(/<table[\s\S]*<\/table>/), 'html without a pay button'],
    ['a second button', 'reminder_0.hbs', (text: string) => `${text}{{> button href=promiseUrl label='2'}}\n`, 'html with more than one button'],
    ['the address below the button', 'partials/html/button.hbs', without(/<p class="muted"[\s\S]*<\/p>/), 'the address of the button is not in plain sight'],
    ['the sum in the subject', 'reminder_minus_3.hbs', (text: string) => text.replaceAll(/sum=\(money [a-z.]+\)/g, "sum='—'"), 'subject without the remaining sum'],
    ['the sum in the body', 'partials/html/lead.hbs', without('{{figure}}'), 'html without the remaining sum'],
    ['the list of several invoices', 'partials/shared/invoices.hbs', without('{{> invoice-list}}'), 'html without the link of invoice 2026-000131'],
    ['the addresses in the text of the list', 'partials/text/invoice-list.hbs', without('{{url pageUrl}}'), 'text without the link of invoice 2026-000131'],
    ['the text part', 'layout/text.hbs', without('{{inline body}}'), 'no text part'],
    ['markup in the text part', 'partials/text/p.hbs', (text: string) => `<p>${text}</p>`, 'the text part holds markup'],
    ['a sheet that does not give way', 'layout/html.hbs', without('.wrap { width: 100% !important; }'), 'the sheet does not give way on a phone'],
    ['a table of a fixed width', 'partials/html/facts.hbs', (text: string) => text.replace('width="100%"', 'width="520"'), '<table> is 520 px wide on a phone'],
    ['an address that does not break', 'partials/html/button.hbs', without('word-break:break-all;'), 'an address does not break on a phone'],
    ['the way to decline a courtesy', 'reminder_minus_3.hbs', without(/\{\{#if courtesyUrl\}\}[\s\S]*?\{\{\/if\}\}/), 'a courtesy that cannot be declined'],
  ])('finds %s missing or at fault', (_what, file, change, fault) => {
    expect(faultsWith(file, change)).toContain(fault);
  });

  it.each([
    ['ru', 'Иначе обратимся в суд.', 'суд'],
    ['ru', 'Начислим пени и штрафы.', 'пени'],
    ['kk', 'Әйтпесе сотқа жүгінеміз.', 'сотқа'],
    ['kk', 'Іс заңгерлерге беріледі.', 'заңгерлерге'],
    ['en', 'Otherwise our lawyers will write.', 'lawyers'],
    ['en', 'A penalty will follow.', 'penalty'],
  ] as const)('finds a threat in %s: %s', (language, threat, found) => {
    const faults = faultsWith('reminder_plus_7.hbs', text => `${text}{{> p text='${threat}'}}\n`, language);
    expect(faults).toContain(`threatens before +14: ${found}`);
    expect(lint({ kind: 'reminder_plus_7', view: sampleViews.reminder_plus_7 }, language)).toEqual([]);
  });

  it('takes no harmless word for a threat', () => {
    const harmless = { ru: 'Посуда, судно, исключение, пенопласт.', kk: 'Сорт, соты, сотрудник.', en: 'Finally, defined, outlaws, refined.' };
    for (const language of languages) expect(faultsWith('reminder_plus_3.hbs', text => `${text}{{> p text='${harmless[language]}'}}\n`, language)).toEqual([]);
  });
});
