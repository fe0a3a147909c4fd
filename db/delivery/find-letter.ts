import { eq, inArray } from 'drizzle-orm';
import { type LetterState, letter } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** By what a report names a letter: our own id, the name of its envelope, which is the same, or a Message-ID, the surest first. */
export type LetterName = Readonly<{ letterId: string | null; messageIds: readonly string[] }>;
export type NamedLetter = Readonly<{ id: string; kind: string; invoiceId: string | null; toAddress: string; toUserId: string | null; state: LetterState; returnedAt: string | null }>;

const columns = { id: letter.id, kind: letter.kind, invoiceId: letter.invoiceId, toAddress: letter.toAddress, toUserId: letter.toUserId, state: letter.state, returnedAt: letter.returnedAt };

/** The letter that is meant, or null where none of ours is. */
export async function findNamedLetter(db: Db, { letterId, messageIds }: LetterName): Promise<NamedLetter | null> {
  const [byId] = letterId === null ? [] : await db.select(columns).from(letter).where(eq(letter.id, letterId));
  if (byId) return byId;
  const known = [...messageIds, ...messageIds.map(bracketed)];
  if (known.length === 0) return null;
  const byMessage = await db
    .select({ ...columns, messageId: letter.messageId })
    .from(letter)
    .where(inArray(letter.messageId, known));
  return messageIds.map(id => byMessage.find(row => row.messageId === id || row.messageId === bracketed(id))).find(row => row !== undefined) ?? null;
}

/** Providers leave the brackets of a Message-ID out. */
const bracketed = (id: string): string => (id.startsWith('<') ? id : `<${id}>`);
