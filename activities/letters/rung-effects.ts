import { eq } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import { appUser, hold } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { LadderRung } from '../../domain/dunning/ladder.ts';
import type { LetterInput, RungInput } from '../../workflows/ports.ts';
import { noteNews } from '../record/note-news.ts';
import { openTask } from '../record/project-invoice.ts';
import type { InvoiceFile } from './invoice-matter.ts';

/**
 * The effects of a rung, in force before its letter leaves (INV-10): holds, tasks, and the letters and messages that tell colleagues of
 * them. Those stand beside the effects and are sent by the relay, so that no colleague's mailbox holds up the customer's letter.
 */
export async function putInForce(db: Db, { file, step, input }: { file: InvoiceFile; step: LadderRung; input: RungInput }): Promise<void> {
  const { dealId, invoiceId, rung, now } = input;
  for (const effect of step.does) {
    switch (effect) {
      case 'shipment_hold':
        await db
          .insert(hold)
          .values({ id: stableId('hold', invoiceId, rung), dealId, invoiceId, type: 'shipment', sinceAt: now, reason: 'overdue' })
          .onConflictDoNothing();
        break;
      case 'owner_told':
        await tell(db, input, { kind: 'owner_overdue', toUserId: file.owner.id, detail: rung });
        break;
      case 'head_task': {
        const headId = (await headOf(db, file)) ?? file.owner.id;
        await openTask(db, { dealId, invoiceId, kind: 'head', reason: 'overdue', at: now, assigneeId: headId });
        await tell(db, input, { kind: 'head_task', toUserId: headId, detail: input.legalAt });
        break;
      }
      case 'manual_task':
        await openTask(db, { dealId, invoiceId, kind: 'manual_collection', reason: 'overdue', at: now, assigneeId: file.owner.id });
        await tell(db, input, { kind: 'manual_collection', toUserId: file.owner.id, detail: null });
        break;
      case 'letter':
      case 'stop':
        break;
    }
  }
}

async function tell(db: Db, { dealId, invoiceId, rung, now }: RungInput, { kind, toUserId, detail }: Pick<LetterInput, 'kind' | 'toUserId' | 'detail'>): Promise<void> {
  const letterKey = `${dealId}:rung:${invoiceId}:${rung}:${kind}`;
  await noteNews(db, [{ dealId, letterKey, kind, subjectId: invoiceId, detail, toUserId, now }]);
}

/** The head of the owner, or else a director; null where there is neither. */
export async function headOf(db: Db, { owner }: InvoiceFile): Promise<string | null> {
  if (owner.superiorId) return owner.superiorId;
  const people = await db.select({ id: appUser.id, roles: appUser.roles }).from(appUser).where(eq(appUser.active, true)).orderBy(appUser.createdAt);
  return people.find(person => person.roles.includes('director'))?.id ?? null;
}
