import { eq } from 'drizzle-orm';
import { headOf } from '../../db/people/hand-work-on.ts';
import { appUser } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { Recipient } from '../../domain/dunning/ladder.ts';
import type { LetterInput, RungInput } from '../../workflows/ports.ts';
import { noteNews } from '../record/note-news.ts';
import { fateOf } from './claim-rung.ts';
import { type InvoiceFile, loadInvoiceFile } from './invoice-matter.ts';
import { findStepOfClaim } from './step-in-force.ts';

/**
 * The colleagues whom the policy names beside the customer get a copy of the letter (DN11), once it has gone: a letter that never left has none.
 * Each gets one of each letter, however many rungs stand in it, by the relay; a copy is no rung, and no mailbox of a colleague holds a letter up.
 */
export async function copyToColleagues(db: Db, { dealId, invoiceId, rung, now }: Pick<RungInput, 'dealId' | 'invoiceId' | 'rung' | 'now'>): Promise<void> {
  const fate = await fateOf(db, { invoiceId, rung });
  const letterId = fate?.letterId ?? null;
  if (fate?.state !== 'sent' || letterId === null) return;
  const file = await loadInvoiceFile(db, invoiceId);
  const claimed = await findStepOfClaim(db, file, { rung, fate });
  const toUserIds = new Set<string>();
  for (const recipient of claimed?.step.recipients ?? []) for (const id of await peopleOf(db, recipient, file)) toUserIds.add(id);
  await noteNews(
    db,
    [...toUserIds].map((toUserId): LetterInput => ({ dealId, letterKey: `${letterId}:copy:${toUserId}`, kind: 'reminder_copy', subjectId: letterId, detail: null, toUserId, now })),
  );
}

async function peopleOf(db: Db, recipient: Recipient, file: InvoiceFile): Promise<string[]> {
  switch (recipient) {
    case 'customer':
      return [];
    case 'owner':
      return [file.owner.id];
    case 'head':
      return [await headOf(db, file.owner.id)];
    case 'finance':
    case 'director': {
      const people = await db.select({ id: appUser.id, roles: appUser.roles }).from(appUser).where(eq(appUser.active, true)).orderBy(appUser.createdAt);
      return people.filter(person => person.roles.includes(recipient)).map(person => person.id);
    }
  }
}
