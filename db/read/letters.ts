import { and, asc, desc, eq, inArray, or } from 'drizzle-orm';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { letter, reminder } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type LetterOnRecord = Pick<
  typeof letter.$inferSelect,
  'id' | 'channel' | 'kind' | 'invoiceId' | 'toAddress' | 'toUserId' | 'language' | 'subject' | 'state' | 'lastError' | 'createdAt' | 'sentAt'
>;
/** Why Telegram takes no message for a person: the bot is shut out, there is no such chat, or anything else. */
export type Obstacle = 'blocked' | 'no_chat' | 'refused';

const onRecord = {
  id: letter.id,
  channel: letter.channel,
  kind: letter.kind,
  invoiceId: letter.invoiceId,
  toAddress: letter.toAddress,
  toUserId: letter.toUserId,
  language: letter.language,
  subject: letter.subject,
  state: letter.state,
  lastError: letter.lastError,
  createdAt: letter.createdAt,
  sentAt: letter.sentAt,
} as const;

/** One letter or message; throws `not_found`. */
export async function readLetter(db: Db, id: string): Promise<LetterOnRecord> {
  const [row] = await db.select(onRecord).from(letter).where(eq(letter.id, id));
  if (!row) throw new RuleViolation('not_found', `There is no letter ${id}.`);
  return row;
}

/** The letters of a deal: its own, and those in which its rungs stand together with rungs of the customer's other deals. */
export function ofDeal(db: Db, dealId: string) {
  const common = db.select({ id: reminder.letterId }).from(reminder).where(eq(reminder.dealId, dealId));
  return or(eq(letter.dealId, dealId), inArray(letter.id, common));
}

/** Letters and messages of a deal in their order, without their bodies. A letter about several invoices names that of the deal. */
export async function readDealLetters(db: Db, dealId: string): Promise<LetterOnRecord[]> {
  const rungs = await db.select({ letterId: reminder.letterId, invoiceId: reminder.invoiceId }).from(reminder).where(eq(reminder.dealId, dealId));
  const rows = await db.select(onRecord).from(letter).where(ofDeal(db, dealId)).orderBy(asc(letter.createdAt), asc(letter.id));
  return rows.map(row => ({ ...row, invoiceId: rungs.find(({ letterId }) => letterId === row.id)?.invoiceId ?? row.invoiceId }));
}

/** Who could not be reached by Telegram the last time it was tried at the chat that is on record, and why. */
export async function readObstacles(db: Db, people: readonly Readonly<{ id: string; telegramChatId: string | null }>[]): Promise<ReadonlyMap<string, Obstacle>> {
  const chats = people.flatMap(({ telegramChatId }) => telegramChatId ?? []);
  if (chats.length === 0) return new Map();
  const last = await db
    .selectDistinctOn([letter.toAddress], { chatId: letter.toAddress, state: letter.state, lastError: letter.lastError })
    .from(letter)
    .where(and(eq(letter.channel, 'telegram'), inArray(letter.toAddress, chats), inArray(letter.state, ['sent', 'undeliverable'])))
    .orderBy(letter.toAddress, desc(letter.createdAt));
  const shut = new Map(last.filter(row => row.state === 'undeliverable').map(row => [row.chatId, obstacleOf(row.lastError)]));
  return new Map(
    people.flatMap(({ id, telegramChatId }) => {
      const obstacle = shut.get(telegramChatId ?? '');
      return obstacle ? [[id, obstacle] as const] : [];
    }),
  );
}

/** The word that the detail of a refused message begins with. */
export function obstacleOf(lastError: string | null): Obstacle {
  const [word] = (lastError ?? '').split(':');
  return word === 'blocked' || word === 'no_chat' ? word : 'refused';
}
