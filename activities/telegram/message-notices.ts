import { eq } from 'drizzle-orm';
import { appUser, type notice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { isMessageKind } from '../../templates/telegram/render-message.ts';
import type { LetterInput } from '../../workflows/ports.ts';

type LetterNotice = typeof notice.$inferInsert & { input: LetterInput };

/**
 * The same news once more, for Telegram, where somebody it is meant for has a chat there. A row of its own, so that neither channel waits
 * for the other and a repeat of one never repeats the other.
 */
export async function messageNotices(db: Db, letters: readonly LetterNotice[]): Promise<LetterNotice[]> {
  const news = letters.filter(({ input }) => isMessageKind(input.kind));
  if (news.length === 0) return [];
  const people = await db.select({ id: appUser.id, chatId: appUser.telegramChatId }).from(appUser).where(eq(appUser.active, true));
  // What is meant for nobody in particular, or for somebody who has left, goes to everybody of a role.
  const meantFor = ({ toUserId }: LetterInput) => people.filter(person => person.id === toUserId);
  const mayReach = (input: LetterInput): boolean => (meantFor(input).length > 0 ? meantFor(input) : people).some(person => person.chatId !== null);
  return news.filter(({ input }) => mayReach(input)).map(row => ({ ...row, id: `${row.id}:telegram`, channel: 'telegram' }));
}
