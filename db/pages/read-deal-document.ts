import { and, eq, inArray } from 'drizzle-orm';
import type { PrintedDocument } from '../read/documents.ts';
import { document } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** One document that we have printed for a deal, by its id, or null where the deal has none of that id. */
export async function readDealDocument(db: Db, dealId: string, documentId: string): Promise<PrintedDocument | null> {
  const columns = { fileName: document.fileName, mime: document.mime, sha256: document.sha256, content: document.content };
  const [row] = await db
    .select(columns)
    .from(document)
    .where(and(eq(document.dealId, dealId), eq(document.id, documentId), inArray(document.kind, ['quote', 'invoice'])));
  return row ?? null;
}
