import type { FastifyInstance } from 'fastify';

export type Operation = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  url: string;
  scope: string;
  summary: string | undefined;
  statuses: readonly string[];
  hasJsonBody: boolean;
  contentTypes: readonly string[];
}>;

type Described = Readonly<{
  summary?: string;
  requestBody?: Readonly<{ content: Record<string, unknown> }>;
  responses: Record<string, { content?: Record<string, unknown> }>;
  'x-required-scope': string;
}>;

/** Every operation of the specification, with a path in which each parameter has some lawful value. */
export function operationsOf(app: FastifyInstance): Operation[] {
  const { paths = {} } = app.swagger() as unknown as { paths?: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as Operation['method'],
      path,
      url: path.replace(/\{(a|b|version|n)\}/g, '1').replace(/\{\w+\}/g, 'none_1'),
      scope: operation['x-required-scope'],
      summary: operation.summary,
      statuses: Object.keys(operation.responses),
      hasJsonBody: operation.requestBody?.content['application/json'] !== undefined,
      contentTypes: Object.keys(operation.requestBody?.content ?? {}),
    })),
  );
}
