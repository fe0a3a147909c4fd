import { notice } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import { messageNotices } from '../telegram/message-notices.ts';

/**
 * Notes what is to be told, by letter and by Telegram, in the transaction of what it tells of; noted again it stays one.
 * The relay sends it by the real clock, whatever the deal's own says.
 */
export async function noteNews(db: Db, news: readonly LetterInput[]): Promise<void> {
  if (news.length === 0) return;
  const nextAttemptAt = new Date().toISOString();
  const letters = news.map(input => ({ id: input.letterKey, dealId: input.dealId, input, createdAt: input.now, nextAttemptAt }));
  await db
    .insert(notice)
    .values([...letters, ...(await messageNotices(db, letters))])
    .onConflictDoNothing();
}
