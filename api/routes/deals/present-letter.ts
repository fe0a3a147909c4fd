import type { z } from 'zod';
import type { LetterOnRecord } from '../../../db/read/letters.ts';
import type { LetterInDeal } from '../../schemas/letter.ts';

type View = z.output<typeof LetterInDeal>;

/** A letter or message as the API tells of it: by which channel, to whom, and what became of it. */
export function presentLetter(row: LetterOnRecord, names: ReadonlyMap<string, string>): View {
  const { id, channel, kind, toAddress, toUserId, language, subject, state, lastError } = row;
  return {
    ...{ id, channel, kind, invoice_id: row.invoiceId },
    to: { id: toUserId, name: names.get(toUserId ?? '') ?? null, address: toAddress },
    ...{ language, subject, status: statusOf(state), reason: state === 'sent' ? null : lastError },
    ...{ created_at: row.createdAt, sent_at: row.sentAt },
  };
}

function statusOf(state: LetterOnRecord['state']): View['status'] {
  return state === 'claimed' || state === 'data_started' ? 'waiting' : state;
}
