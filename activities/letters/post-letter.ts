import MailComposer from 'nodemailer/lib/mail-composer';
import type { PostOutcome } from './deliver-once.ts';
import { judgeFailure } from './judge-failure.ts';
import { type SmtpMessage, smtpConversation } from './smtp-conversation.ts';

export type OutgoingLetter = Readonly<{
  messageId: string;
  /** Our own id of the letter, by which its envelope is known. */
  letterId: string;
  from: string;
  to: string;
  replyTo: string | null;
  /** Message-IDs of the letters it belongs to, the one it answers first. */
  references: string | readonly string[] | null;
  /** Only where a letter is a courtesy: the address at which it can be declined, with one click by the mail program itself. */
  listUnsubscribe?: string | null;
  subject: string;
  html: string;
  text: string;
  date: Date;
  attachments: readonly Readonly<{ filename: string; content: Buffer; contentType: string }>[];
}>;

/**
 * Hands one letter to the mail server, which gets its text only if `mayTravel` agrees at that moment.
 * Letters of the engine are marked as automatic, so that no absence notice answers them.
 */
export async function postLetter(smtpUrl: string, letter: OutgoingLetter, mayTravel: SmtpMessage['mayTravel']): Promise<PostOutcome> {
  const { replyTo, references, listUnsubscribe, attachments, from, to, letterId, ...mail } = letter;
  const [answered, ...others] = typeof references === 'string' ? [references] : (references ?? []);
  const recipient = bareAddress(to);
  if (!/^[^\r\n<>]+@[^\s<>]+$/.test(recipient)) return { result: 'refused', detail: `not an address: ${recipient}`, badAddress: true };
  const composed = new MailComposer({
    ...mail,
    from,
    to,
    ...(replyTo ? { replyTo } : {}),
    ...(answered ? { references: [answered, ...others], inReplyTo: answered } : {}),
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(listUnsubscribe ? { 'List-Unsubscribe': `<${listUnsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    },
    attachments: [...attachments],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const mime = await composed.compile().build();
  const result = await smtpConversation(smtpUrl, { from: bareAddress(from), to: recipient, mime, envelopeId: letterId, mayTravel });
  if ('withheld' in result) return { result: 'withheld' };
  return 'accepted' in result ? { result: 'accepted', providerId: result.accepted } : judgeFailure(result.failure);
}

function bareAddress(address: string): string {
  return /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;
}
