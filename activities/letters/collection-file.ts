import { and, asc, desc, eq, inArray, or } from 'drizzle-orm';
import { document, letter, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { formatInstant } from '../../templates/format/instants.ts';
import { t } from '../../templates/language/t.ts';
import type { Reader } from '../../templates/render/reader.ts';
import type { InvoiceFile } from './invoice-matter.ts';
import type { OutgoingLetter } from './post-letter.ts';

/**
 * What whoever takes a debt over hands on to a lawyer (DN13), with the letter that tells the debt: the invoice and the agreed package as they
 * were printed for the customer, and every letter to the customer about the invoice, word for word. Links in the letters are masked, as on record.
 */
export async function collectionFile(db: Db, { row }: Pick<InvoiceFile, 'row'>, reader: Reader): Promise<OutgoingLetter['attachments']> {
  const subjects = [row.id, ...(row.packageId ? [row.packageId] : [])];
  const printed = await db
    .selectDistinctOn([document.subjectId], { kind: document.kind, filename: document.fileName, content: document.content, contentType: document.mime })
    .from(document)
    .where(and(inArray(document.subjectId, subjects), eq(document.language, row.language)))
    .orderBy(document.subjectId, desc(document.createdAt));
  const prints = printed.toSorted((a, b) => Number(b.kind === 'invoice') - Number(a.kind === 'invoice')).map(({ kind: _, ...file }) => file);
  const words = await lettersInWords(db, row.id, reader);
  if (words === '') return prints;
  const filename = `${t(reader.language, 'emails.staff.letters_file', { number: row.number ?? '' }).replaceAll(/[\\/:*?"<>|]+/g, '-')}.txt`;
  return [...prints, { filename, content: Buffer.from(words), contentType: 'text/plain; charset=utf-8' }];
}

/** Each letter that left, the one that brought the invoice first: its subject, when and where it went and what the server said, its Message-ID, its text. */
async function lettersInWords(db: Db, invoiceId: string, { language, zone }: Reader): Promise<string> {
  const reminders = db.select({ id: reminder.letterId }).from(reminder).where(eq(reminder.invoiceId, invoiceId));
  const left = await db
    .select()
    .from(letter)
    .where(and(or(and(eq(letter.invoiceId, invoiceId), eq(letter.kind, 'invoice')), inArray(letter.id, reminders)), inArray(letter.state, ['sent', 'verify'])))
    .orderBy(asc(letter.dataStartedAt), asc(letter.id));
  const told = left.flatMap(({ subject, text, toAddress: address, messageId, state, providerId, sentAt, dataStartedAt }) => {
    const begunAt = sentAt ?? dataStartedAt;
    if (begunAt === null) return [];
    const at = formatInstant(begunAt, language, { zone, form: 'full' });
    const fate = state === 'sent' ? t(language, 'emails.staff.letter_taken', { at, address, answer: providerId ?? '250' }) : t(language, 'emails.staff.letter_uncertain', { at, address });
    return [[subject, fate, `Message-ID: ${messageId}`, '', text].join('\n')];
  });
  return told.join(`\n\n${'─'.repeat(60)}\n\n`);
}
