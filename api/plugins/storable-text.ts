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

/** The way to the first text that cannot be stored, names of fields included; null where all can. */
export function firstUnstorable(value: unknown): string[] | null {
  const waiting: { value: unknown; path: readonly string[] }[] = [{ value, path: [] }];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (typeof at.value === 'string' && !isStorable(at.value)) return [...at.path];
    if (!isTree(at.value)) continue;
    for (const [name, inner] of Object.entries(at.value)) {
      if (!isStorable(name)) return [...at.path];
      if (typeof inner === 'string' ? !isStorable(inner) : isTree(inner)) waiting.push({ value: inner, path: [...at.path, name] });
    }
  }
  return null;
}

const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !('pipe' in value);
}

const refusal = (pointer: string): RuleViolation => new RuleViolation('validation_failed', 'A text holds the character U+0000 or half of a surrogate pair, which cannot be stored.', { pointer });

const escapePart = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
