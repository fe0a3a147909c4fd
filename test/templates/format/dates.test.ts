import { describe, expect, it } from 'vitest';
import { formatDate, formatDateNumeric } from '../../../templates/format/dates.ts';
import { formatMinutes, formatWorkingTime } from '../../../templates/format/durations.ts';
import { formatInstant } from '../../../templates/format/instants.ts';
import { kazakhTimeDative } from '../../../templates/format/kazakh-endings.ts';
import { formatPercent, formatQuantity } from '../../../templates/format/numbers.ts';
import { formatWorkingHours } from '../../../templates/format/working-hours.ts';

const plain = (text: string): string => text.replace(/[\u00A0\u202F]/g, ' ');
const almaty = (form: Parameters<typeof formatInstant>[2]['form']) => ({ zone: 'Asia/Almaty', form });
// 10:00 in Almaty on Tuesday, 1 December 2026.
const at = '2026-12-01T05:00:00Z';

describe('dates in words', () => {
  it('names a business day in each language', () => {
    expect(plain(formatDate('2026-11-13', 'ru'))).toBe('13 ноября');
    expect(plain(formatDate('2026-11-13', 'ru', { year: true }))).toBe('13 ноября 2026 г.');
    expect(plain(formatDate('2026-11-13', 'kk', { year: true }))).toBe('2026 жылғы 13 қараша');
    expect(plain(formatDate('2026-11-13', 'en', { year: true }))).toBe('13 November 2026');
    expect(formatDateNumeric('2026-10-30')).toBe('30.10.2026');
  });

  it('bends the Kazakh month as its sentence asks', () => {
    const months = Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}-05`);
    expect(months.map(on => plain(formatDate(on, 'kk', { case: 'dative' })).slice(2))).toEqual([
      'қаңтарға',
      'ақпанға',
      'наурызға',
      'сәуірге',
      'мамырға',
      'маусымға',
      'шілдеге',
      'тамызға',
      'қыркүйекке',
      'қазанға',
      'қарашаға',
      'желтоқсанға',
    ]);
    expect(plain(formatDate('2026-09-05', 'kk', { case: 'locative' }))).toBe('5 қыркүйекте');
    expect(plain(formatDate('2026-12-04', 'kk', { case: 'ablative' }))).toBe('4 желтоқсаннан');
  });

  it('shows an instant on the clock of the reader, not of the server', () => {
    expect(plain(formatInstant(at, 'ru', almaty('short')))).toBe('вт, 1 декабря, 10:00');
    expect(plain(formatInstant('2026-11-30T20:30:00Z', 'ru', almaty('short')))).toBe('вт, 1 декабря, 01:30');
    expect(plain(formatInstant(at, 'ru', { zone: 'UTC' }))).toBe('вт, 1 декабря, 05:00');
  });

  it('fits an instant into its sentence', () => {
    expect(plain(formatInstant(at, 'ru', almaty('on')))).toBe('во вторник, 1 декабря, 10:00');
    expect(plain(formatInstant(at, 'ru', almaty('until')))).toBe('вторника, 1 декабря, 10:00');
    expect(plain(formatInstant(at, 'kk', almaty('on')))).toBe('сейсенбіде, 1 желтоқсан, 10:00');
    expect(plain(formatInstant(at, 'kk', almaty('until')))).toBe('сейсенбі, 1 желтоқсан, 10:00-ға');
    expect(plain(formatInstant(at, 'kk', almaty('weekday_until')))).toBe('сс 10:00-ға');
    expect(plain(formatInstant(at, 'en', almaty('on')))).toBe('on Tuesday, 1 December, 10:00');
    expect(plain(formatInstant(at, 'ru', almaty('full')))).toBe('1 декабря 2026 г., 10:00');
  });

  it('gives a Kazakh time the ending of its last spoken numeral', () => {
    expect(['18:10', '15:00', '09:30', '12:45', '14:00', '13:50', '10:20'].map(kazakhTimeDative)).toEqual(['18:10-ға', '15:00-ке', '09:30-ға', '12:45-ке', '14:00-ке', '13:50-ге', '10:20-ға']);
  });
});

describe('durations and figures', () => {
  it('tells working time in hours and minutes', () => {
    expect(plain(formatWorkingTime(200, 'ru'))).toBe('3 ч 20 мин рабочего времени');
    expect(plain(formatWorkingTime(200, 'kk'))).toBe('3 сағ 20 мин жұмыс уақыты');
    expect(plain(formatMinutes(480, 'en'))).toBe('8 h');
    expect(plain(formatMinutes(0.4, 'ru'))).toBe('0 мин');
    expect(plain(formatMinutes(-5, 'ru'))).toBe('0 мин');
  });

  it('writes decimal strings as people do', () => {
    expect(plain(formatPercent('12.75', 'ru'))).toBe('12,75 %');
    expect(formatQuantity('2.500', 'en')).toBe('2.5');
    expect(plain(formatQuantity('12500', 'kk'))).toBe('12 500');
  });
});

describe('working hours in words', () => {
  const week = [
    { weekdays: [4, 1, 2, 3], from: '09:00', to: '13:00' },
    { weekdays: [1, 2, 3, 4], from: '14:00', to: '18:00' },
    { weekdays: [5, 6], from: '10:00', to: '24:00' },
    { weekdays: [1, 3, 5, 6, 7], from: '19:00', to: '20:00' },
  ];
  it('tells days in a row by their ends, and spans of the same days together', () => {
    expect(plain(formatWorkingHours(week, 'ru'))).toBe('пн–чт 09:00–13:00, 14:00–18:00; пт, сб 10:00–24:00; пн, ср, пт–вс 19:00–20:00');
    expect(plain(formatWorkingHours(week.slice(0, 2), 'en'))).toBe('Mon–Thu 09:00–13:00, 14:00–18:00');
    expect(plain(formatWorkingHours(week.slice(0, 1), 'kk'))).toBe('дс–бс 09:00–13:00');
  });
});
