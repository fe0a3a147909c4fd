import { z } from 'zod';
import { checkWorkingHours, mostHoursLines } from '../../domain/calendar/working-hours.ts';

const Time = z.string().meta({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$', examples: ['10:00'] });
const Line = z.strictObject({ weekdays: z.array(z.int().min(1).max(7)).max(7), from: Time, to: Time });

/** A week of one's own, each fault with its pointer. Weekdays are 1 (Monday) to 7; what makes the hours lawful is for the domain to say. */
export const WorkingHours = z
  .array(Line)
  .max(mostHoursLines)
  .superRefine((hours, context) => {
    for (const { line, part, detail } of checkWorkingHours(hours)) context.addIssue({ code: 'custom', path: line === null ? [] : [line, part], message: detail });
  })
  .meta({ id: 'WorkingHours', examples: [[{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }]] });
