import { letterParts, tidy } from '../emails/render-letter.ts';
import type { LetterKind, LetterViews } from '../emails/views.ts';
import { t } from '../language/t.ts';
import type { Reader } from '../render/reader.ts';

/** What people are told by Telegram as well: that a step waits for them, and that it no longer does. */
export const messageKinds = ['approval_request', 'approval_reminder', 'approval_escalated', 'approval_stuck', 'approval_superseded', 'approval_withdrawn'] as const satisfies readonly LetterKind[];
export type MessageKind = (typeof messageKinds)[number];

/** A message ready to send: `html` in the few marks Telegram knows, `text` the same as it is kept, with the address of its one button. */
export type Message = Readonly<{ subject: string; html: string; text: string; button: Readonly<{ label: string; url: string }> }>;

export const isMessageKind = (kind: string): kind is MessageKind => messageKinds.some(known => known === kind);

// Telegram takes 4,096 characters; a long reason ends earlier, and stands whole on the page.
const longestSubject = 500;
const longestBody = 3_000;

/** Writes for Telegram what the letter of that kind says, in the words of its own template: the question first, then the rest, then one button. */
export function renderMessage<Kind extends MessageKind>(kind: Kind, view: LetterViews[Kind], reader: Reader): Message {
  const parts = letterParts('telegram', kind, { view, reader });
  const subject = cut(parts.subject, longestSubject);
  const body = cut(withoutQuestion(tidy(parts.body), parts.subject), longestBody);
  const decides = 'taskUrl' in view;
  const label = decides ? t(reader.language, 'emails.approval.button') : t(reader.language, 'emails.approval.open_deal');
  const url = decides ? view.taskUrl : view.deal.pageUrl;
  return { subject, html: `<b>${escape(subject)}</b>\n\n${escape(body)}`, text: `${subject}\n\n${body}\n\n${label}:\n${url}\n`, button: { label, url } };
}

/** The heading of a letter repeats the question of its subject; in a message the two stand one below the other. */
function withoutQuestion(body: string, subject: string): string {
  const [first = '', ...rest] = body.split('\n');
  return (subject.startsWith(first) ? rest.join('\n') : body).trim();
}

function cut(words: string, longest: number): string {
  // Half of a surrogate pair is no text.
  return words.length <= longest ? words : `${words.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')} …`;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
