import { letterParts, tidy } from '../emails/render-letter.ts';
import type { LetterKind, LetterViews } from '../emails/views.ts';
import { t } from '../language/t.ts';
import type { Reader } from '../render/reader.ts';

/** What colleagues are told by Telegram as well: everything about a deal that goes to them by letter. What lets somebody in or confirms a decision goes by letter alone, and customers have no chat with us. */
export const messageKinds = [
  'approval_request',
  'approval_reminder',
  'approval_escalated',
  'approval_stuck',
  'approval_superseded',
  'approval_withdrawn',
  'round_expired',
  'deal_rejected',
  'payment_received',
  'owner_overdue',
  'customer_held',
  'promise_broken',
  'payment_claimed',
  'head_task',
  'manual_collection',
  'delivery_problem',
] as const satisfies readonly LetterKind[];
export type MessageKind = (typeof messageKinds)[number];

/** A message ready to send: `html` in the few marks Telegram knows, `text` the same as it is kept, with the address of its one button. */
export type Message = Readonly<{ subject: string; html: string; text: string; button: Readonly<{ label: string; url: string }> }>;

export const isMessageKind = (kind: string): kind is MessageKind => messageKinds.some(known => known === kind);

// Telegram takes 4,096 characters; a long reason ends earlier, and stands whole on the page.
const longestSubject = 500;
const longestBody = 3_000;

/**
 * Writes for Telegram what the letter of that kind says, in the words of its own template: the question or the news first, then the rest,
 * then one button, to the task where something is asked and to the deal where not.
 */
export function renderMessage<Kind extends MessageKind>(kind: Kind, view: LetterViews[Kind], reader: Reader): Message {
  const parts = letterParts('telegram', kind, { view, reader });
  const { title, question, url } = matterOf(view);
  const subject = cut(parts.subject, longestSubject);
  const first = cut(question || parts.subject.includes(title) ? parts.subject : t(reader.language, 'emails.message.news', { subject: parts.subject, title }), longestSubject);
  const body = cut(withoutQuestion(tidy(parts.body), parts.subject), longestBody);
  const label = question ? t(reader.language, 'emails.approval.button') : t(reader.language, 'emails.approval.open_deal');
  return { subject, html: `<b>${escape(first)}</b>\n\n${escape(body)}`, text: `${first}\n\n${body}\n\n${label}:\n${url}\n`, button: { label, url } };
}

/** Whoever holds a phone with many messages reads first lines only: news names its deal there. A question has room for nothing else, and names it below. */
function matterOf(view: LetterViews[MessageKind]): Readonly<{ title: string; question: boolean; url: string }> {
  if ('taskUrl' in view) return { title: view.deal.title, question: true, url: view.taskUrl };
  if ('deal' in view) return { title: view.deal.title, question: false, url: view.deal.pageUrl };
  if ('debt' in view) return { title: view.debt.dealTitle, question: false, url: view.debt.dealUrl };
  return { title: view.dealTitle, question: false, url: view.dealUrl };
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
