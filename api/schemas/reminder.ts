import { z } from 'zod';
import { Named } from './deal.ts';
import { At, Id, Instant, Money, On, Text } from './primitives.ts';

const Moment = z.union([On, Instant]);

/** Body of every pause: its end is required, so that no debt is forgotten. Without a beginning it begins at once. */
export const PauseBody = z.strictObject({ from: Moment.optional(), until: Moment, reason: Text }).meta({
  id: 'PauseRequest',
  examples: [
    { until: '2026-12-01', reason: 'Сверка по акту' },
    { from: '2026-12-31', until: '2027-01-09', reason: 'Новый год' },
  ],
});
export const NextLetter = z.object({ rung: z.string(), at: At, invoice_id: Id }).nullable().describe('The letter that leaves next; null where none is planned, or the customer has no living address.');
export const Pause = z
  .object({
    object: z.literal('reminder_pause'),
    paused_from: At.nullable().describe('When the pause of this very scope began, or will begin.'),
    paused_until: At.nullable(),
    next_letter: NextLetter.describe(
      'The letter that leaves next, over all invoices in the scope and by everything that silences them; null where none is planned, or no customer has a living address.',
    ),
  })
  .meta({
    id: 'ReminderPause',
    examples: [
      {
        object: 'reminder_pause',
        paused_from: '2026-11-24T06:00:00.000Z',
        paused_until: '2026-11-30T19:00:00.000Z',
        next_letter: { rung: '+7', at: '2026-12-01T05:00:00.000Z', invoice_id: 'inv_1' },
      },
    ],
  });

const outcomes = ['ran_out', 'ended', 'replaced', 'kept', 'broken', 'lapsed', 'upheld', 'rejected', 'settled'] as const;
const Author = Named.extend({ type: z.string(), name: z.string().nullable() });

/** One interval of the ledger of pauses, promises and disputes. */
export const Interval = z
  .object({
    ...{ object: z.literal('reminder_interval'), id: Id, kind: z.enum(['pause', 'promise', 'dispute']), status: z.enum(['planned', 'running', 'over']) },
    ...{ scope: z.enum(['invoice', 'deal', 'customer', 'company']), scope_id: Id, from: At, until: At, reason: z.string().nullable(), pay_on: On.nullable(), amount: Money.nullable() },
    ...{ schedule_id: Id.nullable(), author: Author, ended_at: At.nullable(), ended_by: Author.nullable() },
    outcome: z.enum(outcomes).nullable().describe('How it ended. `lapsed`: another promise of its schedule was broken. `settled`: the invoice or the deal was.'),
  })
  .meta({ id: 'ReminderInterval' });
