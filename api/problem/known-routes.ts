import type { FastifyInstance } from 'fastify';

/** Remembers every route, so that a wrong method on a right path is told from a wrong path. */
export function rememberRoutes(app: FastifyInstance): (path: string) => string[] {
  const routes: { shape: RegExp; methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    if (!url.endsWith('*')) routes.push({ shape: shapeOf(url), methods: [method].flat() });
  });
  return path => [...new Set(routes.filter(route => route.shape.test(path)).flatMap(route => route.methods))].sort();
}

function shapeOf(url: string): RegExp {
  const parts = url.split('/').map(part => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
