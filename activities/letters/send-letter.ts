import { and, desc, eq, inArray, ne } from 'drizzle-orm';
import { customerLetterId } from '../../db/delivery/sent-by-hand.ts';
import { stableId } from '../../db/ids.ts';
import { takerFor } from '../../db/people/hand-work-on.ts';
import { appUser, document, letter } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterInput, LetterOutcome } from '../../workflows/ports.ts';
import { loadDeal, type UserRow } from '../facts/deal-facts.ts';
import { collectionFile } from './collection-file.ts';
import { deliverLetter } from './deliver-letter.ts';
import { loadInvoiceFile } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import { outcomeForAll } from './letter-state.ts';
import { type Addressee, letterWords } from './letter-words.ts';
import type { OutgoingLetter } from './post-letter.ts';
import { staffReader } from './readers.ts';
import { isRequest, stopReason } from './stop-reason.ts';

const lookAgainSeconds = 60;

/** Writes one letter of a deal to everybody it is meant for, to each at most once. */
export async function sendLetter(deps: LetterDeps, input: LetterInput): Promise<LetterOutcome> {
  const addressees = await unitOfWork(deps.pool, db => addresseesOf(db, input));
  if (addressees.length === 0) return isRequest(input.kind) ? noApprover(deps, input) : { outcome: 'undeliverable', reason: 'no_address' };
  const outcomes: LetterOutcome[] = [];
  for (const to of addressees) outcomes.push(await deliver(deps, input, to));
  // One full mailbox keeps the letter from nobody else; when it is tried again, who has the letter gets no second one.
  return outcomeForAll(outcomes) ?? { outcome: 'skipped', reason: 'nobody' };
}

/** Whoever must decide cannot just now: the letter waits for them while the step does, for they may be let in again. Where nobody is above, nobody is told of a late step but at 200 %. */
async function noApprover({ pool }: LetterDeps, input: LetterInput): Promise<LetterOutcome> {
  const reason = input.toUserId === null ? 'nobody' : await unitOfWork(pool, db => stopReason(db, input));
  return reason === null ? { outcome: 'retry', reason: 'person_inactive', retryAfterSeconds: lookAgainSeconds } : { outcome: 'skipped', reason };
}

async function deliver(deps: LetterDeps, input: LetterInput, to: Addressee): Promise<LetterOutcome> {
  const forInvoice = input.kind === 'invoice' || input.kind === 'thank_you';
  return deliverLetter(deps.mailer, {
    letterId: to.letterId,
    kind: input.kind,
    dealId: input.dealId,
    invoiceId: forInvoice ? input.subjectId : null,
    to: { address: to.address, userId: to.person?.id ?? null, ...(to.customerId ? { customerId: to.customerId } : {}), language: to.reader.language },
    replyTo: to.person ? null : await unitOfWork(deps.pool, async db => (await loadDeal(db, input.dealId)).owner.email),
    references: await unitOfWork(deps.pool, db => threadOf(db, input, to.letterId)),
    now: input.now,
    compose: () => unitOfWork(deps.pool, async db => ({ ...(await letterWords(db, deps, { input, to })), attachments: await attachmentsOf(db, input, to) })),
    stopReason: db => stopReason(db, input),
  });
}

/** A customer's letter goes to the customer's address; a colleague's to the person named, or to everybody of the roles concerned. */
export async function addresseesOf(db: Db, input: LetterInput): Promise<Addressee[]> {
  if (input.kind === 'invoice' || input.kind === 'thank_you') {
    const { customer: payer } = await loadDeal(db, input.dealId);
    if (!payer.email || payer.emailDeadReason) return [];
    return [{ address: payer.email, person: null, customerId: payer.id, reader: { language: payer.language, zone: payer.timeZone }, letterId: customerLetterId(input.letterKey, payer.id) }];
  }
  const people = await db.select().from(appUser).where(eq(appUser.active, true));
  const meant = await colleaguesOf(db, input, people);
  return meant.map(person => ({ address: person.email, person, customerId: null, reader: staffReader(person), letterId: stableId('let', input.letterKey, person.id) }));
}

/** Whether money has come, finance finds out, and the owner of the deal has a word with the customer; news for somebody who has left goes to whoever has their work, what names nobody to the roles concerned. */
async function colleaguesOf(db: Db, input: LetterInput, people: readonly UserRow[]): Promise<UserRow[]> {
  if (input.kind === 'payment_claimed') {
    const { owner } = await loadDeal(db, input.dealId);
    const ownersWork = await takerFor(db, owner.id);
    return people.filter(person => person.id === ownersWork || person.roles.includes('finance'));
  }
  const named = people.filter(person => person.id === input.toUserId);
  // A copy is for whom the policy named, a request for whoever must decide, and for nobody in their place.
  if (named.length > 0 || input.kind === 'reminder_copy' || isRequest(input.kind)) return named;
  const takerId = input.toUserId === null ? null : await takerFor(db, input.toUserId);
  const takers = people.filter(person => person.id === takerId);
  const roles = input.kind === 'approval_stuck' ? ['director', 'admin'] : ['admin'];
  return takers.length > 0 ? takers : people.filter(person => person.roles.some(role => roles.includes(role)));
}

async function attachmentsOf(db: Db, input: LetterInput, to: Addressee): Promise<OutgoingLetter['attachments']> {
  if (input.kind === 'manual_collection') return collectionFile(db, await loadInvoiceFile(db, input.subjectId), to.reader);
  if (input.kind !== 'invoice') return [];
  const printed = await db
    .select({ filename: document.fileName, content: document.content, contentType: document.mime })
    .from(document)
    .where(and(eq(document.kind, 'invoice'), eq(document.subjectId, input.subjectId), eq(document.language, to.reader.language)))
    .orderBy(desc(document.createdAt))
    .limit(1);
  return printed;
}

/** Letters about one step, and letters about one invoice, form a thread. */
async function threadOf(db: Db, input: LetterInput, letterId: string): Promise<string | null> {
  if (input.kind === 'thank_you') {
    const [first] = await db
      .select({ messageId: letter.messageId })
      .from(letter)
      .where(and(eq(letter.invoiceId, input.subjectId), eq(letter.kind, 'invoice')));
    return first?.messageId ?? null;
  }
  if (!input.kind.startsWith('approval_')) return null;
  const [first] = await db
    .select({ messageId: letter.messageId })
    .from(letter)
    .where(and(eq(letter.dealId, input.dealId), eq(letter.channel, 'email'), inArray(letter.kind, ['approval_request']), eq(letter.toUserId, input.toUserId ?? ''), ne(letter.id, letterId)))
    .orderBy(desc(letter.createdAt))
    .limit(1);
  return first?.messageId ?? null;
}
