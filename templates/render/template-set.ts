import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars, { type HelperDelegate, type TemplateDelegate } from 'handlebars';
import { formattingHelpers } from './formatting-helpers.ts';
import { logicHelpers } from './logic-helpers.ts';
import type { Reader } from './reader.ts';
import { htmlTextHelpers, plainTextHelpers } from './text-helpers.ts';

/** Where a set of templates lies and how it is written. `form` is `html` (escaped) or `text` (as it is). */
export type TemplateSetOptions = Readonly<{ folder: string; partials: readonly string[]; form: 'html' | 'text'; helpers?: Readonly<Record<string, HelperDelegate>> }>;

/** Renders a template of the set by its name: its path inside the folder without `.hbs`. `data` is reachable as `@name`. */
export type RenderFromSet = (name: string, view: object, options: Reader & Readonly<Record<string, unknown>>) => string;

/**
 * Reads and compiles every `.hbs` of a folder once, with its partials (named by their path inside the partials folder).
 * Strict: an unknown template, partial, helper or field throws, so a view model names every field and gives null where there is nothing.
 */
export function templateSet({ folder, partials, form, helpers = {} }: TemplateSetOptions): RenderFromSet {
  const handlebars = Handlebars.create();
  const all = { ...formattingHelpers, ...logicHelpers, ...(form === 'html' ? htmlTextHelpers : plainTextHelpers), ...helpers };
  handlebars.registerHelper(all);
  const known = Object.fromEntries(Object.keys(all).map(name => [name, true]));
  const compile = (file: string): TemplateDelegate => {
    const source: unknown = readFileSync(file, 'utf8');
    if (typeof source !== 'string') throw new Error(`${file} is no text`);
    return handlebars.compile(source, { strict: true, knownHelpersOnly: true, knownHelpers: known, noEscape: form === 'text', preventIndent: true });
  };
  for (const [name, file] of partials.flatMap(hbsFiles)) handlebars.registerPartial(name, compile(file));
  const templates = new Map(
    hbsFiles(folder)
      .filter(([name]) => !name.startsWith('partials/'))
      .map(([name, file]) => [name, compile(file)]),
  );
  return (name, view, options) => {
    const template = templates.get(name);
    if (template === undefined) throw new Error(`There is no template ${name} in ${path.basename(folder)}`);
    return template(view, { data: { ...options } });
  };
}

function hbsFiles(folder: string): ReadonlyArray<readonly [string, string]> {
  return globSync('**/*.hbs', { cwd: folder })
    .map(file => file.split(path.sep).join('/'))
    .sort()
    .map(file => [file.replace(/\.hbs$/, ''), path.join(folder, file)] as const);
}
