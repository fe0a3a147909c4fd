import { z } from 'zod';
import type { Actor } from '../../db/schema/index.ts';

/** Who did something. `name` is that of a person, a key or a customer; what the engine does itself has none. `via`: `page` or `link` where a person came that way. */
export const Author = z
  .object({ type: z.string(), id: z.string(), name: z.string().nullable(), via: z.string().nullable() })
  .meta({ id: 'Author', examples: [{ type: 'user', id: 'usr_6', name: 'Тимур Каримов', via: 'page' }] });

export function presentAuthor({ type, id, via }: Actor, names: ReadonlyMap<string, string>): z.output<typeof Author> {
  return { type, id, name: names.get(id) ?? null, via: via ?? null };
}
