import { and, asc, eq, inArray, or } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import type { FateRow } from '../../db/read/ladder-facts.ts';
import { letter, reminder } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { RungInput } from '../../workflows/ports.ts';
import { reminderId } from '../record/project-invoice.ts';
import type { Kin } from './kin.ts';

/** `begunElsewhere`: another invoice's rung claimed the letter and may have it in hand. `left`: a letter of before in which the rung stands no more. */
export type LetterOfRung = Readonly<{ letterId: string; begunElsewhere: boolean; left: string | null }>;
export type LettersAtHand = ReadonlyMap<string, Readonly<{ state: string; drivenById: string | null }>>;

/**
 * Locks every letter in which kin stand, and the rung's own: what is read of rungs from here on no letter's end can change. Customer and
 * invoices are locked before them (kin.ts).
 */
export async function lockLetters(db: Db, input: RungInput, kin: readonly Kin[]): Promise<LettersAtHand> {
  const ofKin = db
    .select({ id: reminder.letterId })
    .from(reminder)
    .where(inArray(reminder.invoiceId, idsOf(kin)));
  const rows = await db
    .select({ id: letter.id, state: letter.state, drivenById: letter.drivenById })
    .from(letter)
    .where(or(eq(letter.id, rungLetterId(input)), and(inArray(letter.id, ofKin), inArray(letter.state, ['claimed', 'data_started']))))
    .orderBy(asc(letter.id))
    .for('update');
  return new Map(rows.map(row => [row.id, row]));
}

/**
 * The letter in which a rung is to stand. Once claimed it never changes while its text has not begun: a retry finds it again. A letter that
 * still waits for the mail server takes in the rungs of kin that come due meanwhile, so that a server which was away for a day does not get
 * several letters at once. Else it is a letter of the rung's own, told by invoice and rung.
 */
export async function letterOfRung(db: Db, input: RungInput, { kin, fate, letters }: { kin: readonly Kin[]; fate: FateRow | null; letters: LettersAtHand }): Promise<LetterOfRung> {
  const claimed = await claimedLetters(db, kin);
  const first = rungLetterId(input);
  // A rung is claimed before its letter has a row; one that has its end is no longer among the claimed.
  const open = claimed.filter(({ letterId }) => (letters.get(letterId)?.state ?? 'claimed') === 'claimed');
  const mine = open.find(({ invoiceId }) => invoiceId === input.invoiceId);
  const kept = fate?.letterId && letters.get(fate.letterId)?.state === 'claimed' ? fate.letterId : null;
  const firstState = letters.get(first)?.state ?? 'claimed';
  const letterId = mine?.letterId ?? open[0]?.letterId ?? kept ?? (firstState === 'claimed' ? first : stableId('let', 'rung', input.invoiceId, input.rung, input.now));
  const shared = open.some(each => each.letterId === letterId && each.invoiceId !== input.invoiceId);
  return {
    letterId,
    begunElsewhere: mine?.letterId === letterId && shared && letters.get(letterId)?.drivenById !== driverOf(input),
    left: kept !== null && kept !== letterId ? kept : null,
  };
}

export const rungLetterId = ({ invoiceId, rung }: Pick<RungInput, 'invoiceId' | 'rung'>): string => stableId('let', 'rung', invoiceId, rung);

/** Whose attempt has a letter in hand: a rung of an invoice, for two rungs of one invoice may be under way at once. */
export const driverOf = ({ invoiceId, rung }: Pick<RungInput, 'invoiceId' | 'rung'>): string => reminderId(invoiceId, rung);

const idsOf = (kin: readonly Kin[]): string[] => kin.map(({ id }) => id);

async function claimedLetters(db: Db, kin: readonly Kin[]): Promise<{ invoiceId: string; letterId: string }[]> {
  const rows = await db
    .select({ invoiceId: reminder.invoiceId, letterId: reminder.letterId })
    .from(reminder)
    .where(and(inArray(reminder.invoiceId, idsOf(kin)), eq(reminder.state, 'claimed')))
    .orderBy(asc(reminder.claimedAt), asc(reminder.id));
  return rows.flatMap(({ invoiceId, letterId }) => (letterId === null ? [] : [{ invoiceId, letterId }]));
}
