import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../templates/language/catalogues.ts';
import { languages } from '../../../templates/language/language.ts';
import { samplePages } from './sample-views.ts';

const zone = 'Asia/Almaty';
const every = languages.flatMap(language => [...samplePages].map(([name, page]) => ({ name, language, html: page({ language, zone }) })));
const page = (name: string, language: 'ru' | 'kk' | 'en' = 'ru'): string => {
  const found = every.find(one => one.name === name && one.language === language);
  if (found === undefined) throw new Error(`no sample page ${name}`);
  return found.html;
};
const inputs = (html: string): readonly string[] => html.match(/<(?:input|option)\b[^>]*>/g) ?? [];

describe('every page in Russian, Kazakh and English', () => {
  it.each(every)('$name in $language has its language, one heading, one main part and a title of its own', ({ html, language }) => {
    expect(html).toContain(`<html lang="${language}">`);
    expect(html.match(/<h1[ >]/g)).toHaveLength(1);
    expect(html.match(/<main /g)).toHaveLength(1);
    expect(html).toMatch(/<title>\S.* — Арна Снаб<\/title>/);
    expect(html).toContain('<a class="skip" href="#main">');
  });

  it.each(every)('$name in $language keeps within the content security policy: no inline style, no inline script', ({ html }) => {
    expect(html).not.toMatch(/\sstyle=/);
    expect(html).not.toMatch(/<style/);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc="\/assets\/)/);
    expect(html).not.toMatch(/\son[a-z]+=/);
  });

  it.each(every)('$name in $language has no hole in its sentences, no dead address and no internal code', ({ html }) => {
    // What somebody typed, and code for machines, may hold braces.
    const text = html.replace(/<(textarea|code)\b[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ');
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\{\w+\}|\*\*/);
    expect(html).not.toContain('about:invalid');
    expect(text).not.toMatch(/approval_open|payment_due|manual_collection|usr_|inv_sample/);
  });

  it('gives every id once', () => {
    for (const { html, name, language } of every) {
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(match => match[1]);
      expect(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        `${name} ${language}`,
      ).toEqual([]);
    }
  });

  it('lets every label, description and jump link find its field', () => {
    for (const { html, name } of every) {
      const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(match => match[1]));
      const wanted = [...html.matchAll(/\s(?:for|aria-labelledby|aria-describedby|popovertarget)="([^"]+)"/g), ...html.matchAll(/\shref="#([^"]+)"/g)].flatMap(match => (match[1] ?? '').split(' '));
      expect(
        wanted.filter(id => !ids.has(id)),
        name,
      ).toEqual([]);
    }
  });

  it('has the same sentences in the three languages', () => {
    const keys = (language: 'ru' | 'kk' | 'en'): readonly string[] => [...catalogue(language).keys()].filter(key => key.startsWith('pages.')).sort();
    expect(keys('kk')).toEqual(keys('ru'));
    expect(keys('en')).toEqual(keys('ru'));
  });
});

describe('what has changed since the version seen before', () => {
  it('is said in a sentence where it is nothing: a table without rows says nothing', () => {
    expect(page('task-same')).toContain('По сравнению с версией 2 в предложении ничего не изменилось.');
    expect(page('task-same')).not.toContain('class="cards"');
    expect(page('task')).not.toContain('ничего не изменилось');
  });
});

describe('the people to hand over to', () => {
  it('are marked where they are away, with the last day of it', () => {
    expect([...page('task').matchAll(/нет на месте до 7\sдекабря/g)]).toHaveLength(1);
  });
});

describe('who said what', () => {
  it('names the version of words about another one, on the task page and in the approval of the deal', () => {
    expect(page('task')).toContain('это сказано о версии 2');
    for (const name of ['task', 'deal-approving']) expect(page(name)).toContain('сохранено с версии 2: правка этого не касается');
  });
});

