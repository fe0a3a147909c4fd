import MailComposer from 'nodemailer/lib/mail-composer';
import type { PostOutcome } from './deliver-once.ts';
import { type SmtpFailure, smtpConversation } from './smtp-conversation.ts';

export type OutgoingLetter = Readonly<{
  messageId: string;
  from: string;
  to: string;
  replyTo: string | null;
  references: string | null;
  subject: string;
  html: string;
  text: string;
  date: Date;
  attachments: readonly Readonly<{ filename: string; content: Buffer; contentType: string }>[];
}>;

const busyAfterSeconds = 300;
const downAfterSeconds = 60;

/** Hands one letter to the mail server. Letters of the engine are marked as automatic, so that no absence notice answers them. */
export async function postLetter(smtpUrl: string, letter: OutgoingLetter): Promise<PostOutcome> {
  const { replyTo, references, attachments, from, to, ...mail } = letter;
  const composed = new MailComposer({
    ...mail,
    from,
    to,
    ...(replyTo ? { replyTo } : {}),
    ...(references ? { references, inReplyTo: references } : {}),
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: [...attachments],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const mime = await composed.compile().build();
  const result = await smtpConversation(smtpUrl, { from: bareAddress(from), to: bareAddress(to), mime });
  return 'accepted' in result ? { result: 'accepted', providerId: result.accepted } : judge(result.failure);
}

function judge({ message, responseCode, textTravelled }: SmtpFailure): PostOutcome {
  if (responseCode !== null && responseCode >= 500) return { result: 'refused', detail: message };
  if (responseCode !== null && responseCode >= 400) return { result: 'try_later', code: 'mail_busy', detail: message, afterSeconds: busyAfterSeconds };
  return textTravelled ? { result: 'uncertain', detail: message } : { result: 'try_later', code: 'mail_down', detail: message, afterSeconds: downAfterSeconds };
}

function bareAddress(address: string): string {
  return /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;
}
