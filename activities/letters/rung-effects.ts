import { stableId } from '../../db/ids.ts';
import { headOf, takerFor } from '../../db/people/hand-work-on.ts';
import { readHoldsInForce } from '../../db/read/holds.ts';
import { hold } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { Effect, LadderRung } from '../../domain/dunning/ladder.ts';
import type { ReminderPolicy } from '../../domain/dunning/policy.ts';
import { toldOf } from '../../domain/dunning/recipients.ts';
import type { LetterInput, RungInput } from '../../workflows/ports.ts';
import { noteNews } from '../record/note-news.ts';
import { openTask } from '../record/project-invoice.ts';
import { tellOtherOwners } from './customer-held.ts';
import { isDebtCovered } from './hold-matter.ts';
import type { InvoiceFile } from './invoice-matter.ts';

type Fired = Readonly<{ file: InvoiceFile; policy: Pick<ReminderPolicy, 'shipmentHoldScope'>; input: RungInput }>;

/**
 * The effects of a rung, in force before its letter leaves (INV-10): holds, tasks, and the letters and messages that tell colleagues of
 * them. Those stand beside the effects and are sent by the relay, so that no colleague's mailbox holds up the customer's letter.
 */
export async function putInForce(db: Db, { step, ...fired }: Fired & { step: LadderRung }): Promise<void> {
  for (const effect of step.does) {
    await bringAbout(db, effect, fired);
    await tell(db, effect, fired);
  }
}

async function bringAbout(db: Db, effect: Effect, { file, policy, input }: Fired): Promise<void> {
  const { dealId, invoiceId, rung, now } = input;
  switch (effect) {
    case 'shipment_hold': {
      if (await isDebtCovered(db, file)) return;
      const before = await readHoldsInForce(db, { dealId, customerId: file.customer.id });
      const scope = policy.shipmentHoldScope;
      const [set] = await db
        .insert(hold)
        .values({ id: stableId('hold', invoiceId, rung), dealId, invoiceId, type: 'shipment', scope, sinceAt: now, reason: 'overdue' })
        .onConflictDoNothing()
        .returning({ id: hold.id });
      // Whose shipments another hold has stopped already has heard of it.
      if (set && scope === 'customer' && !before.some(each => each.scope === 'customer')) await tellOtherOwners(db, { file, input, holdId: set.id });
      return;
    }
    case 'head_task':
      // A rung is claimed again for each try of its letter.
      return openTask(db, { dealId, invoiceId, kind: 'head', reason: 'overdue', at: now, assigneeId: await headOf(db, file.owner.id), isRepeated: true });
    case 'manual_task':
      return openTask(db, { dealId, invoiceId, kind: 'manual_collection', reason: 'overdue', at: now, isRepeated: true });
    case 'letter':
    case 'owner_told':
    case 'stop':
      return;
  }
}

/** The letter to a colleague about an effect; two effects of one rung that say the same to the same person are one letter. */
const news: Readonly<Record<Effect, LetterInput['kind'] | null>> = {
  owner_told: 'owner_overdue',
  shipment_hold: 'owner_overdue',
  head_task: 'head_task',
  manual_task: 'manual_collection',
  letter: null,
  stop: null,
};

async function tell(db: Db, effect: Effect, { file, input }: Fired): Promise<void> {
  const { dealId, invoiceId, rung, now, legalAt } = input;
  const kind = news[effect];
  if (kind === null) return;
  const toUserId = toldOf[effect] === 'head' ? await headOf(db, file.owner.id) : await takerFor(db, file.owner.id);
  const detail = kind === 'owner_overdue' ? rung : kind === 'head_task' ? legalAt : null;
  const letterKey = `${dealId}:rung:${invoiceId}:${rung}:${kind}`;
  await noteNews(db, [{ dealId, letterKey, kind, subjectId: invoiceId, detail, toUserId, now }]);
}