describe('the task page', () => {
  it('preselects nothing', () => {
    expect(inputs(page('task')).filter(input => /\s(checked|selected)\b/.test(input))).toEqual([]);
  });

  it('posts decision, comment, to_user_id, version and nonce to its own address', () => {
    const html = page('task');
    expect(html).toContain('<form method="post" action="/t/sample">');
    for (const name of ['decision', 'comment', 'to_user_id', 'version', 'nonce']) expect(html).toContain(`name="${name}"`);
    expect(html).toMatch(/name="decision" value="hand_over"/);
  });

  it('keeps what was typed and names each problem twice: in the summary and beside its field', () => {
    const html = page('task-refused');
    expect(html).toContain('Написанное &lt;b&gt;остаётся&lt;/b&gt;');
    expect(html).toMatch(/role="alert" tabindex="-1" autofocus/);
    expect(html.match(/Выберите, кому передать\./g)).toHaveLength(2);
    expect(html).toContain('aria-describedby="comment-hint comment-error"');
    expect(html).toMatch(/value="hand_over" checked/);
  });

  it('says beforehand that a large decision takes a code, and asks for none yet', () => {
    expect(page('task-code-ahead').replace(/[\u00a0\u202f]/g, ' ')).toContain('Сумма больше 1 000 000 ₸: после отправки попросим код из письма.');
    expect(page('task-code-ahead')).not.toContain('name="code"');
    expect(page('task')).not.toContain('код из письма');
  });

  it('asks for the code in a field of its own: labelled, filled in from the letter, told about, and what was written is kept', () => {
    const html = page('task-code');
    const field = /<input id="code"[^>]*>/.exec(html)?.[0] ?? '';
    expect(html).toContain('<label for="code">Код из письма</label>');
    for (const attribute of ['name="code"', 'inputmode="numeric"', 'autocomplete="one-time-code"', 'aria-describedby="code-hint"', 'required', 'autofocus']) expect(field).toContain(attribute);
    expect(field).not.toContain('value=');
    expect(html).toContain('Отправили шесть цифр на m…t@arna.example, они действуют до 20:03.');
    expect(html).not.toContain('marat@arna.example');
    expect(html).toMatch(/value="approve"[^>]* checked/);
    expect(html).toContain('>Согласен, маржу добираем сервисом.</textarea>');
    // Enter in the field presses the first button, which sends the decision; the other one may go without a code.
    expect(html.indexOf('<button class="btn">')).toBeLessThan(html.indexOf('<button class="btn quiet" name="new_code" value="yes" formnovalidate>'));
  });

  it('tells of a wrong code beside its field and in the summary, with the tries that are left', () => {
    const html = page('task-code-wrong');
    expect(html.replaceAll('\u00a0', ' ').match(/Код не подходит\. Осталось 4 попытки\./g)).toHaveLength(2);
    expect(html).toContain('<a href="#code">');
    expect(html).toMatch(/<input id="code"[^>]* aria-describedby="code-hint code-error" aria-invalid="true">/);
    expect(html.match(/ autofocus/g)).toHaveLength(1);
    expect(page('task-code-dead')).toContain('Новый можно запросить после 20:43.');
    expect(page('task-code-dead')).toContain('вам присылали');
  });

  it('offers no hand-over where nobody may take it, and no decision on a replaced version', () => {
    expect(page('task-plain')).not.toContain('value="hand_over"');
    expect(page('task-superseded')).not.toContain('<form');
    expect(page('task-superseded')).toContain('href="/t/sample-new"');
  });

  it('leads whoever decided before and is asked again to the new version, and says what is different', () => {
    const html = page('task-asked-again');
    expect(html).toContain('Теперь действует версия 3. Она ждёт вашего решения.');
    expect(html).toContain('<a class="btn" href="/t/sample-new">');
    expect(html).toMatch(/<del>.+<\/del>.*<ins>.+<\/ins>/);
    expect(page('task-still-holds')).not.toMatch(/sample-new|<del>/);
  });

  it('offers to take the decision back only within the window', () => {
    expect(page('task-decided')).toContain('action="/t/sample/recall"');
    expect(page('task-answered-by-other')).not.toContain('/recall');
  });

  it('tells a dead link nothing but how to get a new one', () => {
    expect(page('task-dead')).toContain('action="/t/sample/new-link"');
    expect(page('task-dead')).not.toContain('Караганда');
  });
});

describe('the invoice page', () => {
  it('shows what remains, the code and the forms that tell us something', () => {
    const html = page('invoice');
    expect(html).toContain('<p class="big">2\u202F486\u202F746\u00A0₸</p>');
    expect(html).toContain('<span>7W4K</span><span>D9RN</span>');
    expect(html).toContain('action="/i/sample/promise"');
    expect(html).toContain('action="/i/sample/dispute"');
    expect(html).toMatch(/<svg viewBox="0 0 43 43" role="img"/);
  });

  it('asks for no money once it is paid or void', () => {
    for (const name of ['invoice-paid', 'invoice-void']) {
      expect(page(name)).not.toContain('<form');
      expect(page(name)).not.toContain('pay.example');
      expect(page(name)).not.toContain('7W4K');
    }
  });
});

describe('the deal page', () => {
  it('offers exactly the forms that are allowed', () => {
    const verbs = [...page('deal').matchAll(/action="\/deals\/deal_sample\/(\w+)"/g)].map(match => match[1]).sort();
    expect(verbs).toEqual(['agree_schedule', 'cancel', 'decide_payer_type', 'decide_payer_type', 'fast_forward', 'hand_over', 'pause_reminders', 'promise_to_pay', 'resume_reminders', 'write_off']);
    expect(page('deal-paid')).not.toContain('action="/deals/');
  });

  it('says in words that a part fails, why, and when it is tried again', () => {
    expect(page('deal-approving')).toContain('На сервере нет браузера');
    expect(page('deal-approving')).toContain('4\u00A0попытки');
  });
});

describe('every form', () => {
  it('carries the token of its session on staff pages', () => {
    for (const { html, name } of every.filter(one => /^(start|deal|tasks|sign-in|settings)/.test(one.name))) {
      for (const form of html.match(/<form method="post"[\s\S]*?<\/form>/g) ?? []) expect(form, name).toContain('name="csrf" value="csrf-of-the-sample"');
    }
  });
});

describe('the files behind the pages', () => {
  it('has a stylesheet under 25 kB that names only fonts the package has', () => {
    const css = readFileSync(path.join(import.meta.dirname, '../../../templates/styles.css'), 'utf8');
    expect(Buffer.byteLength(css)).toBeLessThan(25_000);
    for (const match of css.matchAll(/url\(\/assets\/fonts\/([^)]+)\)/g))
      expect(readFileSync(path.join(import.meta.dirname, '../../../node_modules/@fontsource/noto-sans/files', match[1] ?? '')).length).toBeGreaterThan(0);
  });
});
