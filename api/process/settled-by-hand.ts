import { settleByHand } from '../../db/delivery/sent-by-hand.ts';
import type { LetterOnRecord } from '../../db/read/letters.ts';
import type { Actor } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { ApiContext } from '../context.ts';

type Said = Readonly<{ outcome: 'arrived' | 'send_again'; reason: string; commandId: string; actor: Actor }>;

/** Settles a letter that somebody had asked for beside the deal's own; false where the letter is a deal's, which is to be told. Fails as `settleByHand` does. */
export async function settledByHand({ pool, now }: ApiContext, letter: LetterOnRecord, { outcome, reason, commandId, actor }: Said): Promise<boolean> {
  const at = now().toISOString();
  const note = { commandId, dealId: null, text: reason, authorType: actor.type, authorId: actor.id, createdAt: at };
  return unitOfWork(pool, db => settleByHand(db, letter, { outcome, note, by: { actor, now: at } }));
}
