import { and, eq, gt, isNotNull, lte, ne, notInArray } from 'drizzle-orm';
import { reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { RungInput } from '../../workflows/ports.ts';

type Asked = Pick<RungInput, 'invoiceId' | 'rung' | 'dueAt'>;

const othersOf = ({ invoiceId, rung }: Asked) => and(eq(reminder.invoiceId, invoiceId), ne(reminder.rung, rung));

/**
 * Whether a later rung of the invoice has been taken up already: this one never goes then. Rungs are told apart by the instants they were due at,
 * which ascend in every plan. The invoice is locked by whoever asks.
 */
export async function isOvertaken(db: Db, asked: Asked): Promise<boolean> {
  return (await db.$count(reminder, and(othersOf(asked), gt(reminder.dueAt, asked.dueAt), notInArray(reminder.state, ['held', 'skipped'])))) > 0;
}

/**
 * Rungs of the invoice that were due before this one and whose text has not begun never go: where workers were down, both are asked for at once,
 * and the debt would stand in one letter twice (Q2C.md 6). Answers the letters that they have left. Invoice and letters are locked by whoever asks.
 */
export async function releaseOlder(db: Db, asked: Asked): Promise<string[]> {
  const released = await db
    .update(reminder)
    .set({ state: 'skipped', reason: 'missed' })
    .where(and(othersOf(asked), lte(reminder.dueAt, asked.dueAt), eq(reminder.state, 'claimed'), isNotNull(reminder.letterId)))
    .returning({ letterId: reminder.letterId });
  return released.flatMap(({ letterId }) => letterId ?? []);
}
