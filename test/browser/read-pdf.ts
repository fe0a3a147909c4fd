import { inflateSync } from 'node:zlib';

/** What a printed document holds. `text`: all letters in the order they were drawn, turned back from glyphs by the fonts' own tables, WITHOUT any space (a PDF knows places, not spaces). */
export type ReadPdf = Readonly<{ pages: number; text: string; title: string; language: string; tagged: boolean }>;
type PdfObject = Readonly<{ body: string; stream: Buffer | null }>;

/** Reads the plain PDFs that Chromium writes (numbered objects, Flate streams, Identity-H fonts with ToUnicode tables). Made for tests: no package and no program of the system is needed. */
export function readPdf(pdf: Uint8Array): ReadPdf {
  const objects = readObjects(Buffer.from(pdf));
  const bodies = [...objects.values()].map(({ body }) => body);
  const pages = [...objects.values()].filter(({ body }) => /\/Type\s*\/Page\b(?!s)/.test(body));
  const catalog = bodies.find(body => /\/Type\s*\/Catalog/.test(body)) ?? '';
  return {
    pages: pages.length,
    text: withoutSpace(pages.map(page => pageText(page, objects)).join('')),
    title: unicodeOf(/\/Title\s*<FEFF([0-9A-F]*)>/i.exec(bodies.find(body => /\/Producer/.test(body)) ?? '')?.[1] ?? ''),
    language: /\/Lang\s*\(([^)]*)\)/.exec(catalog)?.[1] ?? '',
    tagged: /\/MarkInfo\s*<<[^>]*\/Marked\s+true/.test(catalog),
  };
}

/** A text as `readPdf` gives it, for comparing. */
export function withoutSpace(text: string): string {
  return text.normalize('NFC').replace(/\s/gu, '');
}

function readObjects(pdf: Buffer): ReadonlyMap<string, PdfObject> {
  const objects = new Map<string, PdfObject>();
  const latin = pdf.toString('latin1');
  for (const { 1: id = '', index, 0: head } of latin.matchAll(/(?<=\n)(\d+) 0 obj\s/g)) {
    const start = index + head.length;
    const end = latin.indexOf('endobj', start);
    const streamAt = latin.indexOf('stream\n', start);
    if (streamAt < 0 || streamAt > end) {
      objects.set(id, { body: latin.slice(start, end), stream: null });
      continue;
    }
    const body = latin.slice(start, streamAt);
    const from = streamAt + 'stream\n'.length;
    const raw = pdf.subarray(from, from + Number(/\/Length (\d+)/.exec(body)?.[1] ?? 0));
    objects.set(id, { body, stream: /FlateDecode/.test(body) ? inflateSync(raw) : raw });
  }
  return objects;
}

function pageText(page: PdfObject, objects: ReadonlyMap<string, PdfObject>): string {
  const content = objects.get(/\/Contents (\d+) 0 R/.exec(page.body)?.[1] ?? '')?.stream?.toString('latin1') ?? '';
  const resources = /\/Resources (\d+) 0 R/.exec(page.body)?.[1];
  const named = resources === undefined ? page.body : (objects.get(resources)?.body ?? '');
  const fonts = new Map([...named.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => [name, glyphTable(id, objects)]));
  let text = '';
  let font = new Map<string, string>();
  for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|(<[0-9A-Fa-f]+>|\[[^\]]*\])\s*TJ?j?/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    if (shown !== undefined) for (const [, hex = ''] of shown.matchAll(/<([0-9A-Fa-f]+)>/g)) for (const glyph of hex.toUpperCase().match(/.{4}/g) ?? []) text += font.get(glyph) ?? '\uFFFD';
  }
  return text;
}

function glyphTable(fontId: string, objects: ReadonlyMap<string, PdfObject>): Map<string, string> {
  const tableId = /\/ToUnicode (\d+) 0 R/.exec(objects.get(fontId)?.body ?? '')?.[1] ?? '';
  const table = objects.get(tableId)?.stream?.toString('latin1') ?? '';
  const glyphs = new Map<string, string>();
  for (const [, lines = ''] of table.matchAll(/beginbfchar\s([\s\S]*?)endbfchar/g)) {
    for (const [, glyph = '', letters = ''] of lines.matchAll(/<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>/g)) glyphs.set(glyph.toUpperCase(), unicodeOf(letters));
  }
  for (const [, lines = ''] of table.matchAll(/beginbfrange\s([\s\S]*?)endbfrange/g)) {
    for (const [, first = '', last = '', letters = ''] of lines.matchAll(/<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>/g)) {
      const from = Number.parseInt(first, 16);
      for (let glyph = from; glyph <= Number.parseInt(last, 16); glyph += 1) {
        glyphs.set(glyph.toString(16).toUpperCase().padStart(4, '0'), String.fromCharCode(Number.parseInt(letters, 16) + glyph - from));
      }
    }
  }
  return glyphs;
}

function unicodeOf(hex: string): string {
  return String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map(unit => Number.parseInt(unit, 16)));
}
