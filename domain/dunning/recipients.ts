import type { Effect, LadderRung } from './ladder.ts';

/** Whom a rung reaches: the customer by letter; the owner of the deal and the owner's head by letter and, where they have a chat, by Telegram. */
export type Recipient = 'customer' | 'owner' | 'head';

/**
 * Who is told when an effect comes into force (DN11). The owner learns of a hold on the customer's shipments before the customer does;
 * the task of the escalation goes to the owner's head, that of the last rung to the owner, who takes the matter on by hand.
 */
export const toldOf: Readonly<Record<Effect, Recipient | null>> = {
  letter: 'customer',
  owner_told: 'owner',
  shipment_hold: 'owner',
  head_task: 'head',
  manual_task: 'owner',
  stop: null,
};

/** Everybody whom a rung reaches, each once, the customer first. */
export function recipientsOf({ does }: Pick<LadderRung, 'does'>): readonly Recipient[] {
  const told = does.flatMap(effect => toldOf[effect] ?? []);
  return (['customer', 'owner', 'head'] as const).filter(recipient => told.includes(recipient));
}
