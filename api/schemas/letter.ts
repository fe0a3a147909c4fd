import { z } from 'zod';
import { At, Id } from './primitives.ts';

const Recipient = z.object({ id: Id.nullable(), name: z.string().nullable(), address: z.string() });

/** A letter, or a message by Telegram, of a deal; `address` is a mail address or a chat. */
export const LetterInDeal = z
  .object({
    id: Id,
    channel: z.enum(['email', 'telegram']),
    kind: z.string(),
    invoice_id: Id.nullable(),
    to: Recipient,
    language: z.string(),
    subject: z.string().nullable(),
    status: z.enum(['waiting', 'sent', 'verify', 'undeliverable', 'skipped']),
    reason: z.string().nullable(),
    created_at: At,
    sent_at: At.nullable(),
  })
  .meta({
    id: 'LetterInDeal',
    examples: [
      {
        ...{ id: 'let_1', channel: 'telegram', kind: 'approval_request', invoice_id: null, to: { id: 'usr_1', name: 'Ирина Ким', address: '123456789' }, language: 'ru' },
        ...{ subject: 'Согласуйте скидку 18 % — ТОО «Ромашка», 4,2 млн ₸, до пн 14:00', status: 'sent', reason: null },
        ...{ created_at: '2026-11-24T05:00:00.000Z', sent_at: '2026-11-24T05:00:00.000Z' },
      },
    ],
  });
