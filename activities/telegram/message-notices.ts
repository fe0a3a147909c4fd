import { and, eq, isNotNull } from 'drizzle-orm';
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
  const people = await db
    .select({ id: appUser.id })
    .from(appUser)
    .where(and(eq(appUser.active, true), isNotNull(appUser.telegramChatId)));
  const reachable = new Set(people.map(person => person.id));
  const mayReach = ({ toUserId }: LetterInput): boolean => (toUserId === null ? reachable.size > 0 : reachable.has(toUserId));
  return news.filter(({ input }) => mayReach(input)).map(row => ({ ...row, id: `${row.id}:telegram`, channel: 'telegram' }));
}
