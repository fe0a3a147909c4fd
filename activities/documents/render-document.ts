import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { stableId } from '../../db/ids.ts';
import { document } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import { renderDocumentHtml } from '../../templates/documents/render-document.ts';
import { type Language, languages } from '../../templates/language/language.ts';
import type { DocumentInput } from '../../workflows/ports.ts';
import type { Addresses } from '../facts/links.ts';
import { invoiceView } from './invoice-view.ts';
import { printPdf } from './print-pdf.ts';
import { quoteView } from './quote-view.ts';

type Sheet = Readonly<{ html: string; language: Language; fileName: string }>;

/** Prints a quote or an invoice in every language. A document that is there already, made of the same text, is not printed again (O-4). */
export async function renderDocument(deps: { pool: Pool; addresses: Addresses; signal: AbortSignal }, input: DocumentInput): Promise<{ documentIds: string[] }> {
  const sheets = await unitOfWork(deps.pool, db => sheetsOf(db, deps.addresses, input));
  const documentIds: string[] = [];
  for (const sheet of sheets) documentIds.push(await printOnce(deps, input, sheet));
  return { documentIds };
}

async function sheetsOf(db: Db, addresses: Addresses, { kind, subjectId }: DocumentInput): Promise<Sheet[]> {
  if (kind === 'invoice') {
    const { view, fileName } = await invoiceView(db, addresses, subjectId);
    return languages.map(language => ({ html: renderDocumentHtml('invoice', view, { language }), language, fileName }));
  }
  const { view, fileName } = await quoteView(db, subjectId);
  return languages.map(language => ({ html: renderDocumentHtml('quote', view, { language }), language, fileName }));
}

async function printOnce(deps: { pool: Pool; signal: AbortSignal }, input: DocumentInput, sheet: Sheet): Promise<string> {
  const { dealId, kind, subjectId, now } = input;
  const htmlSha256 = sha256(sheet.html);
  const key = and(eq(document.kind, kind), eq(document.subjectId, subjectId), eq(document.language, sheet.language), eq(document.htmlSha256, htmlSha256));
  const [known] = await unitOfWork(deps.pool, db => db.select({ id: document.id }).from(document).where(key));
  if (known) return known.id;
  const content = Buffer.from(await printPdf(sheet.html, { title: sheet.fileName, language: sheet.language, signal: deps.signal }));
  const id = stableId('doc', kind, subjectId, sheet.language, htmlSha256);
  const row = {
    id,
    dealId,
    kind,
    subjectId,
    language: sheet.language,
    htmlSha256,
    sha256: sha256(content),
    mime: 'application/pdf',
    fileName: `${sheet.fileName}-${sheet.language}.pdf`,
    content,
    createdAt: now,
  };
  await unitOfWork(deps.pool, db => db.insert(document).values(row).onConflictDoNothing());
  return id;
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
