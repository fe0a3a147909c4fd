import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { version } from './version.ts';

const transform = createJsonSchemaTransform({ skipList: ['/docs', '/docs/'] });

/** Collects the specification from the routes that are registered after it. Only /v1 is described: pages and tokens stay outside. */
export async function describeApi(app: FastifyInstance, publicUrl: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Q2C', version, description: 'Quote to cash: deals, approvals, invoices, reminders and money. Money is whole minor units, `*_at` an instant in UTC, `*_on` a date. Errors are problem+json with a stable `code`.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `q2c_…`' } } },
    },
    transform: document => {
      const { schema, url } = transform(document);
      return { url, schema: url.startsWith('/v1/') ? { security: [{ apiKey: [] }], ...schema } : { hide: true } };
    },
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json', withDefaultFonts: false } });
  app.get('/openapi.json', { config: { public: true } }, async (_request, reply) => reply.type('application/json').send(app.swagger()));
}
