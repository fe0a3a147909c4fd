import { isDeadAddressCode } from '../../domain/delivery/dead-address.ts';
import type { SmtpFailure } from './smtp-conversation.ts';

/**
 * What became of a letter that was handed over or failed to be. `uncertain` means that its text had begun to travel and no
 * answer came: nothing may send it again by itself (HOUSE.md, Easy to get wrong, 4). `badAddress`: the address itself is wrong,
 * so that no other letter reaches it either.
 */
export type SettledPost =
  | Readonly<{ result: 'accepted'; providerId: string }>
  | Readonly<{ result: 'try_later'; code: 'mail_down' | 'mail_busy' | 'telegram_down' | 'telegram_busy' | 'telegram_token'; detail: string; afterSeconds: number }>
  | Readonly<{ result: 'refused'; detail: string; badAddress: boolean }>
  | Readonly<{ result: 'uncertain'; detail: string }>;

/** A connection may be back at any moment. A server that has answered is left in peace for longer: it asked for that, or a person must mend something first. */
const [unreachedAfterSeconds, answeredAfterSeconds] = [60, 300];

/**
 * What a failure means for the letter. Refused is only what the server says for good about the recipient or the text. A wrong
 * password, a sender it does not know, a relay closed to us are ours to mend: the letter waits until they are, as it does for a
 * server that is gone (`mail_down`) or asks for patience (`mail_busy`, every 4xx: greylisting, 421 at any point).
 */
export function judgeFailure(failure: SmtpFailure): SettledPost {
  const { detail, command, code, textTravelled } = failure;
  const refusal = code !== null && code >= 400 ? code : null;
  if (textTravelled && (command !== 'DATA' || refusal === null)) return { result: 'uncertain', detail };
  if (refusal === null) return { result: 'try_later', code: 'mail_down', detail, afterSeconds: unreachedAfterSeconds };
  if (refusal < 500) return { result: 'try_later', code: 'mail_busy', detail, afterSeconds: answeredAfterSeconds };
  const enhanced = enhancedCode(detail);
  if (isAboutUs(failure, enhanced)) return { result: 'try_later', code: 'mail_down', detail, afterSeconds: answeredAfterSeconds };
  return { result: 'refused', detail, badAddress: isDeadAddressCode(enhanced) };
}

/** RFC 3463: the address of the sender. */
const senderCodes: readonly string[] = ['5.1.7', '5.1.8'];

/**
 * RFC 5321 4.2.1 and RFC 3463: before the text, 50x speaks of the command, 52x of the connection, 53x of the login and 5.7 of
 * what we are allowed to do; 501 to a recipient is an address it cannot read. About a text that it has read, 5.7 is its verdict.
 */
function isAboutUs({ command, code, textTravelled }: SmtpFailure, enhanced: string): boolean {
  if (command !== 'RCPT TO' && command !== 'DATA') return true;
  if (senderCodes.includes(enhanced)) return true;
  if (textTravelled) return false;
  return enhanced.startsWith('5.7.') || ((code ?? 0) < 550 && !(command === 'RCPT TO' && code === 501));
}

/** The code of RFC 2034 after the reply's own, as in `RCPT TO: 550 5.1.1 No such user`; empty where the server gives none. */
function enhancedCode(detail: string): string {
  return /: 5\d\d[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(detail)?.[1] ?? '';
}
