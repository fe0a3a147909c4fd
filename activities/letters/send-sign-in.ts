import { rememberLink } from '../../db/links/remember-link.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import { type Letter, renderLetter } from '../../templates/emails/render-letter.ts';
import type { LetterOutcome } from '../../workflows/ports.ts';
import type { SignInLetterInput } from '../../workflows/staff-sign-in/messages.ts';
import { loadCompany, loadUser, type UserRow } from '../facts/deal-facts.ts';
import { deliverLetter } from './deliver-letter.ts';
import type { LetterDeps } from './letter-deps.ts';
import { staffReader } from './readers.ts';

const validMinutes = 15;

/** Writes the letter whose link signs a person in: good for 15 minutes from when it was asked for, and once. */
export async function sendSignInLetter(deps: LetterDeps, input: SignInLetterInput): Promise<LetterOutcome> {
  const person = await unitOfWork(deps.pool, db => loadUser(db, input.userId));
  const reader = staffReader(person);
  return deliverLetter(deps.mailer, {
    letterId: input.letterId,
    kind: 'sign_in',
    dealId: null,
    invoiceId: null,
    to: { address: person.email, userId: person.id, language: reader.language },
    replyTo: null,
    references: null,
    now: input.now,
    compose: async () => ({ ...(await unitOfWork(deps.pool, db => signInWords(db, deps, { ...input, person }))), attachments: [] }),
    stopReason: async db => ((await loadUser(db, input.userId)).active ? null : 'person_left'),
  });
}

async function signInWords(db: Db, { addresses }: LetterDeps, { person, letterId, next, now }: SignInLetterInput & { person: UserRow }): Promise<Letter> {
  const { shortName: tradeName, name: legalName, address } = await loadCompany(db);
  const expiresAt = new Date(Date.parse(now) + validMinutes * 60_000).toISOString();
  const token = await rememberLink(db, addresses.linkKey, { purpose: 'sign_in', subjectId: person.id, letterId, dealId: null, personId: person.id, createdAt: now, expiresAt });
  const signInUrl = `${addresses.publicUrl}/sign-in/${token}?next=${encodeURIComponent(next)}`;
  return renderLetter('sign_in', { company: { tradeName, legalName, address }, contact: null, signInUrl, expiresAt, validMinutes }, staffReader(person));
}
