import type { Pool } from 'pg';
import type { LetterOutcome } from '../../workflows/ports.ts';
import { type DeliverySpec, deliverOnce, type Words } from './deliver-once.ts';
import { type OutgoingLetter, postLetter } from './post-letter.ts';

/** The envelope may follow from the words: who reads the answers, and the thread. `listUnsubscribe`: where a courtesy can be declined (RFC 8058). */
export type Composed = Words & Readonly<{ attachments: OutgoingLetter['attachments'] }> & Partial<Pick<OutgoingLetter, 'replyTo' | 'references' | 'listUnsubscribe'>>;

export type LetterSpec = Omit<DeliverySpec<Composed>, 'channel' | 'messageId'> & Readonly<{ replyTo: string | null; references: string | null }>;

export type Mailer = Readonly<{ pool: Pool; smtpUrl: string; from: string; messageIdHost: string }>;

/** Sends one letter by mail, at most once. */
export async function deliverLetter(mailer: Mailer, { replyTo, references, ...spec }: LetterSpec): Promise<LetterOutcome> {
  const messageId = messageIdOf(spec.letterId, mailer.messageIdHost);
  const envelope = { messageId, letterId: spec.letterId, from: mailer.from, to: spec.to.address, replyTo, references, date: new Date(spec.now) };
  return deliverOnce(mailer.pool, { ...spec, channel: 'email', messageId }, ({ facts: _known, about: _told, secrets: _kept, ...composed }, mayTravel) =>
    postLetter(mailer.smtpUrl, { ...envelope, ...composed }, mayTravel),
  );
}

export function messageIdOf(letterId: string, host: string): string {
  return `<${letterId}@${host}>`;
}
