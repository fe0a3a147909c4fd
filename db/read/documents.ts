import { and, desc, eq } from 'drizzle-orm';
import { document, type Language } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type PrintedDocument = Pick<typeof document.$inferSelect, 'content' | 'mime' | 'fileName' | 'sha256'>;

/** The document of an invoice or a package version in a language, as it was printed last; null while there is none. */
export async function readDocument(db: Db, wanted: { kind: 'quote' | 'invoice'; subjectId: string; language: Language }): Promise<PrintedDocument | null> {
  const { kind, subjectId, language } = wanted;
  const [row] = await db
    .select({ content: document.content, mime: document.mime, fileName: document.fileName, sha256: document.sha256 })
    .from(document)
    .where(and(eq(document.kind, kind), eq(document.subjectId, subjectId), eq(document.language, language)))
    .orderBy(desc(document.createdAt), desc(document.id))
    .limit(1);
  return row ?? null;
}

/** A payment order that a customer has sent: of the deal named, where one is; null where there is none. */
export async function readPaymentOrder(db: Db, { id, dealId }: { id: string; dealId: string | null }): Promise<PrintedDocument | null> {
  const [row] = await db
    .select({ content: document.content, mime: document.mime, fileName: document.fileName, sha256: document.sha256 })
    .from(document)
    .where(and(eq(document.id, id), eq(document.kind, 'payment_order'), dealId === null ? undefined : eq(document.dealId, dealId)));
  return row ?? null;
}
