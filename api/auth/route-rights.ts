import type { FastifyInstance } from 'fastify';
import type { ApiKey } from '../../db/keys/find-key.ts';
import type { Scope } from '../../db/keys/scopes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The right a key needs here. */
    scope?: Scope;
    /** Nobody needs a key here; pages check their own sessions and tokens. */
    public?: boolean;
    /** `required`: the header must be there. `never`: the answer holds a secret and is not kept. */
    idempotency?: 'required' | 'never';
  }
  interface FastifyRequest {
    apiKey: ApiKey | null;
  }
}

/** The reference page brings routes of its own; they only read. */
const openPrefixes = ['/docs'];

/** Deny by default: a route that says neither who may use it nor that anybody may stops the boot (reliability.md 5.4). */
export function requireRights(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (openPrefixes.some(prefix => url === prefix || url.startsWith(`${prefix}/`))) return;
    if (config?.scope === undefined && config?.public !== true) throw new Error(`${[method].flat().join('/')} ${url} declares neither a scope nor that it is public`);
  });
}
