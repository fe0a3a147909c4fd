import type { FastifyInstance } from 'fastify';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

/**
 * Refuses texts that Postgres cannot hold, before anything is looked up or kept: the character U+0000 and half a surrogate pair.
 * The problem names the field. A file that came as bytes is its reader's affair; in a path no such thing can exist.
 */
export function refuseUnstorableText(app: FastifyInstance): void {
  app.addHook('preValidation', async request => {
    if (firstUnstorable(request.params) !== null && request.routeOptions.config.scope === undefined) throw new RuleViolation('not_found', 'There is no such thing here.');
    const inQuery = firstUnstorable(request.query);
    if (inQuery !== null) throw refusal(`?${inQuery.map(escapePart).join('/')}`);
    const inBody = firstUnstorable(request.body);
    if (inBody !== null) throw refusal(['#', ...inBody.map(escapePart)].join('/'));
  });
}

type Place = Readonly<{ value: unknown; name: string; above: Place | null }>;

/** The way to the first text that cannot be stored, names of fields included; null where all can. Takes time in the size of the value, however deep it is nested. */
export function firstUnstorable(root: unknown): string[] | null {
  const waiting: Place[] = [{ value: root, name: '', above: null }];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (typeof at.value === 'string' && !isStorable(at.value)) return wayTo(at);
    if (!isTree(at.value)) continue;
    for (const [name, value] of Object.entries(at.value)) {
      if (!isStorable(name)) return wayTo(at);
      if (typeof value === 'string' ? !isStorable(value) : isTree(value)) waiting.push({ value, name, above: at });
    }
  }
  return null;
}

function wayTo(place: Place): string[] {
  const names: string[] = [];
  for (let at = place; at.above !== null; at = at.above) names.push(at.name);
  return names.reverse();
}

const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !('pipe' in value);
}

const refusal = (pointer: string): RuleViolation => new RuleViolation('validation_failed', 'A text holds the character U+0000 or half of a surrogate pair, which cannot be stored.', { pointer });

const escapePart = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
