import type { Pool } from 'pg';
import type { LetterOutcome } from '../../workflows/ports.ts';
import { type DeliverySpec, deliverOnce, type Words } from './deliver-once.ts';
import { type OutgoingLetter, postLetter } from './post-letter.ts';

export type Composed = Words & Readonly<{ attachments: OutgoingLetter['attachments'] }>;

export type LetterSpec = Omit<DeliverySpec<Composed>, 'channel' | 'messageId'> & Readonly<{ replyTo: string | null; references: string | null }>;

export type Mailer = Readonly<{ pool: Pool; smtpUrl: string; from: string; messageIdHost: string }>;

/** Sends one letter by mail, at most once. */
export async function deliverLetter(mailer: Mailer, { replyTo, references, ...spec }: LetterSpec): Promise<LetterOutcome> {
  const messageId = messageIdOf(spec.letterId, mailer.messageIdHost);
  const envelope = { messageId, from: mailer.from, to: spec.to.address, replyTo, references, date: new Date(spec.now) };
  return deliverOnce(mailer.pool, { ...spec, channel: 'email', messageId }, ({ owedMinor: _named, shipmentHeld: _said, secrets: _kept, ...composed }, mayTravel) =>
    postLetter(mailer.smtpUrl, { ...composed, ...envelope }, mayTravel),
  );
}

export function messageIdOf(letterId: string, host: string): string {
  return `<${letterId}@${host}>`;
}
