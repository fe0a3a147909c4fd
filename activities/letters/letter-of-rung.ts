import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import type { FateRow } from '../../db/read/ladder-facts.ts';
import { letter, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { RungInput } from '../../workflows/ports.ts';
import type { Kin } from './kin.ts';

/** `begunElsewhere`: another invoice's rung claimed the letter and may have it in hand. `left`: a letter of before in which the rung stands no more. */
export type LetterOfRung = Readonly<{ letterId: string; begunElsewhere: boolean; left: string | null }>;

/**
 * The letter in which a rung is to stand, with the rows of letters locked. Once claimed it never changes while its text has not begun: a retry
 * finds it again. A letter that still waits for the mail server takes in the rungs of kin that come due meanwhile, so that a server which was
 * away for a day does not hand over several letters at once. Else it is a letter of the rung's own, told by invoice and rung.
 */
export async function letterOfRung(db: Db, input: RungInput, { kin, fate }: { kin: readonly Kin[]; fate: FateRow | null }): Promise<LetterOfRung> {
  const claimed = await claimedLetters(db, kin);
  const first = rungLetterId(input);
  const letters = await lockLetters(db, [...claimed.map(each => each.letterId), fate?.letterId ?? first, first]);
  const isOpen = (id: string): boolean => (letters.get(id)?.state ?? 'claimed') === 'claimed';
  const open = claimed.filter(({ letterId }) => isOpen(letterId));
  const mine = open.find(({ invoiceId }) => invoiceId === input.invoiceId);
  const kept = fate?.letterId && isOpen(fate.letterId) ? fate.letterId : null;
  const letterId = mine?.letterId ?? open[0]?.letterId ?? kept ?? (isOpen(first) ? first : stableId('let', 'rung', input.invoiceId, input.rung, input.now));
  const shared = open.some(each => each.letterId === letterId && each.invoiceId !== input.invoiceId);
  return {
    letterId,
    begunElsewhere: mine?.letterId === letterId && shared && letters.get(letterId)?.drivenById !== input.invoiceId,
    left: kept !== null && kept !== letterId && letters.has(kept) ? kept : null,
  };
}

/** The rung stands in another letter now; the one that it has left has nothing more to say. */
export async function leaveLetter(db: Db, letterId: string): Promise<void> {
  await db
    .update(letter)
    .set({ state: 'skipped', lastError: 'another_letter' })
    .where(and(eq(letter.id, letterId), eq(letter.state, 'claimed')));
}

export const rungLetterId = ({ invoiceId, rung }: Pick<RungInput, 'invoiceId' | 'rung'>): string => stableId('let', 'rung', invoiceId, rung);

async function claimedLetters(db: Db, kin: readonly Kin[]): Promise<{ invoiceId: string; letterId: string }[]> {
  const rows = await db
    .select({ invoiceId: reminder.invoiceId, letterId: reminder.letterId })
    .from(reminder)
    .where(
      and(
        inArray(
          reminder.invoiceId,
          kin.map(({ id }) => id),
        ),
        eq(reminder.state, 'claimed'),
        isNotNull(reminder.letterId),
      ),
    )
    .orderBy(asc(reminder.claimedAt), asc(reminder.id));
  return rows.flatMap(({ invoiceId, letterId }) => (letterId === null ? [] : [{ invoiceId, letterId }]));
}

async function lockLetters(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, { state: string; drivenById: string | null }>> {
  const rows = await db
    .select({ id: letter.id, state: letter.state, drivenById: letter.drivenById })
    .from(letter)
    .where(inArray(letter.id, [...new Set(ids)]))
    .orderBy(asc(letter.id))
    .for('update');
  return new Map(rows.map(row => [row.id, row]));
}
