import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';

const require = createRequire(import.meta.url);
const templates = path.join(import.meta.dirname, '..', '..', 'templates');

type Asset = Readonly<{ url: string; type: string; body: Buffer; cache: string }>;

const untilChanged = 'public, max-age=300, must-revalidate';
const forAYear = 'public, max-age=31536000, immutable';

/** The stylesheet, the scripts, and the fonts that the stylesheet names. All are read once; an ETag by content spares the second load. */
export function registerAssets(app: FastifyInstance): void {
  const styles = readFileSync(path.join(templates, 'styles.css'));
  const fonts = [...new Set([...styles.toString().matchAll(/url\((\/assets\/fonts\/([a-z0-9-]+\.woff2))\)/g)].map(found => found[2] ?? ''))];
  const files = path.join(path.dirname(require.resolve('@fontsource/noto-sans/400.css')), 'files');
  const assets: Asset[] = [
    { url: '/assets/styles.css', type: 'text/css; charset=utf-8', body: styles, cache: untilChanged },
    ...['copy.js', 'seen.js'].map(script => ({ url: `/assets/${script}`, type: 'text/javascript; charset=utf-8', body: readFileSync(path.join(templates, 'pages', script)), cache: untilChanged })),
    ...fonts.map(font => ({ url: `/assets/fonts/${font}`, type: 'font/woff2', body: readFileSync(path.join(files, font)), cache: forAYear })),
  ];
  for (const asset of assets) registerAsset(app, asset);
}

function registerAsset(app: FastifyInstance, { url, type, body, cache }: Asset): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  app.get(url, { config: { public: true } }, async (request, reply) => {
    reply.headers({ 'cache-control': cache, etag });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type(type).send(body);
  });
}
