import type { z } from 'zod';
import type { Actor } from '../../db/schema/index.ts';
import type { NamedActor } from '../schemas/deal.ts';

/** An actor with his or its name, where there is one. */
export function presentActor({ type, id, via }: Actor, names: ReadonlyMap<string, string>): z.output<typeof NamedActor> {
  return { type, id, name: names.get(id) ?? null, via: via ?? null };
}
