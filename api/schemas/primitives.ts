import { z } from 'zod';
import { firstDay, isIsoDate, lastDay } from '../../domain/calendar/iso-date.ts';
import { isTimeZone } from '../../domain/calendar/zone.ts';
import { isOneLine, isPlainText } from '../../domain/words/plain-text.ts';

export const Currency = z.string().regex(/^[A-Z]{3}$/, 'A currency has three capital letters, such as KZT.');

/** Money on the wire: whole minor units (API.md, Form). */
export const Money = z.strictObject({ value: z.int(), currency: Currency }).meta({ id: 'Money', examples: [{ value: 123456750, currency: 'KZT' }] });

/** A sum that is asked for or paid: above zero. */
export const PositiveMoney = z
  .strictObject({ value: z.int().min(1, 'The sum must be above zero.'), currency: Currency })
  .meta({ id: 'PositiveMoney', examples: [{ value: 5000000, currency: 'KZT' }] });

export const Id = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[A-Za-z0-9_.-]+$/, 'An id has letters, digits, and the characters _ . - only.');
export const On = z.iso
  .date({ abort: true })
  .refine(isIsoDate, `A date lies between ${firstDay} and ${lastDay}.`)
  .meta({ examples: ['2026-12-01'] });
export const Instant = z.iso
  .datetime({ offset: true, abort: true })
  .refine(at => isIsoDate(at.slice(0, 10)), `An instant lies between ${firstDay} and ${lastDay}.`)
  .meta({ examples: ['2026-12-01T05:00:00.000Z'] });
/** An instant that we write: always UTC with milliseconds. */
export const At = z.string().meta({ format: 'date-time', examples: ['2026-12-01T05:00:00.000Z'] });
export const Language = z.enum(['ru', 'kk', 'en']);
export const Text = z.string().trim().min(1, { error: 'It must not be empty.', abort: true }).max(2000).refine(isPlainText, 'It has visible characters and no control characters but new lines.');
/** One line: a name, a title. Letters, pages and subjects quote it in the middle of their own words. */
export const ShortText = z.string().trim().min(1, { error: 'It must not be empty.', abort: true }).max(300).refine(isOneLine, 'It is one line of visible characters, without control characters.');
export const Email = z.email('This is no e-mail address.').max(254);
export const TimeZone = z
  .string()
  .refine(isTimeZone, 'There is no such time zone; one is Asia/Almaty.')
  .meta({ examples: ['Asia/Almaty'] });
/** Decimals stay texts: a float would round them. */
export const Decimal = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, 'A decimal number is written as "2.5".')
  .meta({ examples: ['2.5'] });

/** A sum as the wire has it. */
export const moneyOf = (value: number, currency: string): z.output<typeof Money> => ({ value, currency });
