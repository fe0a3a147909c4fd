import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderTemplate } from '../../../templates/render/render-template.ts';
import { SafeMarkup } from '../../../templates/render/safe-markup.ts';
import { safeUrl } from '../../../templates/render/safe-url.ts';
import { templateSet } from '../../../templates/render/template-set.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'templates-'));
const write = (name: string, source: string): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), source);
};
write('plain.hbs', '<p title="{{name}}">{{name}}</p>');
write('address.hbs', '<a href="{{url address}}">x</a>');
write('inlined.hbs', '{{inline code}}');
write('bold.hbs', "{{tBold 'words.working_time' time=name}}");
write('nested.hbs', "{{#> frame title='Т'}}{{> deep/part n=2}}{{/frame}}");
write('partials/frame.hbs', '<h1>{{title}}</h1>{{> @partial-block}}');
write('partials/deep/part.hbs', '{{n}} {{@language}} {{name}}');
write('zoned.hbs', '{{instant at}}');
const html = templateSet({ folder, partials: [path.join(folder, 'partials')], form: 'html' });
const text = templateSet({ folder, partials: [path.join(folder, 'partials')], form: 'text' });
const reader = { language: 'ru', zone: 'Asia/Almaty' } as const;
afterAll(() => rmSync(folder, { recursive: true }));

describe('the renderer', () => {
  it('escapes whatever comes from outside', () => {
    expect(html('plain', { name: '"><script>alert(1)</script>' }, reader)).toBe('<p title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>');
    expect(html('bold', { name: '<b onclick="x">**' }, reader)).not.toContain('<b');
  });

  it('escapes nothing in plain text', () => {
    expect(text('plain', { name: 'А & Б' }, reader)).toContain('А & Б');
  });

  it('speaks the language and shows the clock of the reader, in partials too', () => {
    expect(html('nested', { name: 'x' }, { language: 'kk', zone: 'UTC' })).toBe('<h1>Т</h1>2 kk x');
    expect(html('zoned', { at: '2026-12-01T05:00:00Z' }, reader)).toContain('10:00');
  });

  it('refuses a view without a field the template speaks of', () => {
    expect(() => html('plain', {}, reader)).toThrow('name');
  });

  it('refuses a template that does not exist', () => {
    expect(() => html('nothing', {}, reader)).toThrow('no template');
    expect(() => renderTemplate('elsewhere/page', {}, reader)).toThrow('no area');
    expect(() => renderTemplate('pages/../emails/invoice', {}, reader)).toThrow('no template');
  });

  it('puts in raw only what this program made', () => {
    expect(html('inlined', { code: new SafeMarkup('<svg></svg>') }, reader)).toBe('<svg></svg>');
    for (const forged of ['<svg></svg>', { markup: '<svg></svg>' }, { toHTML: '<svg></svg>' }]) expect(() => html('inlined', { code: forged }, reader)).toThrow('only markup');
  });

  it('does not reach prototypes', () => {
    expect(() => html('plain', Object.create({ name: 'inherited' }), reader)).not.toThrow();
    expect(html('plain', Object.create({ name: 'inherited' }), reader)).not.toContain('inherited');
  });
});

describe('addresses', () => {
  it('lets ordinary ones through unchanged', () => {
    for (const address of ['https://arna.example/i/x?a=1', 'http://127.0.0.1:8080/', 'mailto:a@b.example', 'tel:+77000000047', '/deals', '?lang=kk', '#main']) expect(safeUrl(address)).toBe(address);
  });

  it('kills everything that could run or leave unseen', () => {
    for (const address of ['javascript:alert(1)', ' JaVaScript:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', '/\\evil.example', 'file:///etc/passwd', 'java\nscript:x', '', 'deals'])
      expect(safeUrl(address)).toBe('about:invalid');
    expect(html('address', { address: '" onclick="x' }, reader)).toBe('<a href="about:invalid">x</a>');
  });
});
