import { z } from 'zod';
import { At, Id, Instant, On, Text } from './primitives.ts';

/** Body of every pause: its end is required, so that no debt is forgotten. */
export const PauseBody = z.strictObject({ until: z.union([On, Instant]), reason: Text }).meta({ id: 'PauseRequest', examples: [{ until: '2026-12-01', reason: 'Сверка по акту' }] });
export const NextLetter = z.object({ rung: z.string(), at: At, invoice_id: Id }).nullable();
export const Pause = z
  .object({ object: z.literal('reminder_pause'), paused_until: At.nullable(), next_letter: NextLetter })
  .meta({ id: 'ReminderPause', examples: [{ object: 'reminder_pause', paused_until: '2026-11-30T19:00:00.000Z', next_letter: { rung: '+7', at: '2026-12-01T05:00:00.000Z', invoice_id: 'inv_1' } }] });
