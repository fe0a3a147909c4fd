import { type Effect, type LadderRung, type Recipient, recipients } from './ladder.ts';

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

/** Everybody whom a rung reaches, by what it does and by whom its policy names besides, each once, the customer first. */
export function recipientsOf({ does, recipients: named }: Pick<LadderRung, 'does' | 'recipients'>): readonly Recipient[] {
  const told = does.flatMap(effect => toldOf[effect] ?? []);
  return recipients.filter(recipient => told.includes(recipient) || named.includes(recipient));
}
