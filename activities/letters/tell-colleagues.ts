import { eq } from 'drizzle-orm';
import { appUser } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { LadderRung, Recipient } from '../../domain/dunning/ladder.ts';
import type { LetterInput, RungInput } from '../../workflows/ports.ts';
import { noteNews } from '../record/note-news.ts';
import type { InvoiceFile } from './invoice-matter.ts';
import { headOf } from './rung-effects.ts';

/**
 * The colleagues whom the policy names beside the customer learn that the letter goes (DN11): each once, by the relay. The owner's word is the one that the effect of the rung gives, so that he hears of it once.
 */
export async function tellColleagues(db: Db, { file, step, input }: { file: InvoiceFile; step: LadderRung; input: RungInput }): Promise<void> {
  const { dealId, invoiceId, rung, now } = input;
  const toUserIds = new Set<string>();
  for (const recipient of step.recipients) for (const id of await peopleOf(db, recipient, file)) toUserIds.add(id);
  const ownKey = `${dealId}:rung:${invoiceId}:${rung}:owner_overdue`;
  const keyOf = (toUserId: string): string => (toUserId === file.owner.id ? ownKey : `${ownKey}:${toUserId}`);
  await noteNews(
    db,
    [...toUserIds].map((toUserId): LetterInput => ({ dealId, letterKey: keyOf(toUserId), kind: 'owner_overdue', subjectId: invoiceId, detail: rung, toUserId, now })),
  );
}

async function peopleOf(db: Db, recipient: Recipient, file: InvoiceFile): Promise<string[]> {
  switch (recipient) {
    case 'customer':
      return [];
    case 'owner':
      return [file.owner.id];
    case 'head':
      return [await headOf(db, file)];
    case 'finance':
    case 'director': {
      const people = await db.select({ id: appUser.id, roles: appUser.roles }).from(appUser).where(eq(appUser.active, true)).orderBy(appUser.createdAt);
      return people.filter(person => person.roles.includes(recipient)).map(person => person.id);
    }
  }
}
