import path from 'node:path';
import type { Reader } from './reader.ts';
import { type RenderFromSet, templateSet } from './template-set.ts';

const areas = ['pages', 'documents'] as const;
const sets = new Map<string, RenderFromSet>();

/**
 * Renders `pages/<name>` or `documents/<name>` for a reader. Templates lie in `templates/<area>/**.hbs`, their partials in
 * `templates/<area>/partials/**.hbs`; both are read once, at the first use of their area. Inside a template `@language` and `@zone` name the reader.
 */
export function renderTemplate(name: string, view: object, reader: Reader): string {
  const area = areas.find(one => name.startsWith(`${one}/`));
  if (area === undefined) throw new Error(`${name} lies in no area of templates: ${areas.join(', ')}`);
  return setOf(area)(name.slice(area.length + 1), view, reader);
}

function setOf(area: (typeof areas)[number]): RenderFromSet {
  const known = sets.get(area);
  if (known) return known;
  const folder = path.join(import.meta.dirname, '..', area);
  const made = templateSet({ folder, partials: [path.join(folder, 'partials')], form: 'html' });
  sets.set(area, made);
  return made;
}
