import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { problems } from '../schemas/problem.ts';
import { withoutUnused } from './used-schemas.ts';
import { version } from './version.ts';

const transform = createJsonSchemaTransform({ skipList: ['/docs', '/docs/'] });
const description =
  'Quote to cash: deals, approvals, invoices, reminders and money. Money is whole minor units, `*_at` an instant in UTC, `*_on` a date. Unknown fields are refused. Errors are problem+json with a stable `code` (docs/errors.md). Answers to a POST with an Idempotency-Key are kept for 24 hours.';

/** The viewer writes its styles and its settings into the page; whatever it loads or calls is ours. */
const viewerPolicy =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Collects the specification from the routes that are registered after it. Only /v1 is described: pages and tokens stay outside. */
export async function describeApi(app: FastifyInstance, publicUrl: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Q2C', version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `q2c_…`' } } },
    },
    transform: document => {
      // Every route can refuse in these ways, whether it says so or not.
      const answers = { ...problems(), ...(document.schema?.response ?? {}) };
      const { schema, url } = transform({ ...document, schema: { ...document.schema, response: answers } });
      if (!url.startsWith('/v1/') || schema.hide === true) return { url, schema: { hide: true } };
      return { url, schema: { security: [{ apiKey: [] }], 'x-required-scope': document.route.config?.scope, ...schema, ...headersOf(document.route) } };
    },
    transformObject: document => withoutUnused(jsonSchemaTransformObject(document)),
  });
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: { url: '/openapi.json', withDefaultFonts: false, telemetry: false, showDeveloperTools: 'never', agent: { disabled: true }, mcp: { disabled: true }, hideClientButton: true },
    hooks: { onRequest: async (_request, reply) => void reply.header('content-security-policy', viewerPolicy) },
  });
  app.get('/openapi.json', { config: { public: true } }, async (_request, reply) => reply.type('application/json').send(app.swagger()));
}

const idempotencyKey = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  description: 'The same key with the same request answers the same again; bare or in quotes.',
  examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
};
const etag = { type: 'string', description: 'The ETag of the object as it was read.', examples: ['"7"'] };

/** Headers that hooks and routes read by themselves. */
function headersOf({ method, config, schema }: RouteOptions): { headers?: object } {
  if (method === 'POST') return { headers: { type: 'object', properties: { 'Idempotency-Key': idempotencyKey }, required: config?.idempotency === 'required' ? ['Idempotency-Key'] : [] } };
  const answers: unknown = schema?.response;
  const needsMatch = typeof answers === 'object' && answers !== null && '428' in answers;
  return needsMatch ? { headers: { type: 'object', properties: { 'If-Match': etag }, required: ['If-Match'] } } : {};
}
