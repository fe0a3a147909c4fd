import { and, desc, eq } from 'drizzle-orm';
import { document } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type PrintedDocument = Readonly<{ fileName: string; mime: string; sha256: string; content: Buffer }>;

const columns = { fileName: document.fileName, mime: document.mime, sha256: document.sha256, content: document.content };

/** One document of a deal, or null where the deal has none of that id. */
export async function readDocument(db: Db, dealId: string, documentId: string): Promise<PrintedDocument | null> {
  const [row] = await db.select(columns).from(document).where(and(eq(document.dealId, dealId), eq(document.id, documentId)));
  return row ?? null;
}

/** The latest print of a quote version or an invoice in a language, or null where it has not been printed yet. */
export async function readLatestPrint(db: Db, of: { kind: 'quote' | 'invoice'; subjectId: string; language: 'ru' | 'kk' | 'en' }): Promise<PrintedDocument | null> {
  const [row] = await db.select(columns).from(document).where(and(eq(document.kind, of.kind), eq(document.subjectId, of.subjectId), eq(document.language, of.language))).orderBy(desc(document.createdAt)).limit(1);
  return row ?? null;
}
