import type { LetterRow } from '../../../db/pages/read-deal-file.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import { obstacleOf } from '../../../db/read/letters.ts';
import type { StoryEntry, StoryFact } from '../../../templates/pages/views/story-view.ts';

/** A letter that left, or what became of a message by Telegram, as the story tells it; null for what has come to nothing yet. */
export function sentEntry(letter: LetterRow, people: ReadonlyMap<string, PersonRow>): StoryEntry | null {
  const fact = letter.channel === 'telegram' ? messageFact(letter, people) : letterFact(letter);
  const words = { subject: letter.subject ?? '', text: letter.text ?? '' };
  return fact && { ...fact, at: letter.sentAt ?? letter.createdAt, who: null, words: null, letter: words };
}

function letterFact({ state, sentAt, subject, toAddress }: LetterRow): StoryFact | null {
  return state === 'sent' && sentAt !== null ? { what: 'letter_sent', subject: subject ?? '', address: toAddress } : null;
}

/** People are named, for nobody knows a chat by its number. */
function messageFact({ state, subject, toUserId, lastError }: LetterRow, people: ReadonlyMap<string, PersonRow>): StoryFact | null {
  const personName = people.get(toUserId ?? '')?.name ?? null;
  switch (state) {
    case 'sent':
      return { what: 'message_sent', subject: subject ?? '', personName };
    case 'undeliverable':
      return { what: 'message_undeliverable', personName, obstacle: obstacleOf(lastError) };
    case 'verify':
      return { what: 'message_unconfirmed', personName };
    case 'claimed':
    case 'data_started':
    case 'skipped':
      return null;
  }
}
